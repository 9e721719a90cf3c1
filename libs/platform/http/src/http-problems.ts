import type { Rejections } from '#kernel';
import { FIELD_CODES } from './field-codes.ts';
import { STATUS_OF_KIND, type Refusal } from './problem.ts';

const RETRY_AFTER_S = 2;

/** What HTTP itself may say, whatever is asked. Codes are part of the API, never reworded. */
const HTTP_PROBLEMS = {
  'request.malformed': [400, 'The request is not well-formed HTTP.'],
  'request.invalid-field': [400, 'The request has fields that are missing, unknown or wrong; see errors.'],
  'request.broken-json': [400, 'The body is not JSON in UTF-8 (RFC 8259).'],
  'request.not-an-object': [400, 'The body must be a JSON object.'],
  'request.too-deep': [400, 'The request nests its values deeper than 32 levels.'],
  'access.no-token': [401, 'This needs an access token: Authorization: Bearer ….'],
  'access.invalid-token': [
    401,
    'The access token does not hold: it is malformed, expired, or not from the issuer.',
  ],
  'access.no-role': [403, 'The access token names no role of the register, or more than one.'],
  'access.incomplete-role': [403, 'The access token does not say for which municipalities or organisation.'],
  'access.forbidden': [403, 'Your role may not do this, or not for this municipality or organisation.'],
  'access.too-many-requests': [429, 'You ask too often; Retry-After says when to ask again.'],
  'access.not-logged': [
    503,
    'It cannot be noted who asks this, so it is not answered. A command may have been recorded: repeat it with the same Idempotency-Key.',
  ],
  'access.issuer-unavailable': [503, 'The issuer of access tokens cannot be reached; try again.'],
  'request.unknown-path': [404, 'There is nothing at this path.'],
  'request.method-not-allowed': [405, 'This path does not take this method; Allow says which it takes.'],
  'request.not-acceptable': [406, 'Answers are application/json.'],
  'request.timed-out': [408, 'The request did not arrive in time.'],
  'request.too-large': [413, 'The body is larger than 256 KiB.'],
  'request.path-too-long': [414, 'A part of the path is too long.'],
  'request.unsupported-media-type': [415, 'The body must be application/json in UTF-8.'],
  'request.unsupported-content-encoding': [415, 'The body must not be compressed.'],
  'request.unknown-expectation': [417, 'The only expectation known here is 100-continue.'],
  'request.foreign-host': [
    421,
    'This API is not reached by that name; ALLOWED_HOSTS names those that it has.',
  ],
  'request.headers-too-large': [431, 'The headers are larger than 16 KiB.'],
  'server.failed': [500, 'Something went wrong here; it has been logged under the correlation id.'],
  'health.down': [503, 'Something that the process needs is not there.'],
  'server.not-ready': [503, 'Something that requests need is not there; try again.'],
  'server.timed-out': [
    503,
    'No answer came in time. A command may have been recorded: repeat it with the same Idempotency-Key.',
  ],
  'database.unavailable': [503, 'The database cannot be reached; try again.'],
} as const satisfies Readonly<Record<string, readonly [status: number, says: string]>>;
type HttpProblem = keyof typeof HTTP_PROBLEMS;

/** The headers that ask to try again. */
export const RETRY_AFTER: Readonly<Record<string, string>> = { 'Retry-After': String(RETRY_AFTER_S) };

/** The refusal of a code that HTTP itself knows. */
export function refusalFor(code: HttpProblem, more: Pick<Refusal, 'errors' | 'headers'> = {}): Refusal {
  const [status, detail] = HTTP_PROBLEMS[code];
  return { status, code, detail, ...(status === 503 && { headers: RETRY_AFTER }), ...more };
}

const BY_STATUS: Readonly<Record<number, HttpProblem>> = {
  404: 'request.unknown-path',
  408: 'request.timed-out',
  413: 'request.too-large',
  414: 'request.path-too-long',
  415: 'request.unsupported-media-type',
  431: 'request.headers-too-large',
};

/** The refusal that HTTP itself gives for a 4xx status; 400 where it knows no better. */
export const refusalForStatus = (status: number): Refusal =>
  refusalFor(BY_STATUS[status] ?? 'request.malformed');

/** A problem that the API may answer with: its code, its status, and what it says. */
export type KnownProblem = { readonly code: string; readonly status: number; readonly says: string };

/** The problems that a context's rejections become. */
export const problemsOf = (rejections: Rejections): KnownProblem[] =>
  Object.entries(rejections).map(([code, { kind, says }]) => ({ code, status: STATUS_OF_KIND[kind], says }));

/** The problems that HTTP itself knows, and what can be wrong with a field. */
export const httpProblems: readonly KnownProblem[] = [
  ...Object.entries(HTTP_PROBLEMS).map(([code, [status, says]]) => ({ code, status, says })),
  ...Object.entries(FIELD_CODES).map(([code, says]) => ({ code, status: 400, says })),
];
