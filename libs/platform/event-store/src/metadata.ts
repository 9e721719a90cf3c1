/** Who asks, as opaque references: names of people never enter the log. */
export type Caller = {
  readonly actor: string;
  readonly organisation?: string | undefined;
  readonly role: string;
  /** The person or organisation for whom the actor acts. */
  readonly onBehalfOf?: string | undefined;
};

/** By which door a fact entered the register. */
export type SourceSystem = 'api' | 'import' | 'policy' | 'register';

/** A stream of another record that a decision looked at, and how far it went then (-1: it did not exist). */
export type BasedOn = { readonly stream: string; readonly revision: number };

/** What is stored beside each event: who, why, by which request, and on what other facts. */
export type EventMetadata = Caller & {
  readonly correlationId: string;
  readonly causationId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** SHA-256 of the request, so that a key that returns with another request is noticed. */
  readonly requestHash?: string | undefined;
  readonly basedOn?: readonly BasedOn[] | undefined;
  /** W3C Trace Context, `traceparent`. */
  readonly traceparent?: string | undefined;
  readonly sourceSystem: SourceSystem;
};
