import { enclosed, opened, type Enclosure, type Event, type Recorded } from '#kernel';
import { canonicalText, objectOf } from './codec.ts';
import type { NewEvent } from './log-event.ts';

/** An event as text, before it has an id. */
export type Text = Omit<NewEvent, 'id'>;

/** Events as they are stored: each as its own type, or enclosed, so that the outside shows neither it nor who made it. */
export function stored(
  storedAs: Enclosure['type'] | undefined,
  events: readonly Event[],
  metadata: object,
): Text[] {
  if (storedAs === undefined) {
    const text = canonicalText(metadata);
    return events.map(({ type, data }) => ({ type, data: canonicalText(data), metadata: text }));
  }
  return events.map((event) => {
    const { type, data } = enclosed(storedAs, event, metadata);
    return { type, data: canonicalText(data), metadata: '{}' };
  });
}

/** What a text of ours will be when it is read. */
export function asRecorded({ id, type, data }: NewEvent, revision: number): Recorded {
  const says = opened({ type, data: objectOf(data) }, {});
  if (says === null) throw new TypeError(`${type} holds no event`);
  return { id, revision, event: says.event };
}
