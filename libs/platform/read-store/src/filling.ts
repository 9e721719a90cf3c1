import type { Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, sessionOf } from './data-source.ts';
import { givenMore, note, placeOf, registered, type Fed } from './fed.ts';
import { Fold, keyText, type KnownRow, type Version } from './fold.ts';
import { eventsAfter, type EventWithLeaf } from './journal.ts';
import type { Projection, Values } from './projection.ts';
import { Storage } from './storage.ts';
import { naming, tell, type Heard } from './telling.ts';

/** How far a filling is: numbers of the journal. */
export type FillingProgress = { readonly seq: number; readonly end: number };

export type FillingOptions = {
  readonly url: string;
  /** Projections whose tables are there; those that are live, or that somebody else is filling, are left alone. */
  readonly projections: readonly Projection[];
  readonly upcasters: Upcasters;
  /** Asked between events: false ends it early. What is written stays, and the next filling goes on from there. */
  readonly goOn: () => boolean;
  readonly onProgress?: (progress: FillingProgress) => void;
  /** How many rows of one projection are kept in memory. */
  readonly rowsMax?: number;
  /** How many versions are kept before they are written. */
  readonly versionsMax?: number;
  /** How many events are read at a time. */
  readonly eventsMax?: number;
};

const ROWS_MAX = 50_000;
const VERSIONS_MAX = 50_000;
/** First half of the advisory locks by which one process fills a projection. */
const FILLING_LOCK = 4_711_002;

/**
 * Brings projections that are not live up to the end of the journal: reads it once for all of them, writes versions and
 * rows by `COPY` into tables without indexes, and makes the indexes last. Memory is bounded, and every transaction notes
 * how far it came, so that a filling that was killed goes on from there. It needs no lease: nobody reads or feeds a
 * projection that is not live, and a lock in PostgreSQL keeps a second filling of the same one away. The projector then
 * brings them over the last events and makes them live.
 */
export async function fillInBulk(options: FillingOptions): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(options.url, 1, 0, { pipeline: false }));
  await dataSource.initialize();
  try {
    const session = await sessionOf(dataSource.createQueryRunner());
    const fillings = await begun(session, options);
    for (let at = least(fillings); fillings.length > 0 && options.goOn();) {
      const { seq: end } = await placeOf(session);
      if (at === end) break;
      at = await fillTo(session, fillings, { from: at, end }, options);
    }
    for (const { storage } of fillings) await storage.index(session);
  } finally {
    await dataSource.destroy();
  }
}

const least = (fillings: readonly Filling[]): number => Math.min(...fillings.map(({ seq }) => seq));

async function begun(
  session: PoolClient,
  { projections, rowsMax, versionsMax }: FillingOptions,
): Promise<Filling[]> {
  const fillings: Filling[] = [];
  for (const projection of projections) {
    const storage = new Storage(projection);
    const { rows } = await session.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine',
      [FILLING_LOCK, projection.storage],
    );
    const known = rows[0]?.mine === true ? await registered(session, storage) : null;
    if (known === null || known.isLive) continue;
    await storage.bare(session);
    fillings.push(new Filling(known, rowsMax ?? ROWS_MAX, versionsMax ?? VERSIONS_MAX));
  }
  return fillings;
}

/** @returns how far it came: the end, unless it was to stop. */
async function fillTo(
  session: PoolClient,
  fillings: readonly Filling[],
  { from, end }: { readonly from: number; readonly end: number },
  { upcasters, goOn, onProgress, eventsMax }: FillingOptions,
): Promise<number> {
  const projections = fillings.map(({ storage }) => storage.projection);
  let at = from;
  // The next events are read while these are folded.
  let next = eventsAfter(session, at, end, eventsMax);
  while (at < end && goOn()) {
    const events: readonly EventWithLeaf[] = await next;
    const last = events.at(-1)?.event.seq ?? end;
    const heardBy = await tell(session, upcasters, projections, events);
    next = last < end ? eventsAfter(session, last, end, eventsMax) : Promise.resolve([]);
    next.catch(() => undefined); // Heard when its turn comes.
    for (const filling of fillings) {
      await filling.take(session, heardBy(filling.storage.projection), last);
    }
    at = last;
    onProgress?.({ seq: at, end });
    if (fillings.some(({ isFull }) => isFull) || at === end) {
      await next;
      await written(session, fillings);
    }
  }
  await next;
  await written(session, fillings);
  return at;
}

async function written(session: PoolClient, fillings: readonly Filling[]): Promise<void> {
  await session.query('BEGIN');
  try {
    for (const filling of fillings) await filling.write(session);
    await note(
      session,
      fillings.map(({ fed }) => fed),
    );
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** One projection that is being filled: rows at hand, and versions that wait to be written. */
class Filling {
  readonly storage: Storage;
  readonly #rows = new Map<string, KnownRow>();
  #versions: Version[] = [];
  /** Whether every row that there is, is at hand. */
  #isWhole: boolean;
  #isEmpty: boolean;

  constructor(
    public fed: Fed,
    private readonly rowsMax: number,
    private readonly versionsMax: number,
  ) {
    this.storage = fed.storage;
    this.#isWhole = this.#isEmpty = fed.seq === 0;
  }

  get seq(): number {
    return this.fed.seq;
  }

  get isFull(): boolean {
    return this.#versions.length >= this.versionsMax || this.#rows.size >= 2 * this.rowsMax;
  }

  /** Folds what it has not been given yet, up to the number `upTo`. */
  async take(session: PoolClient, heard: readonly Heard[], upTo: number): Promise<void> {
    const { projection } = this.storage;
    const news = heard.filter(({ seq }) => seq > this.seq);
    const keys = new Map<string, Values>(news.flatMap(({ step }) => [...step.keys]));
    const fold = new Fold(projection);
    fold.know(await this.#known(session, keys));
    for (const { step } of news) naming(projection, step.event, () => fold.tell(step));
    for (const version of fold.versions) {
      this.#versions.push(version);
      if (version.isLast) this.#remember(version);
    }
    const given = news.reduce((so, { seq, leaf }) => givenMore(so, seq, leaf), this.fed.given);
    this.fed = { ...this.fed, given, seq: Math.max(this.seq, upTo) };
  }

  /** Writes what waits; of the rows at hand, those that were used last stay. */
  async write(session: PoolClient): Promise<void> {
    if (this.#versions.length > 0) {
      await this.storage.copy(session, this.#versions, { isEmpty: this.#isEmpty });
      this.#versions = [];
      this.#isEmpty = false;
    }
    for (const name of this.#rows.keys()) {
      if (this.#rows.size <= this.rowsMax) break;
      this.#rows.delete(name);
      this.#isWhole = false;
    }
  }

  async #known(session: PoolClient, keys: ReadonlyMap<string, Values>): Promise<KnownRow[]> {
    const atHand: KnownRow[] = [];
    const missing: Values[] = [];
    for (const [name, key] of keys) {
      const row = this.#rows.get(name);
      if (row !== undefined) atHand.push(row);
      else if (!this.#isWhole) missing.push(key);
    }
    return missing.length === 0 ? atHand : [...atHand, ...(await this.storage.read(session, missing))];
  }

  #remember({ key, row, stream }: Version): void {
    const name = keyText(this.storage.projection, key);
    this.#rows.delete(name); // Those that are used come last.
    this.#rows.set(name, { key, row, stream });
  }
}
