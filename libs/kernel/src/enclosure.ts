import type { Event } from './event.ts';

/**
 * An event that shows nothing: kind, content and metadata are inside. All that is stored under `<context>.Recorded` is
 * one, and nothing else may have that name.
 */
export type Enclosure = Event<`${string}.Recorded`, { readonly event: Event; readonly metadata: object }>;

/** The event as it is stored under `storedAs`. */
export const enclosed = (storedAs: Enclosure['type'], event: Event, metadata: object): Enclosure => ({
  type: storedAs,
  data: { event, metadata },
});

export const isEnclosure = (type: string): type is Enclosure['type'] =>
  type.slice(type.indexOf('.') + 1) === 'Recorded';

/** What was enclosed, or the event and its metadata as they are; `null` for an enclosure that nobody can read. */
export function opened(
  event: Event,
  metadata: object,
): { readonly event: Event; readonly metadata: object } | null {
  if (!isEnclosure(event.type)) return { event, metadata };
  const inside = event.data as Partial<Enclosure['data']>;
  const isWhole =
    isObject(inside.event) &&
    typeof inside.event.type === 'string' &&
    isObject(inside.event.data) &&
    isObject(inside.metadata);
  return isWhole ? (inside as Enclosure['data']) : null;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
