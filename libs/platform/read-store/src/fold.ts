import { correctionsLifted, factsOf, LIVE, revisesThePast, sameJson, spoken, type Upcasters } from '#kernel';
import { isStorable } from './copy.ts';
import type { ProjectedFact, Projection, RecordedEvent, Values } from './projection.ts';

/** A row by its key, and the text of that. */
export type RowKey = { readonly name: string; readonly key: Values };

/** What one event means to one projection. */
export type Step = {
  readonly event: RecordedEvent;
  readonly told: readonly { readonly fact: ProjectedFact; readonly rows: readonly RowKey[] }[];
  /** Rows that the stream told of so far, where the event changes how it reads: they are folded from nothing. */
  readonly anew: readonly RowKey[] | null;
};

/** All events of the stream of `event`, up to and with it. */
export type HistoryOf = (event: RecordedEvent) => readonly RecordedEvent[];

/** What an event comes to, the same for every projection that hears facts. */
export type Telling = {
  readonly facts: readonly ProjectedFact[];
  /** What the stream read as before, where the event changes that; its facts are then those of the whole stream. */
  readonly before: readonly ProjectedFact[] | null;
};

export function tellingOf(event: RecordedEvent, historyOf: HistoryOf, upcasters: Upcasters): Telling {
  const told = (history: readonly RecordedEvent[]): ProjectedFact[] => projectedFacts(history, upcasters);
  if (!revisesThePast(event.event)) return { facts: told([event]), before: null };
  const history = historyOf(event);
  return { facts: told(history), before: told(history.slice(0, -1)) };
}

export function stepOf(projection: Projection, event: RecordedEvent, telling: () => Telling): Step {
  if (projection.hears === 'recorded') {
    const fact = { ...event, provenance: LIVE, part: 0 };
    return { event, told: [{ fact, rows: rowsOf(projection, fact) }], anew: null };
  }
  const { facts, before } = telling();
  const anew = before?.flatMap((fact) => rowsOf(projection, fact)) ?? null;
  return { event, told: facts.map((fact) => ({ fact, rows: rowsOf(projection, fact) })), anew };
}

const rowsOf = (projection: Projection, fact: ProjectedFact): RowKey[] =>
  projection.keysOf(fact).map((key) => {
    const name = keyText(projection, key);
    refuseKey(projection, key, name);
    return { name, key };
  });

/** Every row that a step touches; one may be told more than once. */
export function* rowsIn({ told, anew }: Step): Generator<RowKey> {
  for (const { rows } of told) yield* rows;
  if (anew !== null) yield* anew;
}

/** What an event comes to among later ones of its stream that revise it ({@link revisesThePast}): nothing, where it is one itself. */
export const factsAmong = (
  event: RecordedEvent,
  revisions: readonly RecordedEvent[],
  upcasters: Upcasters,
): ProjectedFact[] =>
  projectedFacts([event, ...revisions], upcasters).filter(
    ({ revision }) => revision === event.revision && !revisesThePast(event.event),
  );

function projectedFacts(recorded: readonly RecordedEvent[], upcasters: Upcasters): ProjectedFact[] {
  const [only] = recorded;
  // What nearly every event is: it tells one thing, and nothing about another.
  if (only !== undefined && recorded.length === 1 && spoken(only.event) === null) {
    return [{ ...only, provenance: LIVE, part: 0 }];
  }
  const byRevision = new Map(recorded.map((event) => [event.revision, event]));
  const plain = recorded.map(({ recordedAs: id, revision, event }) => ({ id, revision, event }));
  return factsOf(correctionsLifted(upcasters, plain)).flatMap(({ event, provenance, revision, part }) => {
    const told = byRevision.get(revision);
    return told === undefined ? [] : [{ ...told, provenance, event, part }];
  });
}

/** The key of a row as one text. */
export const keyText = ({ table }: Projection, key: Values): string =>
  JSON.stringify(table.key.map((name) => key[name]));

/** Throws where a key is no key: PostgreSQL would refuse to look for it, and with it for all others. */
function refuseKey({ table }: Projection, key: Values, name: string): void {
  for (const part of table.key) {
    const value = key[part];
    const isOne =
      table.columns[part]?.kind === 'integer' ? Number.isSafeInteger(value) : typeof value === 'string';
    if (!isOne) throw new TypeError(`the key ${name} has no ${part}`);
  }
  if (!isStorable(name))
    throw new TypeError(`the key ${name} holds a NUL character or half of a surrogate pair`);
}

/** What an index of PostgreSQL takes of a value: a filling would learn only at its end that it does not. */
const INDEXED_BYTES_MAX = 2_600;

function refuseLong(column: string, value: unknown): void {
  for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
    // A character takes three bytes at most in each of its units.
    if (typeof one !== 'string' || one.length * 3 <= INDEXED_BYTES_MAX) continue;
    if (Buffer.byteLength(one) > INDEXED_BYTES_MAX) {
      throw new RangeError(`${column} is too long for its index: more than ${INDEXED_BYTES_MAX} bytes`);
    }
  }
}

