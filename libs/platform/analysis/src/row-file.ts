import { open, type RootDatabase } from 'lmdb';
import type { Table, Values } from '#platform/read-store';

/** The folder holds the rows of another replay. */
export class OtherReplay extends Error {
  constructor(folder: string, what: string) {
    super(
      `${folder} holds a replay that was broken off, of something else (${what}). Go on with that one, or remove the folder.`,
    );
    this.name = 'OtherReplay';
  }
}

type Row = { readonly key: Values; readonly row: Values | null };
/** LMDB gives a list of one part back as that part. */
type Part = string | number;
type Key = Part[] | Part;

/** What LMDB takes of a key, less what it adds. Bytes. */
const KEY_BYTES_MAX = 1_900;
/** How many rows are held in memory before they are written. */
const ROWS_MAX = 20_000;
const MAP_BYTES = 1024 ** 4;
const ROWS = 'rows';
const NOTES = 'notes';

/**
 * The rows that a replay has come to, and how far it is, in a folder: memory is bounded however many rows there are, and a replay
 * that was killed goes on from what was written last. Rows and place are written together, durably.
 */
export class RowFile {
  readonly #rows: RootDatabase<Values, Key>;
  readonly #notes: RootDatabase<string | number, string>;
  /** What has changed since it was written last; `null`: the row is gone. */
  readonly #changed = new Map<string, Row>();
  /** Rows as they were written, of those that were asked for. */
  readonly #read = new Map<string, Values | undefined>();

  private constructor(
    private readonly root: RootDatabase,
    private readonly table: Table,
  ) {
    this.#rows = root.openDB<Values, Key>({ name: ROWS, encoding: 'json' }) as RootDatabase<Values, Key>;
    this.#notes = root.openDB<string | number, string>({ name: NOTES, encoding: 'json' }) as RootDatabase<
      string | number,
      string
    >;
  }

  /** Opens or makes the one in a folder. `identity` says of what replay its rows are. Throws {@link OtherReplay} where they are of another. */
  static async open(folder: string, table: Table, identity: string): Promise<RowFile> {
    const root = open({ path: folder, mapSize: MAP_BYTES, maxDbs: 2 });
    const file = new RowFile(root, table);
    const known = file.#notes.get('identity');
    if (known === undefined) file.#notes.putSync('identity', identity);
    else if (known !== identity) {
      await root.close();
      throw new OtherReplay(folder, String(known));
    }
    return file;
  }

  /** The number up to which events have been told; 0: none. */
  get place(): number {
    return Number(this.#notes.get('place') ?? 0);
  }

  /** The number at which it ends: the one that it began with, which `otherwise` answers where it begins now. */
  async end(otherwise: () => Promise<number>): Promise<number> {
    const known = this.#notes.get('end');
    if (known !== undefined) return Number(known);
    const end = await otherwise();
    this.#notes.putSync('end', end);
    return end;
  }

  get(name: string, key: Values): Values | undefined {
    const changed = this.#changed.get(name);
    if (changed !== undefined) return changed.row ?? undefined;
    if (this.#read.has(name)) return this.#read.get(name);
    const row = this.#rows.get(this.#keyOf(key));
    this.#read.set(name, row);
    return row;
  }

  put(name: string, key: Values, row: Values | null): void {
    this.#changed.set(name, { key, row });
  }

  /** Whether so much waits that it should be written. */
  get isFull(): boolean {
    return this.#changed.size >= ROWS_MAX || this.#read.size >= ROWS_MAX;
  }

  /** Writes what has changed, and that events up to the number `place` have been told. */
  save(place: number): void {
    this.root.transactionSync(() => {
      for (const { key, row } of this.#changed.values()) {
        if (row === null) this.#rows.removeSync(this.#keyOf(key));
        else this.#rows.putSync(this.#keyOf(key), row);
      }
      this.#notes.putSync('place', place);
    });
    this.#changed.clear();
    this.#read.clear();
  }

  /** All rows that were written, whole, in the order of their keys. */
  *rows(): Generator<Values> {
    for (const { key, value } of this.#rows.getRange()) {
      const parts = Array.isArray(key) ? key : [key];
      yield { ...Object.fromEntries(this.table.key.map((column, at) => [column, parts[at]])), ...value };
    }
  }

  close(): Promise<void> {
    return this.root.close();
  }

  #keyOf(key: Values): Key {
    const parts = this.table.key.map((column) => key[column] as Part); // As its columns say.
    const bytes = parts.reduce<number>((so, part) => so + Buffer.byteLength(String(part)) + 2, 0);
    if (bytes > KEY_BYTES_MAX)
      throw new RangeError(
        `a key is longer than ${KEY_BYTES_MAX} bytes: ${JSON.stringify(parts).slice(0, 80)}…`,
      );
    return parts;
  }
}
