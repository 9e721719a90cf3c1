import { isEnclosure, revisesThePast, type Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { messageOf } from './data-source.ts';
import { stepOf, tellingOf, type Step, type Telling } from './fold.ts';
import { eventsOfStreams, recordedEvent, type EventWithLeaf } from './journal.ts';
import type { Projection, RecordedEvent } from './projection.ts';

/** An event that a projection is given, and what it means to it. */
export type Heard = { readonly seq: number; readonly leaf: Buffer; readonly step: Step };

/**
 * What events of the journal mean to each of some projections: read once for all of them. An error in a handler names
 * the projection and the event.
 */
export async function tell(
  session: PoolClient,
  upcasters: Upcasters,
  projections: readonly Projection[],
  events: readonly EventWithLeaf[],
): Promise<(projection: Projection) => Heard[]> {
  const today = new Map<number, RecordedEvent>();
  for (const { event } of events) {
    const isHeard =
      isEnclosure(event.type) ||
      Object.hasOwn(upcasters, event.type) ||
      projections.some(({ isGiven }) => isGiven(event.type));
    const readable = isHeard ? recordedEvent(event, upcasters) : null;
    if (readable !== null) today.set(event.seq, readable);
  }
  const telling = await tellings(session, upcasters, [...today.values()]);
  return (projection) =>
    events.flatMap(({ event: { seq }, leaf }) => {
      const heard = today.get(seq);
      if (heard === undefined || !projection.isGiven(heard.event.type)) return [];
      return [
        { seq, leaf, step: naming(projection, heard, () => stepOf(projection, heard, telling(heard))) },
      ];
    });
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
  const histories = new Map<string, RecordedEvent[]>(streams.map((stream) => [stream, []]));
  if (streams.length > 0) {
    for (const event of await eventsOfStreams(session, streams, (events[0]?.seq ?? 0) - 1)) {
      const readable = recordedEvent(event, upcasters);
      if (readable !== null) histories.get(event.stream)?.push(readable);
    }
    for (const event of events) histories.get(event.stream)?.push(event);
  }
  const historyOf = ({ stream, seq }: RecordedEvent): readonly RecordedEvent[] =>
    (histories.get(stream) ?? []).filter((event) => event.seq <= seq);
  const known = new Map<number, Telling>();
  return (event) => () => {
    const telling = known.get(event.seq) ?? tellingOf(event, historyOf);
    known.set(event.seq, telling);
    return telling;
  };
}

/** An error in a handler says which event it could not take. */
export function naming<T>(
  { storage }: Projection,
  { seq, event, recordedAs, stream }: RecordedEvent,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    throw new Error(
      `${storage} cannot take event ${seq} (${event.type} of ${stream}, id ${recordedAs}): ${messageOf(error)}`,
      { cause: error },
    );
  }
}
