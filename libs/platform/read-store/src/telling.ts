import { isEnclosure, revisesThePast, type Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { messageOf } from './data-source.ts';
import { stepOf, tellingOf, type HistoryOf, type Step, type Telling } from './fold.ts';
import { eventsOfStreams, recordedEvent, type EventWithLeaf, type JournalEvent } from './journal.ts';
import type { Projection, RecordedEvent } from './projection.ts';

/** An event that a projection is given, and what it means to it; or why nobody can say. */
export type Heard = {
  readonly seq: number;
  readonly leaf: Buffer;
  readonly stream: string;
  readonly step: Step | Unreadable;
};

/** Why an event, or what it means, cannot be read. */
export class Unreadable {
  constructor(readonly reason: string) {}
}

/** What events of the journal mean to each of some projections: read once for all of them. */
export async function tell(
  session: PoolClient,
  upcasters: Upcasters,
  projections: readonly Projection[],
  events: readonly EventWithLeaf[],
): Promise<(projection: Projection) => Heard[]> {
  const read = events.flatMap(({ event, leaf }) => {
    const today = todays(event, upcasters, projections);
    return today === null ? [] : [{ seq: event.seq, leaf, stream: event.stream, today }];
  });
  const readable = read.flatMap(({ today }) => (today instanceof Unreadable ? [] : [today]));
  const historyOf = await histories(session, upcasters, readable);
  const heardBy = new Map<Projection, Heard[]>(projections.map((projection) => [projection, []]));
  const hearers = new Map<string, readonly [Projection, Heard[]][]>();
  for (const { today, ...heard } of read) {
    if (today instanceof Unreadable) {
      for (const [, list] of heardBy) list.push({ ...heard, step: today });
      continue;
    }
    const { type } = today.event;
    const given = hearers.get(type) ?? [...heardBy].filter(([projection]) => projection.isGiven(type));
    hearers.set(type, given);
    let told: Telling | undefined;
    const telling = (): Telling => (told ??= tellingOf(today, historyOf, upcasters));
    for (const [projection, list] of given) {
      list.push({ ...heard, step: orUnreadable(() => stepOf(projection, today, telling)) });
    }
  }
  return (projection) => heardBy.get(projection) ?? [];
}

/** The event in today's shape; `null` where none of the projections is given it. What cannot be read is given to all. */
export function todays(
  event: JournalEvent,
  upcasters: Upcasters,
  projections: readonly Projection[],
): RecordedEvent | Unreadable | null {
  const isHeard =
    isEnclosure(event.type) ||
    Object.hasOwn(upcasters, event.type) ||
    projections.some(({ isGiven }) => isGiven(event.type));
  return isHeard ? orUnreadable(() => recordedEvent(event, upcasters)) : null;
}

function orUnreadable<T>(work: () => T): T | Unreadable {
  try {
    return work();
  } catch (error) {
    return new Unreadable(messageOf(error));
  }
}

/** What the streams read as up to events. Loads those of which one changes how earlier ones read. */
async function histories(
  session: PoolClient,
  upcasters: Upcasters,
  events: readonly RecordedEvent[],
): Promise<HistoryOf> {
  const streams = [
    ...new Set(events.filter(({ event }) => revisesThePast(event)).map(({ stream }) => stream)),
  ];
  const known = new Map<string, (RecordedEvent | Unreadable)[]>(streams.map((stream) => [stream, []]));
  if (streams.length > 0) {
    for (const event of await eventsOfStreams(session, streams, (events[0]?.seq ?? 0) - 1)) {
      const readable = orUnreadable(() => recordedEvent(event, upcasters));
      if (readable !== null) known.get(event.stream)?.push(readable);
    }
    for (const event of events) known.get(event.stream)?.push(event);
  }
  return ({ stream, seq }) =>
    (known.get(stream) ?? []).flatMap((event) => {
      if (event instanceof Unreadable) throw new Error(`an earlier event of ${stream}: ${event.reason}`);
      return event.seq <= seq ? [event] : [];
    });
}
