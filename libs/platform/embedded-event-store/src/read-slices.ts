import { setImmediate as turn } from 'node:timers/promises';
import { ticksOf, type Clock, type Ticks } from './clock.ts';
import { streamDeleted } from './errors.ts';
import type { EventFilter } from './event-filter.ts';
import type { Direction, EventLog } from './event-log.ts';
import { createdOf } from './event-record.ts';
import type { Outlet } from './outlet.ts';
import { streamNotFound } from './read-messages.ts';
import { firstReadable, isClosed, isSoftDeleted, metadataOf, standingOf } from './stream-metadata.ts';
import type { Changes } from './changes.ts';

/** What every kind of reading needs. */
export type Reading = { readonly log: EventLog; readonly changes: Changes; readonly clock: Clock };

/** How a stored record is shown to this reader. */
export type Present = (record: Buffer) => Buffer;

/** A position or revision, or either end. */
export type From = number | 'start' | 'end';

/** A slice is read in one go, between two turns of the event loop; the next one waits until this one has been sent. */
export const sliceCountMax = 256;
export const sliceBytesMax = 262_144;

/** What a stream's metadata leaves to be read: revisions from `first` to `last` that are not recorded too long ago. */
export type View = {
  readonly id: number;
  readonly first: number;
  readonly last: number;
  readonly isYoung: (record: Buffer) => boolean;
};

/** @throws CallError when the stream was closed for ever; @returns undefined when there is no such stream */
export function viewOf({ log, clock }: Reading, name: string): View | undefined {
  const standing = standingOf(log, name);
  if (isClosed(log, standing)) throw streamDeleted(name);
  const { head } = standing;
  const metadata = metadataOf(log, standing);
  if (head === undefined || head.last < 0 || isSoftDeleted(metadata)) return undefined;
  const notBefore: Ticks | undefined = metadata.maxAge && ticksOf(clock()) - metadata.maxAge;
  const isYoung = (record: Buffer): boolean => notBefore === undefined || createdOf(record) >= notBefore;
  return { id: head.id, first: firstReadable(head, metadata), last: head.last, isYoung };
}

export async function readStream(
  reading: Reading,
  outlet: Outlet,
  present: Present,
  name: string,
  from: From,
  direction: Direction,
  countMax: number,
): Promise<void> {
  const view = viewOf(reading, name);
  if (view === undefined) return outlet.send(streamNotFound(name));
  const forwards = direction === 'forwards';
  const start = from === 'start' ? 0 : from === 'end' ? Infinity : from;
  const step = forwards ? 1 : -1;
  const until = forwards ? view.last : view.first;
  let next = forwards ? Math.max(start, view.first) : Math.min(start, view.last);
  let left = countMax;
  while (outlet.isOpen && left > 0 && (forwards ? next <= until : next >= until)) {
    const slice = reading.log.stream(view.id, next, until, Math.min(left, sliceCountMax), sliceBytesMax);
    const young = slice.records.filter(view.isYoung);
    await outlet.sendEach(young.map(present));
    left -= young.length;
    const last = slice.places.at(-1);
    if (last === undefined || last === until) return;
    next = last + step;
    await turn();
  }
}

export async function readAll(
  reading: Reading,
  outlet: Outlet,
  present: Present,
  from: From,
  direction: Direction,
  countMax: number,
  filter: EventFilter | undefined,
): Promise<void> {
  const forwards = direction === 'forwards';
  // Forwards a read begins with the event at the position; backwards with the one before it.
  const start = from === 'start' ? 0 : from === 'end' ? Infinity : from;
  const until = reading.log.lastPosition();
  let beyond = forwards ? start - 1 : Math.min(start, until + 1);
  let left = countMax;
  while (outlet.isOpen && left > 0 && (!forwards || beyond < until)) {
    const slice = reading.log.all(direction, beyond, sliceCountMax, sliceBytesMax);
    const last = slice.places.at(-1);
    if (last === undefined) return;
    const wanted = slice.records
      .filter((record, at) => (slice.places[at] ?? 0) <= until && (filter?.matches(record) ?? true))
      .slice(0, left);
    await outlet.sendEach(wanted.map(present));
    left -= wanted.length;
    beyond = last;
    await turn();
  }
}
