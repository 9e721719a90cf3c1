import type { Event } from './event.ts';

/**
 * Lifts retired shapes to today's, by stored name. An upcaster must rename, so that a name means one shape for ever;
 * chains (`.v2` to `.v3`) are followed.
 */
export type Upcasters = { readonly [retired: string]: (data: object) => Event };

/** The event in today's shape. Throws when an upcaster does not rename: that is a fault of the programme. */
export function upcast(upcasters: Upcasters, event: Event): Event {
  let current = event;
  const seen = new Set<string>();
  for (;;) {
    const lift = Object.hasOwn(upcasters, current.type) ? upcasters[current.type] : undefined;
    if (lift === undefined) return current;
    seen.add(current.type);
    current = lift(current.data);
    if (seen.has(current.type)) throw new Error(`the upcaster of ${event.type} does not rename`);
  }
}
