import { ticksPerMillisecond, type Ticks } from './clock.ts';
import { dataOf } from './event-record.ts';
import type { EventLog, StreamHead } from './event-log.ts';

/** What `$$stream` says about a stream; only what changes reading and writing. */
export type StreamMetadata = {
  readonly maxCount: number | undefined;
  readonly maxAge: Ticks | undefined;
  /** First revision that may be read; 2^63 or more means that the stream is deleted. */
  readonly truncateBefore: number | undefined;
};

const none: StreamMetadata = { maxCount: undefined, maxAge: undefined, truncateBefore: undefined };
/** Of a metadata stream itself only the last event counts, as in EventStoreDB. */
const ofMetastreams: StreamMetadata = { ...none, maxCount: 1 };
/** 2^63 - 1 in JSON becomes this number when JavaScript parses it. */
const deletedFrom = 2 ** 63;

export const isMetastream = (name: string): boolean => name.startsWith('$$');
export const metastreamOf = (name: string): string => `$$${name}`;
export const originalOf = (metastream: string): string => metastream.slice(2);
export const isSoftDeleted = (metadata: StreamMetadata): boolean =>
  metadata.truncateBefore !== undefined && metadata.truncateBefore >= deletedFrom;

/** Where a stream stands, and the stream of its metadata. */
export type Standing = {
  readonly name: string;
  readonly head: StreamHead | undefined;
  readonly meta: StreamHead | undefined;
};

export const standingOf = (log: EventLog, name: string): Standing => ({
  name,
  head: log.head(name),
  meta: log.head(metastreamOf(name)),
});

/** A tombstone closes a stream for ever, and the stream of its metadata with it. */
export const isClosed = (log: EventLog, { name, head }: Standing): boolean =>
  head?.tombstoned === true || (isMetastream(name) && log.head(originalOf(name))?.tombstoned === true);

/** The last `$metadata` event's JSON, or undefined when there is none or it is not an object. */
export function rawMetadata(log: EventLog, { meta }: Standing): Record<string, unknown> | undefined {
  if (meta === undefined || meta.last < 0 || meta.tombstoned) return undefined;
  const record = log.record(meta.id, meta.last);
  if (record === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(dataOf(record).toString('utf8'));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined; // As in EventStoreDB, metadata that cannot be read is no metadata.
  }
}

export function metadataOf(log: EventLog, standing: Standing): StreamMetadata {
  if (isMetastream(standing.name)) return ofMetastreams;
  const raw = rawMetadata(log, standing);
  if (raw === undefined) return none;
  const { $maxCount: maxCount, $maxAge: maxAge, $tb: truncateBefore } = raw;
  // As in EventStoreDB, one of them that is no whole number spoils them all, and one that cannot be meant is none.
  if (![maxCount, maxAge, truncateBefore].every(isWholeOrAbsent)) return none;
  return {
    maxCount: atLeast(1, maxCount),
    maxAge: ticksOfSeconds(atLeast(1, maxAge)),
    truncateBefore: atLeast(0, truncateBefore),
  };
}

/** The first revision of a stream that `$maxCount` and `$tb` leave to be read. */
export function firstReadable(head: StreamHead, metadata: StreamMetadata): number {
  const byCount = metadata.maxCount === undefined ? 0 : head.last - metadata.maxCount + 1;
  return Math.max(0, byCount, metadata.truncateBefore ?? 0);
}

const isWholeOrAbsent = (value: unknown): boolean => value === undefined || Number.isInteger(value);
const atLeast = (min: number, value: unknown): number | undefined =>
  typeof value === 'number' && value >= min ? value : undefined;
const ticksOfSeconds = (seconds: number | undefined): Ticks | undefined =>
  seconds === undefined ? undefined : BigInt(seconds) * 1_000n * ticksPerMillisecond;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
