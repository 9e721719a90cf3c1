import { contextOf, spoken, type Event, type Json, type Provenance } from '#kernel';
import { snakeCase, type KeyOf, type RowOf, type Table } from './table.ts';

/** An event as the journal has it, in today's shape. */
export type RecordedEvent<E extends Event = Event> = {
  readonly event: E;
  /** The id of the recorded event. */
  readonly recordedAs: string;
  readonly stream: string;
  /** Where it stands in its stream, from 0. */
  readonly revision: number;
  /** Where it stands in the journal, from 1 and without gaps. */
  readonly seq: number;
  /** When it was recorded, UTC, to the microsecond; strictly rising with `seq`. */
  readonly recordedAt: string;
  readonly metadata: { readonly [key: string]: Json };
};

/**
 * What happened, as the history of its stream reads: corrected in its old place, and a claim of a source like any
 * other event, but for its provenance.
 */
export type ProjectedFact<E extends Event = Event> = RecordedEvent<E> & {
  readonly provenance: Provenance;
  /** Which of the claims of an assertion, from 0; 0 where the event tells one thing. */
  readonly part: number;
};

type Told<T extends Table, F> = {
  /** The row, or rows, that the event is told to; an empty list: none. */
  readonly key: (fact: F) => KeyOf<T> | readonly KeyOf<T>[];
  /** The row as it is after the event; `null`: there is no such row (any more). Pure. */
  readonly apply: (row: RowOf<T> | undefined, fact: F, key: KeyOf<T>) => RowOf<T> | null;
};

/** The handlers of a projection, by type of event. */
export type When<E extends Event, T extends Table> = {
  readonly [N in E['type']]?: Told<T, ProjectedFact<Extract<E, Event<N>>>>;
};

type Definition<E extends Event, T extends Table> = {
  /** The question that it answers: identity, place and table. */
  readonly name: string;
  /** From 1. Raised with every change of table or handlers; a new version is filled from the beginning. */
  readonly version: number;
  readonly table: T;
} & (
  | { readonly when: When<E, T> }
  /** Told every recorded event as it is, corrections and retractions too. */
  | { readonly whenRecorded: Told<T, RecordedEvent> }
);

export type Values = { readonly [column: string]: unknown };

/** A projection as the engine sees it. */
export type Projection<T extends Table = Table> = {
  readonly name: string;
  readonly version: number;
  readonly table: T;
  /** The table of its first generation: `agreement_register_v1`; see {@link storageOf}. */
  readonly storage: string;
  /** Whether it is told facts (history as it reads) or recorded events (history as it was written). */
  readonly hears: 'facts' | 'recorded';
  /** Whether an event of this type is given to it. */
  readonly isGiven: (type: string) => boolean;
  /**
   * Whether what is enclosed under this type is given to it: all of it, whatever is inside, so that what it was given
   * stays the same when an enclosure cannot be opened any more.
   */
  readonly isGivenEnclosed: (type: string) => boolean;
  readonly keysOf: (fact: ProjectedFact) => readonly Values[];
  readonly apply: (row: Values | undefined, fact: ProjectedFact, key: Values) => Values | null;
};

/** The table of a generation of a read model: `agreement_register_v1`, and once rebuilt `agreement_register_v1_g2`. */
export const storageOf = ({ storage }: Projection, generation: number): string =>
  generation === 1 ? storage : `${storage}_g${generation}`;

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Names of generations and indexes are longer, and PostgreSQL cuts them off at 63. */
const STORAGE_LENGTH_MAX = 44;

/**
 * A read model as a pure fold of rows by key: `projection<AgreementEvent, typeof AgreementTable>({ … })`.
 * A row is fed by one stream only, so that a correction can fold that stream's rows anew.
 */
export function projection<E extends Event, T extends Table>(definition: Definition<E, T>): Projection<T> {
  const { name, version, table } = definition;
  const storage = `${snakeCase(name)}_v${version}`;
  if (
    !NAME.test(name) ||
    storage.length > STORAGE_LENGTH_MAX ||
    !Number.isSafeInteger(version) ||
    version < 1
  ) {
    throw new TypeError(`a projection cannot be named ${name}, version ${version}`);
  }
  const recorded = 'whenRecorded' in definition;
  // The handlers are looked up by the very type that they are written for; from here on the engine asks no more.
  const told = recorded
    ? () => definition.whenRecorded as unknown as Told<Table, ProjectedFact>
    : (type: string) =>
        Object.hasOwn(definition.when, type)
          ? (definition.when as unknown as { [type: string]: Told<Table, ProjectedFact> })[type]
          : undefined;
  return {
    name,
    version,
    table,
    storage,
    hears: recorded ? 'recorded' : 'facts',
    isGiven: remembered((type) => told(type) !== undefined || spoken({ type, data: {} }) !== null),
    isGivenEnclosed: remembered(
      (type) => recorded || Object.keys(definition.when).some((one) => contextOf(one) === contextOf(type)),
    ),
    keysOf: (fact) => {
      const keys: Values | readonly Values[] = told(fact.event.type)?.key(fact) ?? [];
      return Array.isArray(keys) ? (keys as readonly Values[]) : [keys as Values];
    },
    apply: (row, fact, key) => {
      const handler = told(fact.event.type);
      return handler === undefined ? (row ?? null) : handler.apply(row, fact, key);
    },
  };
}

/** Types of events that are remembered; somebody else's application may have any number of them. */
const TYPES_MAX = 10_000;

function remembered(isGiven: (type: string) => boolean): (type: string) => boolean {
  const known = new Map<string, boolean>();
  return (type) => {
    const before = known.get(type);
    if (before !== undefined) return before;
    const is = isGiven(type);
    if (known.size < TYPES_MAX) known.set(type, is);
    return is;
  };
}
