import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import type { JournalEnd } from './journal.ts';
import type { Lease } from './lease.ts';
import { Storage } from './storage.ts';

/** The proof of what a projection was given: `h = SHA-256(h ‖ seq ‖ leaf hash)` over its events, seq in 8 bytes. */
export type Given = { readonly count: number; readonly hash: Buffer };

/** A projection, its tables, and how far it is. */
export type Fed = {
  readonly storage: Storage;
  readonly seq: number;
  readonly isLive: boolean;
  readonly given: Given;
};

export type EngineEnd = JournalEnd & { readonly id: string | null };
const NOTHING_GIVEN: Given = { count: 0, hash: Buffer.alloc(32) };

/** The proof with one event more. */
export function givenMore({ count, hash: running }: Given, seq: number, leaf: Buffer): Given {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return { count: count + 1, hash: hash('sha256', Buffer.concat([running, number, leaf]), 'buffer') };
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

/** What the database knows of a projection; `null`: nothing yet. */
export async function registered(session: PoolClient, storage: Storage): Promise<Fed | null> {
  const { rows } = await session.query<{ seq: number; isLive: boolean; count: number; hash: Buffer }>(
    `SELECT seq::float8, is_live AS "isLive", events_count::float8 AS count, running_hash AS hash
     FROM projection WHERE name = $1 AND version = $2`,
    [storage.projection.name, storage.projection.version],
  );
  const found = rows[0];
  if (found === undefined) return null;
  return { storage, seq: found.seq, isLive: found.isLive, given: { count: found.count, hash: found.hash } };
}

/** Makes the tables of a projection that is new. */
export async function register(runner: QueryRunner, lease: Lease, storage: Storage): Promise<Fed> {
  const { name, version, storage: table } = storage.projection;
  await runner.startTransaction();
  try {
    await lease.renew();
    await storage.create(runner);
    await runner.query(
      'INSERT INTO projection (name, version, storage, running_hash) VALUES ($1, $2, $3, $4)',
      [name, version, table, NOTHING_GIVEN.hash],
    );
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
  return { storage, seq: 0, isLive: false, given: NOTHING_GIVEN };
}

/** A version that is not fed (any more) is not shown: it would stand still without saying so. */
export async function hideOthers(session: PoolClient, fed: readonly Fed[]): Promise<void> {
  const live = fed.filter(({ isLive }) => isLive).map(({ storage }) => storage.projection.storage);
  await session.query('UPDATE projection SET is_live = false WHERE is_live AND storage <> ALL ($1)', [live]);
}

/** Writes down how far projections are, and the proof of what they were given. */
export async function note(session: PoolClient, fed: readonly Fed[]): Promise<void> {
  const rows = fed.map(({ storage: { projection }, seq, isLive, given }) => ({
    ...{ name: projection.name, version: projection.version, seq, live: isLive },
    ...{ count: given.count, hash: given.hash.toString('hex') },
  }));
  await session.query({
    name: 'projection-note',
    text: `UPDATE projection p SET seq = n.seq, is_live = n.live, events_count = n.count, running_hash = decode(n.hash, 'hex')
      FROM json_to_recordset($1::json) AS n(name text, version int, seq bigint, live boolean, count bigint, hash text)
      WHERE p.name = n.name AND p.version = n.version`,
    values: [JSON.stringify(rows)],
  });
}
