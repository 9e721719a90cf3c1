import type { Event } from './event.ts';

/**
 * An event that shows nothing: kind, content and metadata are inside. All that is stored under `<context>.Recorded` is
 * one, and nothing else may have that name.
 */
export type Enclosure = Event<`${string}.Recorded`, { readonly event: Event; readonly metadata: object }>;

/** An enclosure that is sealed: the text of what is inside, so that nobody reads it without the key of its stream. */
export type Sealed = { readonly sealed: string };

/** The event as it is stored under `storedAs`. */
export const enclosed = (storedAs: Enclosure['type'], event: Event, metadata: object): Enclosure => ({
  type: storedAs,
  data: { event, metadata },
});

export const isEnclosure = (type: string): type is Enclosure['type'] =>
  type.slice(type.indexOf('.') + 1) === 'Recorded';

/**
 * What was enclosed, or the event and its metadata as they are; `null` for an enclosure that nobody can read (any more),
 * and for one that holds another enclosure or what belongs to another context. `unseal` gives the text of what is sealed,
 * and `null` where its key was destroyed.
 */
export function opened(
  event: Event,
  metadata: object,
  unseal: (sealed: string) => string | null = () => null,
): { readonly event: Event; readonly metadata: object } | null {
  if (!isEnclosure(event.type)) return { event, metadata };
  const within = withinSeal(event.data, unseal);
  if (within === null) return null;
  const { event: inside, metadata: about } = within as Partial<Enclosure['data']>;
  const isWhole =
    isObject(inside) &&
    typeof inside.type === 'string' &&
    contextOf(inside.type) === contextOf(event.type) &&
    !isEnclosure(inside.type) &&
    isObject(inside.data) &&
    isObject(about);
  return isWhole ? { event: { type: inside.type, data: inside.data }, metadata: about } : null;
}

function withinSeal(data: object, unseal: (sealed: string) => string | null): object | null {
  if (!('sealed' in data) || typeof data.sealed !== 'string') return data;
  const text = unseal(data.sealed);
  const within: unknown = text === null ? null : JSON.parse(text);
  return isObject(within) ? within : null;
}

/** The context of an event, and the dot after it: `referral.`. */
export const contextOf = (type: string): string => type.slice(0, type.indexOf('.') + 1);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
