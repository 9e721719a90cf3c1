import type { PoolClient } from 'pg';
import { rowsIn, type Fold } from './fold.ts';
import type { Values } from './projection.ts';
import type { Storage } from './storage.ts';
import { Unreadable, type Heard } from './telling.ts';
import { messageOf } from './data-source.ts';

/**
 * An event that a read model was given and that is set aside, since it could not be taken (`reason`), or since an
 * earlier one of its stream is (`null`).
 */
export type Parked = { readonly seq: number; readonly stream: string; readonly reason: string | null };

/** Why PostgreSQL refused rows of some events, by their numbers: known once it has. */
export type Refusals = ReadonlyMap<number, string>;

/** The keys of all rows that events touch, but for those of streams that are set aside. */
export function keysIn(heard: readonly Heard[], streams: ReadonlySet<string>): Map<string, Values> {
  const keys = new Map<string, Values>();
  for (const { step, stream } of heard) {
    if (step === null || step instanceof Unreadable || streams.has(stream)) continue;
    for (const { name, key } of rowsIn(step)) keys.set(name, key);
  }
  return keys;
}

/** Tells events to a fold. One that it cannot take is parked with every later one of its stream; the rest goes on. */
export function foldOrPark(
  fold: Fold,
  heard: readonly Heard[],
  streams: ReadonlySet<string>,
  refusals: Refusals,
): Parked[] {
  const parked: Parked[] = [];
  const waiting = new Set(streams);
  for (const { seq, stream, step } of heard) {
    const reason = waiting.has(stream) ? null : (refusals.get(seq) ?? refusalOf(fold, step));
    if (reason === undefined) continue;
    waiting.add(stream);
    parked.push({ seq, stream, reason });
  }
  return parked;
}

function refusalOf(fold: Fold, step: Heard['step']): string | undefined {
  if (step === null) return undefined;
  if (step instanceof Unreadable) return step.reason;
  try {
    fold.tell(step);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The streams of which events are set aside for a read model. */
export async function parkedStreams(session: PoolClient): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await session.query<{ storage: string; streams: string[] }>(
    `SELECT storage, array_agg(DISTINCT stream) AS streams FROM parked WHERE state = 'waits' GROUP BY storage`,
  );
  return new Map(rows.map(({ storage, streams }) => [storage, new Set(streams)]));
}

/** Sets events aside. */
export async function park(session: PoolClient, { name }: Storage, parked: readonly Parked[]): Promise<void> {
  await session.query(
    `INSERT INTO parked (storage, seq, stream, reason)
     SELECT $1, seq, stream, reason FROM json_to_recordset($2::json) AS p(seq bigint, stream text, reason text)`,
    [name, JSON.stringify(parked)],
  );
}
