import { enclosed, opened, type Enclosure, type Event, type Recorded, type Seal, type Sealed } from '#kernel';
import { canonicalText, objectOf } from './codec.ts';
import type { NewEvent } from './log-event.ts';

/** An event as text, before it has an id. */
export type Text = Omit<NewEvent, 'id'>;

/**
 * Events as they are stored: each as its own type, or enclosed, so that the outside shows neither it nor who made it; and
 * sealed, where there is a seal.
 */
export function stored(
  storedAs: Enclosure['type'] | undefined,
  events: readonly Event[],
  metadata: object,
  stream: string,
  seal: Seal | undefined,
): Text[] {
  if (storedAs === undefined) {
    const text = canonicalText(metadata);
    return events.map(({ type, data }) => ({ type, data: canonicalText(data), metadata: text }));
  }
  return events.map((event) => {
    const { type, data } = enclosed(storedAs, event, metadata);
    const inside = canonicalText(data);
    if (seal === undefined) return { type, data: inside, metadata: '{}' };
    const sealed: Sealed = { sealed: seal.close(stream, inside) };
    return { type, data: canonicalText(sealed), metadata: '{}' };
  });
}

/** What a text of ours will be when it is read. */
export function asRecorded(
  { id, type, data }: NewEvent,
  revision: number,
  stream: string,
  seal: Seal | undefined,
): Recorded {
  const says = opened({ type, data: objectOf(data) }, {}, (sealed) => seal?.open(stream, sealed) ?? null);
  if (says === null) throw new TypeError(`${type} holds no event`);
  return { id, revision, event: says.event };
}
