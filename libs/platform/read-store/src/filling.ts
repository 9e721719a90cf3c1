import type { Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, sessionOf } from './data-source.ts';
import { note, placeOf, registered } from './fed.ts';
import { lockFilling } from './filling-lock.ts';
import { Filling } from './filling-one.ts';
import { eventsAfter, type EventWithLeaf } from './journal.ts';
import type { Projection } from './projection.ts';
import { Refused } from './refused.ts';
import { tell } from './telling.ts';

/** How far a filling is: numbers of the journal. */
export type FillingProgress = { readonly seq: number; readonly end: number };

export type FillingOptions = {
  readonly url: string;
  /** Projections whose tables are there; those that are at the end, or that somebody else is filling, are left alone. */
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
/** One that is paused keeps its lock no longer than this. */
const SESSION_LIMITS = `SET idle_session_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'`;
/** Indexes are made anew where more is to be written than a quarter of what is there. */
const ANEW_SHARE = 0.25;

/**
 * Brings generations that are behind up to the end of the journal: reads it once for all of them, writes versions and
 * rows by `COPY` into tables without indexes, and makes the indexes last. Memory is bounded, and every transaction notes
 * how far it came, so that a filling that was killed goes on from there. It needs no lease: nobody feeds a generation
 * that is behind, a lock in PostgreSQL keeps a second filling of the same one away, and each transaction checks that
 * it is as it was. A projector then brings them over the last events.
 */
export async function fillInBulk(options: FillingOptions): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(options.url, 1, 0, { pipeline: false }));
  await dataSource.initialize();
  try {
    const session = await sessionOf(dataSource.createQueryRunner());
    await session.query(SESSION_LIMITS);
    const fillings = await begun(session, options);
    while (fillings.length > 0 && options.goOn()) {
      const { seq: end } = await placeOf(session);
      if (least(fillings) === end) break;
      await fillTo(session, fillings, end, options);
    }
    for (const { storage } of fillings) await storage.index(session);
    await session.query('SELECT pg_advisory_unlock_all()'); // Its session may outlive it for a moment.
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
  const { seq: end } = await placeOf(session);
  for (const { storage } of await registered(session, projections)) {
    if (!(await lockFilling(session, storage.name))) continue;
    // Only now, since whoever held the lock may have written.
    const known = (await registered(session, [storage.projection])).find(
      (one) => one.storage.name === storage.name,
    );
    // Behind an end that was looked up before it: nobody feeds it.
    if (known === undefined || known.seq >= end) continue;
    if (end - known.seq > ANEW_SHARE * known.seq) await storage.bare(session);
    fillings.push(new Filling(known, rowsMax ?? ROWS_MAX, versionsMax ?? VERSIONS_MAX));
  }
  return fillings;
}

/** Comes to `end`, unless it is to stop. Where PostgreSQL refuses rows, it goes back to what was written last. */
async function fillTo(
  session: PoolClient,
  fillings: readonly Filling[],
  end: number,
  options: FillingOptions,
): Promise<void> {
  for (;;) {
    try {
      await fillStretch(session, fillings, end, options);
      return;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const filling = fillings.find(({ storage }) => storage === error.storage);
      if (filling === undefined) throw error;
      await filling.findRefused(session, error.message);
      for (const one of fillings) one.goBack();
    }
  }
}

async function fillStretch(
  session: PoolClient,
  fillings: readonly Filling[],
  end: number,
  { upcasters, goOn, onProgress, eventsMax }: FillingOptions,
): Promise<void> {
  const projections = [...new Set(fillings.map(({ storage }) => storage.projection))];
  let at = least(fillings);
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
}

async function written(session: PoolClient, fillings: readonly Filling[]): Promise<void> {
  const advances = fillings.flatMap(({ advance }) => advance ?? []);
  if (advances.length === 0) return;
  await session.query('BEGIN');
  try {
    for (const filling of fillings) await filling.write(session);
    // It does not answer before its indexes are there.
    await note(session, advances, { end: Infinity });
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  for (const filling of fillings) filling.keep();
}
