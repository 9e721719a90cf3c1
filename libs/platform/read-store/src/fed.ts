import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import type { JournalEnd } from './journal.ts';
import { park, parkedStreams, type Parked } from './parked.ts';
import type { Projection } from './projection.ts';
import { Storage } from './storage.ts';

/** The proof of what a projection was given: `h = SHA-256(h ‖ seq ‖ leaf hash)` over its events, seq in 8 bytes. */
export type Given = { readonly count: number; readonly hash: Buffer };

/** One generation of a projection, its tables, and how far it is. */
export type Fed = {
  readonly storage: Storage;
  readonly seq: number;
  /** Whether it is the generation that answers questions. */
  readonly isLive: boolean;
  /** Raised when somebody else than its feeder changes it. */
  readonly epoch: number;
  readonly given: Given;
  /** The streams of which events are set aside. */
  readonly parked: ReadonlySet<string>;
};

/** What events came to: a generation before and after, and what was set aside meanwhile. */
export type Advance = { readonly before: Fed; readonly after: Fed; readonly parked: readonly Parked[] };

/** Somebody else has fed or changed a read model meanwhile; what is in memory is to be read again. */
export class Outdated extends Error {
  constructor() {
    super('a read model was changed by another process');
    this.name = 'Outdated';
  }
}

export type EngineEnd = JournalEnd & { readonly id: string | null };
export const NOTHING_GIVEN: Given = { count: 0, hash: Buffer.alloc(32) };
const HASH_BYTES = 32;
const NUMBER_BYTES = 8;

/** The proof with more events: their numbers and leaf hashes, in order. */
export function givenMore(
  given: Given,
  events: readonly { readonly seq: number; readonly leaf: Buffer }[],
): Given {
  if (events.length === 0) return given;
  const link = Buffer.alloc(2 * HASH_BYTES + NUMBER_BYTES);
  let running = given.hash;
  for (const { seq, leaf } of events) {
    running.copy(link, 0);
    link.writeBigUInt64BE(BigInt(seq), HASH_BYTES);
    leaf.copy(link, HASH_BYTES + NUMBER_BYTES);
    running = hash('sha256', link, 'buffer');
  }
  return { count: given.count + events.length, hash: running };
}

/** Where the journal ends, and the id of the event there. */
export async function placeOf(session: PoolClient): Promise<EngineEnd> {
  const { rows } = await session.query<{
    seq: number;
    commit: string | null;
    prepare: string | null;
    id: string | null;
    recordedAt: string | null;
  }>(
    `SELECT seq::float8, commit_position AS commit, prepare_position AS prepare, event_id AS id,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt" FROM projector`,
  );
  const { seq, commit, prepare, id, recordedAt } = rows[0] ?? {
    seq: 0,
    commit: null,
    prepare: null,
    id: null,
    recordedAt: null,
  };
  const position =
    commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) };
  return { seq, position, id, recordedAt };
}

type Registered = {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  readonly seq: number;
  readonly isLive: boolean;
  readonly epoch: number;
  readonly count: number;
  readonly hash: Buffer;
};

/** All generations that there are of some projections, the oldest first. */
export async function registered(session: PoolClient, projections: readonly Projection[]): Promise<Fed[]> {
  const parked = await parkedStreams(session);
  const { rows } = await session.query<Registered>(
    `SELECT name, version, generation, seq::float8, is_live AS "isLive", epoch, events_count::float8 AS count,
       running_hash AS hash FROM projection ORDER BY generation`,
  );
  return projections.flatMap((projection) =>
    rows
      .filter(({ name, version }) => name === projection.name && version === projection.version)
      .map(({ generation, seq, isLive, epoch, count, hash: running }): Fed => {
        const storage = new Storage(projection, generation);
        const given = { count, hash: running };
        return { storage, seq, isLive, epoch, given, parked: parked.get(storage.name) ?? new Set() };
      }),
  );
}

const REGISTERING = 4_711_003;

/** Makes the tables of a generation, unless somebody else just has. */
export async function register(
  runner: QueryRunner,
  storage: Storage,
  fence: () => Promise<void>,
): Promise<void> {
  const { name, version } = storage.projection;
  await runner.startTransaction();
  try {
    await fence();
    await runner.query('SELECT pg_advisory_xact_lock($1)', [REGISTERING]);
    const known = (await runner.query('SELECT 1 FROM projection WHERE storage = $1', [
      storage.name,
    ])) as unknown[];
    if (known.length === 0) {
      await storage.create(runner);
      await runner.query(
        'INSERT INTO projection (name, version, generation, storage, running_hash) VALUES ($1, $2, $3, $4, $5)',
        [name, version, storage.generation, storage.name, NOTHING_GIVEN.hash],
      );
    }
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/**
 * Writes down how far generations are, and the proof of what they were given; one that is at the end of the journal,
 * and the first of its version, answers from now on. Throws {@link Outdated} where one is not as it was before.
 */
export async function note(
  session: PoolClient,
  advances: readonly Advance[],
  { end }: { readonly end: number },
): Promise<void> {
  const rows = advances.map(({ before, after: { storage, seq, given }, parked }) => ({
    ...{ storage: storage.name, before: before.seq, epoch: before.epoch, seq, parked: parked.length },
    ...{ live: seq === end && !before.isLive, count: given.count, hash: given.hash.toString('hex') },
  }));
  const { rowCount } = await session.query({
    name: 'projection-note',
    text: `UPDATE projection p SET seq = n.seq, events_count = n.count, running_hash = decode(n.hash, 'hex'),
        parked_count = p.parked_count + n.parked, fed_at = clock_timestamp(),
        is_live = p.is_live OR (n.live AND NOT EXISTS (
          SELECT FROM projection o WHERE o.name = p.name AND o.version = p.version AND o.is_live
        ))
      FROM json_to_recordset($1::json) AS n(storage text, before bigint, epoch int, seq bigint, parked int, live boolean,
        count bigint, hash text)
      WHERE p.storage = n.storage AND p.seq = n.before AND p.epoch = n.epoch`,
    values: [JSON.stringify(rows)],
  });
  if (rowCount !== rows.length) throw new Outdated();
  for (const { before, parked } of advances) {
    if (parked.length > 0) await park(session, before.storage, parked);
  }
}
