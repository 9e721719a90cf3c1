import { isEnclosure, revisesThePast, type Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { messageOf } from './data-source.ts';
import { stepOf, tellingOf, type Step, type Telling } from './fold.ts';
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
  const telling = await tellings(session, upcasters, readable);
  return (projection) =>
    read.flatMap(({ today, ...heard }): Heard[] => {
      if (today instanceof Unreadable) return [{ ...heard, step: today }];
      if (!projection.isGiven(today.event.type)) return [];
      return [{ ...heard, step: orUnreadable(() => stepOf(projection, today, telling(today))) }];
    });
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

/** What events come to. Loads the streams of which one changes how earlier ones read. */
async function tellings(
  session: PoolClient,
  upcasters: Upcasters,
  events: readonly RecordedEvent[],
): Promise<(event: RecordedEvent) => () => Telling> {
  const streams = [
    ...new Set(events.filter(({ event }) => revisesThePast(event)).map(({ stream }) => stream)),
  ];
  const histories = new Map<string, (RecordedEvent | Unreadable)[]>(streams.map((stream) => [stream, []]));
  if (streams.length > 0) {
    for (const event of await eventsOfStreams(session, streams, (events[0]?.seq ?? 0) - 1)) {
      const readable = orUnreadable(() => recordedEvent(event, upcasters));
      if (readable !== null) histories.get(event.stream)?.push(readable);
    }
    for (const event of events) histories.get(event.stream)?.push(event);
  }
  const historyOf = ({ stream, seq }: RecordedEvent): readonly RecordedEvent[] =>
    (histories.get(stream) ?? []).flatMap((event) => {
      if (event instanceof Unreadable) throw new Error(`an earlier event of ${stream}: ${event.reason}`);
      return event.seq <= seq ? [event] : [];
    });
  const known = new Map<number, Telling>();
  return (event) => () => {
    const telling = known.get(event.seq) ?? tellingOf(event, historyOf, upcasters);
    known.set(event.seq, telling);
    return telling;
  };
}
