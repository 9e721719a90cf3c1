import type { Event } from './event.ts';
import { spoken, type Claim } from './history.ts';

/**
 * Lifts retired shapes to today's, by stored name. An upcaster must rename, so that a name means one shape for ever;
 * chains (`.v2` to `.v3`) are followed.
 */
export type Upcasters = { readonly [retired: string]: (data: object) => Event };

/**
 * The event in today's shape, and with it the claims that an assertion makes and those that a correction puts in.
 * Throws when an upcaster does not rename: that is a fault of the programme.
 */
export function upcast(upcasters: Upcasters, event: Event): Event {
  const { type, data } = renamed(upcasters, event);
  const says = spoken({ type, data });
  switch (says?.name) {
    case 'RecordedFromSource':
      return { type, data: withClaims(upcasters, data) };
    case 'Corrected':
      return { type, data: { ...data, changes: withClaims(upcasters, says.data.changes) } };
    default:
      return { type, data };
  }
}

/** `data` with the claims that it holds, if any, in today's shape. */
const withClaims = (upcasters: Upcasters, data: object): object =>
  'claims' in data && Array.isArray(data.claims)
    ? { ...data, claims: (data.claims as readonly Claim[]).map((claim) => renamed(upcasters, claim)) }
    : data;

function renamed(upcasters: Upcasters, event: Event): Event {
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
