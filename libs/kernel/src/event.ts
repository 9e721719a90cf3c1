import { z } from 'zod';

/** Something that happened: a name that is stored for ever, and what it says. */
export type Event<T extends string = string, D extends object = object> = {
  readonly type: T;
  readonly data: D;
};

/**
 * One kind of event: its stored name, the sentence and the example that the catalogue prints, and the one shape
 * from which come the TypeScript type, the check on corrections and the data dictionary.
 */
export type EventDefinition<T extends string = string, S extends z.ZodObject = z.ZodObject> = {
  readonly type: T;
  readonly says: string;
  readonly data: S;
  readonly example: z.input<S>;
};

/** The events that a list of definitions describes, as a union. */
export type EventOf<D> = D extends EventDefinition<infer T, infer S> ? Event<T, z.output<S>> : never;

/**
 * Defines an event. Stored for ever: a name is never reused and a shape never edited; it is upcast.
 * The shape is closed: a field that it does not name is refused.
 */
export function defineEvent<const T extends string, const F extends z.ZodRawShape>(
  type: T,
  about: { says: string; data: F; example: z.input<z.ZodObject<F, z.core.$strict>> },
): EventDefinition<T, z.ZodObject<F, z.core.$strict>> {
  return { type, says: about.says, data: z.strictObject(about.data), example: about.example };
}

/** An event as the store gave it back. `revision` counts from 0 within its stream. */
export type Recorded<E extends Event = Event> = {
  readonly id: string;
  readonly revision: number;
  readonly event: E;
};
