import { STATUS_CODES } from 'node:http';
import type { Json, RejectionKind } from '#kernel';

/** One thing that is wrong with a request: which field (dotted, as the caller wrote it), by which rule, in words. */
export type FieldError = { readonly field: string; readonly code: string; readonly message: string };

/** The error of a field that nobody reads. */
export const unknownField = (field: string): FieldError => ({
  field,
  code: 'field.unknown',
  message: 'is not a field of this request',
});

/** A problem document, `application/problem+json` (RFC 9457). `code` is stable; `detail` is for people. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly correlationId: string;
  readonly errors?: readonly FieldError[];
  /** What else the decision said about its "no". */
  readonly about?: Json;
};

/** Which status each kind of the kernel's "no" has. */
export const STATUS_OF_KIND: Readonly<Record<RejectionKind, number>> = {
  invalid: 400,
  absent: 404,
  conflict: 409,
};

export const PROBLEM_JSON = 'application/problem+json';

/** What a problem says, before it is addressed to one request. */
export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly about?: Json;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request that HTTP itself refuses, before anything is decided. Becomes a {@link Problem} at the edge. */
export class RequestRefused extends Error implements Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly about: Json;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.name = 'RequestRefused';
    this.status = refusal.status;
    this.code = refusal.code;
    this.detail = refusal.detail;
    this.errors = refusal.errors ?? [];
    this.about = refusal.about ?? null;
    this.headers = refusal.headers ?? {};
  }
}

const FIELD_LENGTH_MAX = 200;

// What a caller wrote is echoed in a form that every reader of JSON can hold.
const echoed = (field: string): string =>
  field.slice(0, FIELD_LENGTH_MAX).replace(/\u0000|[\uD800-\uDFFF]/gu, '\uFFFD');

/** The document that answers one request. */
export function problemOf(refusal: Refusal, correlationId: string): Problem {
  const { status, code, detail, errors = [], about = null } = refusal;
  return {
    type: `/v1/problems/${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    correlationId,
    ...(errors.length > 0 && { errors: errors.map((error) => ({ ...error, field: echoed(error.field) })) }),
    ...(about !== null && { about }),
  };
}
