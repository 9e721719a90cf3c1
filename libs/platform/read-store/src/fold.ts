import { factsOf, LIVE, revisesThePast, sameJson } from '#kernel';
import type { ProjectedFact, Projection, RecordedEvent, Values } from './projection.ts';

/** What one event means to one projection. */
export type Step = {
  readonly event: RecordedEvent;
  /** The rows that it touches, by the text of their key. */
  readonly keys: ReadonlyMap<string, Values>;
  readonly facts: readonly { readonly fact: ProjectedFact; readonly keys: readonly string[] }[];
  /** Whether the rows are folded from nothing, since the event changes how earlier ones read. */
  readonly isAnew: boolean;
};

/** All events of the stream of `event`, up to and with it. */
export type HistoryOf = (event: RecordedEvent) => readonly RecordedEvent[];

/** What an event comes to, the same for every projection that hears facts. */
export type Telling = {
  readonly facts: readonly ProjectedFact[];
  /** What the stream read as before, where the event changes that; its facts are then those of the whole stream. */
  readonly before: readonly ProjectedFact[] | null;
};

export function tellingOf(event: RecordedEvent, historyOf: HistoryOf): Telling {
  if (!revisesThePast(event.event)) return { facts: projectedFacts([event]), before: null };
  const history = historyOf(event);
  return { facts: projectedFacts(history), before: projectedFacts(history.slice(0, -1)) };
}

export function stepOf(projection: Projection, event: RecordedEvent, telling: () => Telling): Step {
  const keys = new Map<string, Values>();
  const withKeys = (fact: ProjectedFact): { fact: ProjectedFact; keys: string[] } => {
    const named = projection.keysOf(fact).map((key) => {
      const name = keyText(projection, key);
      keys.set(name, key);
      return name;
    });
    return { fact, keys: named };
  };
  const { facts, before } =
    projection.hears === 'facts'
      ? telling()
      : { facts: [{ ...event, provenance: LIVE, part: 0 }], before: null };
  before?.forEach(withKeys); // The rows that it took part in so far, which may now be gone.
  return { event, facts: facts.map(withKeys), keys, isAnew: before !== null };
}

function projectedFacts(recorded: readonly RecordedEvent[]): ProjectedFact[] {
  const byRevision = new Map(recorded.map((event) => [event.revision, event]));
  const plain = recorded.map(({ recordedAs: id, revision, event }) => ({ id, revision, event }));
  return factsOf(plain).flatMap(({ event, provenance, revision, part }) => {
    const told = byRevision.get(revision);
    return told === undefined ? [] : [{ ...told, provenance, event, part }];
  });
}

/** The key of a row as one text. */
export const keyText = ({ table }: Projection, key: Values): string =>
  JSON.stringify(table.key.map((name) => key[name]));

/** A row as it is known: `row` is `null` for one that is gone, `stream` the one that feeds it. */
export type KnownRow = { readonly key: Values; readonly row: Values | null; readonly stream: string };
/** A row as it reads from a number on. */
export type Version = KnownRow & { readonly seq: number; readonly isLast: boolean };

/** Rows of one projection, folded in memory. Pure. */
export class Fold {
  readonly #rows = new Map<string, KnownRow>();
  readonly #versions = new Map<string, Omit<Version, 'isLast'>[]>();
  readonly #columns: readonly string[];

  constructor(private readonly projection: Projection) {
    const { columns, key } = projection.table;
    this.#columns = Object.keys(columns).filter((name) => !key.includes(name));
  }

  /** Gives the rows that the steps to come start from. */
  know(rows: readonly KnownRow[]): void {
    for (const row of rows) this.#rows.set(keyText(this.projection, row.key), row);
  }

  /** Throws when a row is told of by a second stream: a correction could not fold it anew. */
  tell(step: Step): void {
    const now = new Map<string, Values | null>();
    for (const { fact, keys } of step.facts) {
      for (const name of keys) {
        const key = step.keys.get(name);
        if (key === undefined) continue;
        const before = now.has(name) || step.isAnew ? now.get(name) : this.#rows.get(name)?.row;
        now.set(name, this.projection.apply(before ?? undefined, fact, key));
      }
    }
    for (const [name, key] of step.keys) this.#put(name, key, step, now.get(name) ?? null);
  }

  /** The versions that came to be, by number; the last of each row is so marked. */
  get versions(): Version[] {
    return [...this.#versions.values()]
      .flatMap((versions) =>
        versions.map((version, index) => ({ ...version, isLast: index === versions.length - 1 })),
      )
      .sort((a, b) => a.seq - b.seq);
  }

  /** The rows that there are, whole. */
  get rows(): Values[] {
    return [...this.#rows.values()].flatMap(({ key, row }) => (row === null ? [] : [{ ...key, ...row }]));
  }

  #put(name: string, key: Values, { event: { seq, stream } }: Step, told: Values | null): void {
    const known = this.#rows.get(name);
    if (known !== undefined && known.stream !== stream) {
      throw new Error(
        `the row ${name} is fed by ${known.stream} and by ${stream} (event ${seq}): a row is fed by one stream`,
      );
    }
    const row =
      told === null ? null : Object.fromEntries(this.#columns.map((column) => [column, told[column]]));
    if (sameJson(row, known?.row ?? null)) return;
    this.#rows.set(name, { key, row, stream });
    const versions = this.#versions.get(name) ?? [];
    versions.push({ key, row, stream, seq });
    this.#versions.set(name, versions);
  }
}
