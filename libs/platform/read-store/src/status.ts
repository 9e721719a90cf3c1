import type { PoolClient } from 'pg';
import type { Log } from './projector.ts';
import { reaches, type Position } from './place-watch.ts';

/** One generation of a read model, as the database knows it. */
export type GenerationStatus = {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  readonly storage: string;
  /** Whether it answers questions; one that has answered before is kept until it is dropped. */
  readonly isLive: boolean;
  readonly isFormer: boolean;
  readonly seq: number;
  /** Events that it was given. */
  readonly given: number;
  /** Events that are set aside for it. */
  readonly parked: number;
};

/** How far the read side is, who leads, and what was verified last. */
export type Status = {
  readonly place: {
    readonly seq: number;
    readonly position: Position | null;
    readonly recordedAt: string | null;
  };
  readonly lease: {
    /** Machine, process and an id of its own; `null`: nobody. */
    readonly holder: string | null;
    /** UTC; since when it leads without a break. */
    readonly since: string | null;
    /** How long it still holds without a sign of life, in ms; negative: it has expired. */
    readonly expiresInMs: number;
  };
  readonly generations: readonly GenerationStatus[];
  readonly verified: {
    readonly seq: number;
    readonly at: string;
    /** What was wrong; `null`: all was well. */
    readonly finding: string | null;
  } | null;
};

type Ask = (text: string) => Promise<readonly { readonly [column: string]: unknown }[]>;

const STATUS = `
  SELECT seq::float8, commit_position, prepare_position,
    to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at, holder,
    to_char(held_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS held_since,
    greatest(-86400000, extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS expires_in_ms,
    (SELECT coalesce(json_agg(json_build_object('name', name, 'version', version, 'generation', generation,
       'storage', storage, 'isLive', is_live, 'isFormer', answered_until IS NOT NULL, 'seq', seq,
       'given', events_count, 'parked', parked_count) ORDER BY name, version, generation), '[]') FROM projection) AS generations,
    (SELECT json_build_object('seq', seq, 'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       'finding', finding) FROM verification) AS verified
  FROM projector`;

/** The status at one moment. */
export async function statusFrom(ask: Ask): Promise<Status> {
  const [row = {}] = await ask(STATUS);
  const commit = row['commit_position'] as string | null;
  const prepare = row['prepare_position'] as string | null;
  return {
    place: {
      seq: row['seq'] as number,
      position:
        commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) },
      recordedAt: row['recorded_at'] as string | null,
    },
    lease: {
      holder: row['holder'] as string | null,
      since: row['held_since'] as string | null,
      expiresInMs: row['expires_in_ms'] as number,
    },
    generations: row['generations'] as GenerationStatus[],
    verified: row['verified'] as Status['verified'],
  };
}

export const statusOf = (session: PoolClient): Promise<Status> =>
  statusFrom(async (text) => (await session.query<{ [column: string]: unknown }>(text)).rows);

/** What the journal does not have of the store yet. */
export type Lag = {
  readonly events: number;
  /** False: there are at least so many. */
  readonly isExact: boolean;
  /** How long ago the oldest of them was recorded, by the store's clock; 0 where there is none. */
  readonly seconds: number;
};

/** What is asked of the event store. */
export type LagLog = Pick<Log, 'readAll'> & { lastPosition(): Promise<Position | null> };

/** Events that are counted one by one; of more it is only said that there are more. */
const COUNTED_MAX = 2_000;
const TICKS_PER_MS = 10_000n;

/** How far the journal is behind the store. Throws what the store throws. */
export async function lagOf(log: LagLog, place: Position | null, now: Date): Promise<Lag> {
  const last = await log.lastPosition();
  if (last === null || (place !== null && reaches(place, last)))
    return { events: 0, isExact: true, seconds: 0 };
  let events = 0;
  let oldest: bigint | undefined;
  for await (const batch of log.readAll({ after: place ?? 'start' })) {
    events += batch.length;
    oldest ??= batch[0]?.recordedTicks;
    if (events >= COUNTED_MAX) break;
  }
  const recordedMs = oldest === undefined ? now.getTime() : Number(oldest / TICKS_PER_MS);
  return {
    events: Math.min(events, COUNTED_MAX),
    isExact: events < COUNTED_MAX,
    seconds: Math.max(0, (now.getTime() - recordedMs) / 1000),
  };
}
