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

/**
 * What was enclosed, or the event and its metadata as they are; `null` for an enclosure that nobody can read, and for
 * one that holds another enclosure or what belongs to another context.
 */
export function opened(
  event: Event,
  metadata: object,
): { readonly event: Event; readonly metadata: object } | null {
  if (!isEnclosure(event.type)) return { event, metadata };
  const { event: inside, metadata: about } = event.data as Partial<Enclosure['data']>;
  const isWhole =
    isObject(inside) &&
    typeof inside.type === 'string' &&
    contextOf(inside.type) === contextOf(event.type) &&
    !isEnclosure(inside.type) &&
    isObject(inside.data) &&
    isObject(about);
  return isWhole ? { event: { type: inside.type, data: inside.data }, metadata: about } : null;
}

const contextOf = (type: string): string => type.slice(0, type.indexOf('.') + 1);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
