import type { z } from 'zod';
import type { Event, EventDefinition, Recorded } from './event.ts';
import { spoken, type Changes, type Claim } from './history.ts';
import type { Json } from './json.ts';

/**
 * How a shape that is retired reads today. A shape changes field by field, and a field that says something in another
 * way takes another name, which no field of the shape had before: then corrections, which name fields, can be lifted
 * like the events that they correct.
 */
export type Lift = {
  /** The stored name of the shape that took its place: a name means one shape for ever. */
  readonly to: string;
  readonly moved: { readonly [field: string]: Move };
  /** What every event of the new shape says, and none of the old did. */
  readonly added?: { readonly [field: string]: Json };
};
type Move = {
  readonly to: string;
  /** What the field says, in the new way; a field that a correction takes away is not asked. */
  as(value: Json): Json;
};

/** A shape in which nothing is recorded any more, kept to read what was. */
export type Retired = EventDefinition & Lift;

/** Closes and opens what is sealed, with the key of its stream. */
export type Seal = {
  close(stream: string, text: string): string;
  /** `null`: the key was destroyed. Throws where it should be there and is not, and where the seal is not whole. */
  open(stream: string, sealed: string): string | null;
};
/** Under this, what reads stored events finds the seal. */
export const SEAL: unique symbol = Symbol('seal');

/**
 * How what is stored reads today: every retired shape by its stored name (chains, `.v2` to `.v3`, are followed), and what
 * is sealed. Without a seal what is enclosed is stored open, and what was sealed cannot be read.
 */
export type Upcasters = { readonly [retired: string]: Lift; readonly [SEAL]?: Seal };

/** A field of the old shape, as a field of the new one. */
type MoveFrom<Value, New> = {
  readonly [F in keyof New & string]: {
    readonly to: F;
    as(value: Exclude<Value, undefined>): Exclude<New[F], undefined>;
  };
}[keyof New & string];
type Moves<Old, New> = { readonly [F in keyof Old & string]?: MoveFrom<Old[F], New> };

/** The definition `old` as one that is retired in favour of `now`. */
export const retired = <Old extends z.ZodObject, New extends z.ZodObject>(
  old: EventDefinition<string, Old>,
  now: EventDefinition<string, New>,
  moved: Moves<z.output<Old>, z.output<New>>,
  added: Lift['added'] = {},
): Retired => ({ ...old, to: now.type, moved: moved as Lift['moved'], added });

export const upcastersOf = (shapes: readonly Retired[]): Upcasters =>
  Object.fromEntries(shapes.map((shape) => [shape.type, shape]));

/**
 * The event in today's shape, and with it the claims that an assertion makes and those that a correction puts in.
 * What else a correction changes is lifted where its target is known: see {@link correctionsLifted}.
 * Throws when an upcaster does not rename: that is a fault of the programme.
 */
export function upcast(upcasters: Upcasters, event: Event): Event {
  const { type, data } = lifted(upcasters, event);
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

/**
 * Events of one stream, of which each correction names the fields of today. They and the `earlier` ones of the stream
 * have been upcast. A correction that names them already stays as it is.
 */
export function correctionsLifted(
  upcasters: Upcasters,
  recorded: readonly Recorded[],
  earlier: readonly Recorded[] = [],
): readonly Recorded[] {
  if (!recorded.some(({ event }) => spoken(event)?.name === 'Corrected')) return recorded;
  const types = new Map([...earlier, ...recorded].map(({ id, event }) => [id, event.type]));
  return recorded.map((one) => {
    const says = spoken(one.event);
    if (says?.name !== 'Corrected') return one;
    const lifts = liftsTo(upcasters, types.get(says.data.corrects));
    const changes = lifts.reduce<Changes>(withMoves, says.data.changes);
    return { ...one, event: { type: one.event.type, data: { ...says.data, changes } } };
  });
}

/** All lifts that lead to a shape of today, the oldest first. */
function liftsTo(upcasters: Upcasters, type: string | undefined): readonly Lift[] {
  return Object.entries(upcasters).flatMap(([from, lift]) =>
    lift.to === type ? [...liftsTo(upcasters, from), lift] : [],
  );
}

const withMoves = (data: Changes, { moved }: Lift): Changes =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => {
      const move = Object.hasOwn(moved, field) ? moved[field] : undefined;
      return move === undefined ? [field, value] : [move.to, value === null ? null : move.as(value)];
    }),
  );

/** `data` with the claims that it holds, if any, in today's shape. */
const withClaims = (upcasters: Upcasters, data: object): object =>
  'claims' in data && Array.isArray(data.claims)
    ? { ...data, claims: (data.claims as readonly Claim[]).map((claim) => lifted(upcasters, claim)) }
    : data;

function lifted(upcasters: Upcasters, event: Event): Event {
  let current = event;
  const seen = new Set<string>();
  for (;;) {
    const lift = Object.hasOwn(upcasters, current.type) ? upcasters[current.type] : undefined;
    if (lift === undefined) return current;
    seen.add(current.type);
    // What is stored is JSON.
    current = { type: lift.to, data: { ...lift.added, ...withMoves(current.data as Changes, lift) } };
    if (seen.has(current.type)) throw new Error(`the upcaster of ${event.type} does not rename`);
  }
}
