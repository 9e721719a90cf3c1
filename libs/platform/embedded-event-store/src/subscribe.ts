import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { invalidArgument } from './errors.ts';
import type { EventFilter } from './event-filter.ts';
import type { Outlet } from './outlet.ts';
import { caughtUp, checkpoint, confirmation } from './read-messages.ts';
import {
  sliceBytesMax,
  sliceCountMax,
  viewOf,
  type From,
  type Present,
  type Reading,
} from './read-slices.ts';

/** Beyond every revision and position: 2^63 and more mean the end. */
const beyondAll = 2 ** 63;

/** Reads from the log what came after `after`, and sends it. @returns false when there was nothing */
type Advance = () => Promise<boolean>;

/**
 * A subscription is a reader that waits at the end: it only ever reads the log, in order, so that catching up and
 * being live are the same thing, and nothing can be missed, doubled or reordered between them.
 */
async function follow(
  reading: Reading,
  outlet: Outlet,
  streamName: string | undefined,
  advance: Advance,
  atEnd: () => Promise<void>,
): Promise<void> {
  let changed = false;
  let wake = (): void => undefined;
  const stop = reading.changes.listen(streamName, () => {
    changed = true;
    wake();
  });
  try {
    await outlet.send(confirmation(randomUUID()));
    let live = false;
    while (outlet.isOpen) {
      changed = false;
      if (await advance()) {
        await turn();
        continue;
      }
      if (!live) {
        live = true;
        await atEnd();
        await outlet.send(caughtUp);
      }
      if (!changed) await outlet.until((waker) => (wake = waker));
    }
  } finally {
    stop();
  }
}

export function subscribeToStream(
  reading: Reading,
  outlet: Outlet,
  present: Present,
  name: string,
  from: From,
): Promise<void> {
  const last = reading.log.head(name)?.last ?? -1;
  let next = from === 'start' ? 0 : (from === 'end' || from >= beyondAll ? last : from) + 1;
  const advance: Advance = async () => {
    const view = viewOf(reading, name);
    if (view === undefined) return false;
    const begin = Math.max(next, view.first);
    if (begin > view.last) return false;
    const slice = reading.log.stream(view.id, begin, view.last, sliceCountMax, sliceBytesMax);
    next = (slice.places.at(-1) ?? view.last) + 1;
    await outlet.sendEach(slice.records.filter(view.isYoung).map(present));
    return true;
  };
  return follow(reading, outlet, name, advance, () => Promise.resolve());
}

export function subscribeToAll(
  reading: Reading,
  outlet: Outlet,
  present: Present,
  from: From,
  filter: EventFilter | undefined,
): Promise<void> {
  if (filter?.checkpointEvery === 0)
    throw invalidArgument('The checkpoint interval multiplier must not be 0.');
  const end = reading.log.lastPosition();
  let after = from === 'start' ? 0 : from === 'end' || from >= beyondAll ? end : from;
  let considered = 0;

  const select = (records: readonly Buffer[], places: readonly number[]): readonly Buffer[] => {
    if (filter === undefined) return records.map(present);
    const messages: Buffer[] = [];
    records.forEach((record, at) => {
      if (filter.matches(record)) messages.push(present(record));
      considered += 1;
      if (considered % filter.checkpointEvery === 0) messages.push(checkpoint(places[at] ?? after));
    });
    return messages;
  };
  const advance: Advance = async () => {
    const { records, places } = reading.log.all('forwards', after, sliceCountMax, sliceBytesMax);
    const messages = select(records, places);
    after = places.at(-1) ?? after;
    await outlet.sendEach(messages);
    return records.length > 0;
  };
  const atEnd = (): Promise<void> =>
    filter === undefined ? Promise.resolve() : outlet.send(checkpoint(after));
  return follow(reading, outlet, undefined, advance, atEnd);
}
