import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEvent } from './journal.ts';

const BATCH_BYTES_MAX = 8_000_000;

/** What has come, or `quiet` when nothing has within `ms` (or it was stopped). */
export async function within<T>(ms: number, next: Promise<T>, signal: AbortSignal): Promise<T | 'quiet'> {
  const timer = new AbortController();
  const quiet = pause(ms, AbortSignal.any([timer.signal, signal])).then(() => 'quiet' as const);
  try {
    return await Promise.race([next, quiet]);
  } finally {
    timer.abort();
  }
}

/** Events in batches that may get larger or smaller from one to the next. */
export function* inBatches(
  events: readonly LogEvent[],
  eventsMax: () => number,
): Generator<readonly LogEvent[]> {
  let batch: LogEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = event.data.length + event.metadata.length;
    if (batch.length > 0 && (batch.length >= eventsMax() || bytes + size > BATCH_BYTES_MAX)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