/** A row as it is known: `row` is `null` for one that is gone, `stream` the one that feeds it. */
export type KnownRow = { readonly key: Values; readonly row: Values | null; readonly stream: string };
/** An item of a list, from 0, as it reads from a number on; `undefined`: the list is shorter. */
export type ItemChange = { readonly list: string; readonly at: number; readonly item: unknown };
/**
 * A row as it reads from a number on; `name` is the text of its key. `isFirst`: there was no row with this key before,
 * not even one that is gone. `hasChanged`: something else than items of its lists did.
 */
export type Version = KnownRow & {
  readonly name: string;
  readonly seq: number;
  readonly isFirst: boolean;
  readonly hasChanged: boolean;
  readonly items: readonly ItemChange[];
};

/** Rows of one projection, folded in memory. Pure. */
export class Fold {
  readonly #rows = new Map<string, KnownRow>();
  readonly #versions: Version[] = [];
  readonly #columns: readonly string[];
  readonly #lists: readonly string[];
  readonly #indexed: readonly string[];

  constructor(private readonly projection: Projection) {
    const { columns, key, indexes } = projection.table;
    const isList = (name: string): boolean => columns[name]?.kind === 'list';
    this.#columns = Object.keys(columns).filter((name) => !key.includes(name) && !isList(name));
    this.#lists = Object.keys(columns).filter(isList);
    this.#indexed = [...new Set(indexes.flat())];
  }

  /** Gives the rows that the steps to come start from. */
  know(rows: ReadonlyMap<string, KnownRow>): void {
    for (const [name, row] of rows) this.#rows.set(name, row);
  }

  /** All of it or, where it throws, nothing. A row that a second stream tells of is refused: a correction could not fold it anew. */
  tell(step: Step): void {
    const touched = new Map<string, { readonly key: Values; readonly row: Values | null }>();
    if (step.anew !== null) for (const { name, key } of step.anew) touched.set(name, { key, row: null });
    for (const { fact, rows } of step.told) {
      for (const { name, key } of rows) {
        const before =
          touched.has(name) || step.anew !== null ? touched.get(name)?.row : this.#rows.get(name)?.row;
        touched.set(name, { key, row: this.projection.apply(before ?? undefined, fact, key) });
      }
    }
    const changes = [...touched].map(([name, { key, row }]) => this.#changed(name, key, step, row));
    for (const change of changes) if (change !== null) this.#put(change);
  }

  /** The versions that came to be, by number. */
  get versions(): readonly Version[] {
    return this.#versions;
  }

  /** The rows that there are, whole. */
  get rows(): Values[] {
    return [...this.#rows.values()].flatMap(({ key, row }) => (row === null ? [] : [{ ...key, ...row }]));
  }

  /** What a row comes to be; `null` where it stays as it is. */
  #changed(name: string, key: Values, { event: { seq, stream } }: Step, told: Values | null): Version | null {
    const known = this.#rows.get(name);
    if (known !== undefined && known.stream !== stream) {
      throw new Error(
        `the row ${name} is fed by ${known.stream} and by ${stream} (event ${seq}): a row is fed by one stream`,
      );
    }
    const before = known?.row ?? null;
    const version = { name, key, stream, seq, isFirst: known === undefined };
    const items = this.#itemsChanged(before, told);
    if (told === null) return before === null ? null : { ...version, row: null, hasChanged: true, items };
    const row: { [column: string]: unknown } = {};
    let hasChanged = before === null;
    for (const column of this.#columns) {
      row[column] = told[column];
      hasChanged ||= !sameJson(told[column], before?.[column]);
    }
    if (!hasChanged && items.length === 0) return null;
    for (const list of this.#lists) row[list] = told[list];
    for (const column of this.#indexed) refuseLong(column, row[column]);
    return { ...version, row, hasChanged, items };
  }

  #itemsChanged(before: Values | null, told: Values | null): ItemChange[] {
    const changes: ItemChange[] = [];
    for (const list of this.#lists) {
      const [were, are] = [itemsOf(before, list), itemsOf(told, list)];
      for (let at = 0; at < Math.max(were.length, are.length); at += 1) {
        if (at >= were.length || at >= are.length || !sameJson(were[at], are[at])) {
          changes.push({ list, at, item: are[at] });
        }
      }
    }
    return changes;
  }

  #put(version: Version): void {
    this.#rows.set(version.name, version);
    this.#versions.push(version);
  }
}

const itemsOf = (row: Values | null, list: string): readonly unknown[] =>
  (row?.[list] ?? []) as readonly unknown[]; // As its column says.

/** Of versions in their order: those that a later one of the same row replaces, and the last of each row. */
export function replacedAndLast<V extends { readonly name: string }>(
  versions: readonly V[],
): { readonly replaced: readonly V[]; readonly last: readonly V[] } {
  const last = new Map(versions.map((version) => [version.name, version]));
  const replaced = versions.filter((version) => last.get(version.name) !== version);
  return { replaced, last: [...last.values()] };
}
