import type { Json } from './json.ts';

/**
 * What kind of "no" a rejection is: `invalid` (this can never be), `absent` (there is no such thing),
 * `conflict` (not as things stand now).
 */
export type RejectionKind = 'invalid' | 'absent' | 'conflict';

/** The rejection codes of a context, each with its kind and its sentence. Codes are part of the API, never reworded. */
export type Rejections = { readonly [code: string]: { readonly kind: RejectionKind; readonly says: string } };

/** An expected "no" of a decision. Never caught on the way to the edge, where it becomes a problem document. */
export class Rejected extends Error {
  constructor(
    readonly code: string,
    readonly kind: RejectionKind,
    readonly says: string,
    /** The offending field of the command, dotted, as the caller wrote it. */
    readonly field: string | null = null,
    readonly detail: Json = null,
  ) {
    // It is an answer and no fault: nobody asks where in the code it was given, which takes longer than deciding.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${code}: ${says}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Rejected';
  }
}

/** The `reject` of one context: only its own codes compile. Throws {@link Rejected}. */
export function rejector<const R extends Rejections>(rejections: R) {
  return (code: keyof R & string, field: string | null = null, detail: Json = null): never => {
    const rejection = rejections[code];
    if (rejection === undefined) throw new Error(`unknown rejection code ${code}`);
    throw new Rejected(code, rejection.kind, rejection.says, field, detail);
  };
}
