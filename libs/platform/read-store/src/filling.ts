import type { Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, sessionOf } from './data-source.ts';
import { note, placeOf, registered } from './fed.ts';
import { lockFilling } from './filling-lock.ts';
import { Filling, type Batch } from './filling-one.ts';
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
  /** How much text of versions is gathered before it is written, and of rows kept in memory. Characters. */
  readonly gatheredMax?: number;
  readonly atHandMax?: number;
  /** How many events are read at a time. */
  readonly eventsMax?: number;
};

const GATHERED_MAX = 6_000_000;
const AT_HAND_MAX = 24_000_000;
/** One that is paused keeps its locks no longer than this: those of the reader, and those of the writer's transaction. */
const READER_LIMIT = `SET idle_session_timeout = '60s'`;
const WRITER_LIMIT = `SET idle_in_transaction_session_timeout = '60s'`;
/** Indexes are made anew where more is to be written than a quarter of what is there. */
const ANEW_SHARE = 0.25;

/**
 * Brings generations that are behind up to the end of the journal: reads it once for all of them, writes versions and
 * rows by `COPY` into tables without indexes, and makes the indexes last. One connection writes while the other reads
 * what is folded next. Memory is bounded, and every transaction notes how far it came, so that a filling that was
 * killed goes on from there. It needs no lease: nobody feeds a generation that is behind, a lock in PostgreSQL keeps a
 * second filling of the same one away, and each transaction checks that it is as it was. A projector then brings them
 * over the last events.
 */
export async function fillInBulk(options: FillingOptions): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(options.url, 2, 0, { pipeline: false }));
  await dataSource.initialize();
  try {
    const reader = await sessionOf(dataSource.createQueryRunner());
    const writer = await sessionOf(dataSource.createQueryRunner());
    await reader.query(READER_LIMIT);
    await writer.query(WRITER_LIMIT);
    const fillings = await begun(reader, options);
    const sessions = { reader, writer };
    while (fillings.length > 0 && options.goOn()) {
      const { seq: end } = await placeOf(reader);
      if (least(fillings) === end) break;
      await fillTo(sessions, fillings, end, options);
    }
    for (const { storage } of fillings) await storage.index(reader);
    await reader.query('SELECT pg_advisory_unlock_all()'); // Its session may outlive it for a moment.
  } finally {
    await dataSource.destroy();
  }
}

type Sessions = { readonly reader: PoolClient; readonly writer: PoolClient };

const least = (fillings: readonly Filling[]): number => Math.min(...fillings.map(({ seq }) => seq));

async function begun(session: PoolClient, { projections }: FillingOptions): Promise<Filling[]> {
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
    fillings.push(new Filling(known));
  }
  return fillings;
}

/** PostgreSQL refused a batch. */
class RefusedBatch extends Error {
  constructor(
    readonly filling: Filling,
    readonly batch: Batch,
    cause: Refused,
  ) {
    super(cause.message, { cause });
  }
}

/** Comes to `end`, unless it is to stop. Where rows are refused, it goes back to what was written last. */
async function fillTo(
  sessions: Sessions,
  fillings: readonly Filling[],
  end: number,
  options: FillingOptions,
): Promise<void> {
  for (;;) {
    try {
      await fillStretch(sessions, fillings, end, options);
      return;
    } catch (error) {
      if (error instanceof RefusedBatch) {
        await error.filling.findRefused(sessions.writer, error.batch, error.message);
      } else if (!(error instanceof Refused)) throw error;
      for (const one of fillings) one.goBack();
    }
  }
}

async function fillStretch(
  { reader, writer }: Sessions,
  fillings: readonly Filling[],
  end: number,
  {
    upcasters,
    goOn,
    onProgress,
    eventsMax,
    gatheredMax = GATHERED_MAX,
    atHandMax = AT_HAND_MAX,
  }: FillingOptions,
): Promise<void> {
  const projections = [...new Set(fillings.map(({ storage }) => storage.projection))];
  let at = least(fillings);
  // The next events are read while these are folded, and what was folded before is written.
  let next = eventsAfter(reader, at, end, eventsMax);
  let writing = Promise.resolve();
  try {
    while (at < end && goOn()) {
      const events: readonly EventWithLeaf[] = await next;
      const last = events.at(-1)?.event.seq ?? end;
      const told = await tell(reader, upcasters, projections, events);
      next = last < end ? eventsAfter(reader, last, end, eventsMax) : Promise.resolve([]);
      next.catch(() => undefined); // Heard when its turn comes.
      for (const filling of fillings) {
        await filling.take(reader, told, last);
      }
      at = last;
      onProgress?.({ seq: at, end });
      if (sumOf(fillings, ({ waiting }) => waiting) < gatheredMax) continue;
      await writing;
      writing = written(writer, fillings);
      writing.catch(() => undefined); // Likewise.
      const each = shareOf(
        fillings.map(({ atHand }) => atHand),
        atHandMax,
      );
      for (const filling of fillings) filling.letGo(each);
    }
    await writing;
    await written(writer, fillings);
  } finally {
    // Nothing is under way any more when somebody goes back.
    await Promise.allSettled([next, writing]);
  }
}

/** How much each may have, so that together they have no more than `max`; what one does not need, the others may have. */
function shareOf(amounts: readonly number[], max: number): number {
  let left = max;
  for (const [index, amount] of [...amounts].sort((one, other) => one - other).entries()) {
    const share = left / (amounts.length - index);
    if (amount > share) return share;
    left -= amount;
  }
  return Infinity;
}

const sumOf = (fillings: readonly Filling[], of: (filling: Filling) => number): number =>
  fillings.reduce((so, filling) => so + of(filling), 0);

async function written(session: PoolClient, fillings: readonly Filling[]): Promise<void> {
  const batches = fillings.flatMap((filling) => {
    const batch = filling.seal();
    return batch === null ? [] : [{ filling, batch }];
  });
  if (batches.length === 0) return;
  await session.query('BEGIN');
  try {
    for (const { filling, batch } of batches) {
      await filling.storage.copy(session, batch.versions).catch((error: unknown) => {
        throw error instanceof Refused ? new RefusedBatch(filling, batch, error) : error;
      });
      await Promise.all(filling.storage.purge(session, batch.destroyed));
    }
    // It does not answer before its indexes are there.
    await note(
      session,
      batches.map(({ batch }) => batch),
      { end: Infinity },
    );
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  for (const { filling, batch } of batches) filling.keep(batch);
}
