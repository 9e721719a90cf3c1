import type { Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { migrate, withSession } from './data-source.ts';
import { Fold } from './fold.ts';
import { eventsNumbered } from './journal.ts';
import { foldOrPark, keysIn, type Parked } from './parked.ts';
import type { Projection } from './projection.ts';
import { firstRefused, Refused } from './refused.ts';
import { Storage } from './storage.ts';
import { tell, Unreadable, type Heard } from './telling.ts';

/** A stream of which events are set aside for a read model. */
export type ParkedStream = {
  readonly storage: string;
  readonly stream: string;
  /** How many wait, from which number on, and since when (UTC). */
  readonly events: number;
  readonly seq: number;
  readonly since: string;
  /** Why the first could not be taken. */
  readonly reason: string;
  /** How many have been given up. */
  readonly givenUp: number;
};

/** One event that is set aside. */
export type ParkedEvent = {
  readonly seq: number;
  readonly type: string;
  readonly eventId: string;
  readonly state: 'waits' | 'given-up' | 'passed-over';
  readonly reason: string | null;
  readonly data: string;
};

/** What came of an attempt: how many events were taken, how many still wait, and why. */
export type Retried = { readonly taken: number; readonly waiting: number; readonly reason: string | null };

/** Everything that is set aside, of one read model or of all. */
export async function listParked(session: PoolClient): Promise<ParkedStream[]> {
  const { rows } = await session.query<ParkedStream>(
    `SELECT storage, stream, count(*) FILTER (WHERE state = 'waits')::int AS events, min(seq)::float8 AS seq,
       to_char(min(parked_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
       coalesce((array_agg(reason ORDER BY seq) FILTER (WHERE reason IS NOT NULL))[1], '') AS reason,
       count(*) FILTER (WHERE state = 'given-up')::int AS "givenUp"
     FROM parked WHERE state <> 'passed-over' GROUP BY storage, stream ORDER BY storage, min(seq)`,
  );
  return rows;
}

/** The events of a stream that are set aside for a read model, in their order. */
export async function showParked(
  session: PoolClient,
  storage: string,
  stream: string,
): Promise<ParkedEvent[]> {
  const { rows } = await session.query<ParkedEvent>(
    `SELECT p.seq::float8, j.type, j.event_id AS "eventId", p.state, p.reason, j.data
     FROM parked p JOIN journal j USING (seq) WHERE p.storage = $1 AND p.stream = $2 ORDER BY p.seq`,
    [storage, stream],
  );
  return rows;
}

export type RetryOptions = {
  readonly storage: Storage;
  readonly stream: string;
  readonly upcasters: Upcasters;
  /** Whether the first event is given up, with this reason: the read model goes on without it. */
  readonly giveUp?: string;
};

/**
 * Tells a read model again what is set aside of a stream, through today's upcasters and handlers and in its order; what
 * is taken is released, and the first that is not keeps the rest waiting. One transaction, beside a projector that goes
 * on: it learns of it by the epoch. The act is written down.
 */
export async function retryParked(session: PoolClient, options: RetryOptions): Promise<Retried> {
  const refusals = new Map<number, string>();
  for (;;) {
    try {
      return await attempt(session, options, refusals);
    } catch (error) {
      if (!(error instanceof RefusedAt)) throw error;
      refusals.set(error.seq, error.message);
    }
  }
}

/** PostgreSQL refused the rows of an event. */
class RefusedAt extends Error {
  constructor(
    readonly seq: number,
    reason: string,
  ) {
    super(reason);
    this.name = 'RefusedAt';
  }
}

async function attempt(
  session: PoolClient,
  { storage, stream, upcasters, giveUp }: RetryOptions,
  refusals: ReadonlyMap<number, string>,
): Promise<Retried> {
  await session.query('BEGIN');
  try {
    // Whoever feeds it waits here, and then finds that its epoch is another.
    await session.query('UPDATE projection SET epoch = epoch + 1 WHERE storage = $1', [storage.name]);
    if (giveUp !== undefined) await giveUpFirst(session, storage, stream, giveUp);
    const { rows } = await session.query<{ seq: number }>(
      `SELECT seq::float8 FROM parked WHERE storage = $1 AND stream = $2 AND state = 'waits' ORDER BY seq`,
      [storage.name, stream],
    );
    const events = await eventsNumbered(
      session,
      rows.map(({ seq }) => seq),
    );
    const told = await tell(session, upcasters, [storage.projection], events);
    const heard = told.heardBy(storage.projection);
    const parked = await take(session, storage, heard, refusals);
    const first = parked[0]?.seq ?? Infinity;
    const taken = heard.filter(({ seq }) => seq < first).map(({ seq }) => seq);
    const passed = events.map(({ event }) => event.seq).filter((seq) => seq < first && !taken.includes(seq));
    await session.query('DELETE FROM parked WHERE storage = $1 AND seq = ANY ($2)', [storage.name, taken]);
    // Given, and of no concern by today's programme: the proof of what was given still counts it.
    await session.query(
      `UPDATE parked SET state = 'passed-over', reason = NULL WHERE storage = $1 AND seq = ANY ($2)`,
      [storage.name, passed],
    );
    const reason = parked[0]?.reason ?? null;
    if (reason !== null) {
      await session.query('UPDATE parked SET reason = $3 WHERE storage = $1 AND seq = $2', [
        storage.name,
        first,
        reason,
      ]);
    }
    const retried = { taken: taken.length + passed.length, waiting: parked.length, reason };
    await session.query(`INSERT INTO parking_act (act, storage, stream, outcome) VALUES ($1, $2, $3, $4)`, [
      giveUp === undefined ? 'retry' : 'release',
      storage.name,
      stream,
      JSON.stringify({ ...retried, giveUp }),
    ]);
    await session.query(
      `UPDATE projection SET parked_count = (SELECT count(*) FROM parked WHERE storage = $1 AND state <> 'passed-over')
       WHERE storage = $1`,
      [storage.name],
    );
    await session.query('COMMIT');
    return retried;
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function giveUpFirst(
  session: PoolClient,
  { name }: Storage,
  stream: string,
  reason: string,
): Promise<void> {
  const { rowCount } = await session.query(
    `UPDATE parked SET state = 'given-up', reason = coalesce(reason, '') || ' (given up: ' || $3 || ')'
     WHERE storage = $1 AND seq = (
       SELECT min(seq) FROM parked WHERE storage = $1 AND stream = $2 AND state = 'waits'
     )`,
    [name, stream, reason],
  );
  if (rowCount === 0) throw new Error(`Nothing of ${stream} is set aside for ${name}.`);
}

/** Folds what can be folded and writes it. Throws {@link RefusedAt}, and the transaction is to be undone. */
async function take(
  session: PoolClient,
  storage: Storage,
  heard: readonly Heard[],
  refusals: ReadonlyMap<number, string>,
): Promise<readonly Parked[]> {
  const fold = new Fold(storage.projection);
  const readable = heard.filter(({ step }) => !(step instanceof Unreadable));
  const keys = [...keysIn(readable, new Set()).values()];
  if (keys.length > 0) fold.know(await storage.read(session, keys));
  const parked = foldOrPark(fold, heard, new Set(), refusals);
  const { versions } = fold;
  if (versions.length === 0) return parked;
  try {
    await storage.write(session, versions);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await session.query('ROLLBACK');
    const seq = await firstRefused(session, versions, (some) => storage.write(session, some));
    throw seq === null ? error : new RefusedAt(seq, error.message);
  }
  return parked;
}

/** The generation that answers for a projection, which is the one that acts on parked events are about. */
export async function answeringOf(session: PoolClient, projection: Projection): Promise<Storage> {
  const { rows } = await session.query<{ generation: number }>(
    'SELECT generation FROM projection WHERE name = $1 AND version = $2 AND is_live',
    [projection.name, projection.version],
  );
  return new Storage(projection, rows[0]?.generation ?? 1);
}

/** A session of its own, for acts of an operator. */
export async function withParking<T>(url: string, work: (session: PoolClient) => Promise<T>): Promise<T> {
  await migrate(url);
  return withSession(url, work);
}
