import { HttpException } from '@nestjs/common';
import { Rejected, type RejectionKind } from '#kernel';
import { RequestRefused, type Refusal } from './problem.ts';

/** How an error of another part of the platform is told over HTTP. */
export type ErrorMapping = {
  readonly error: abstract new (...args: never[]) => Error;
  readonly status: 404 | 409 | 410 | 412 | 413 | 503;
  readonly code: string;
  readonly detail: string;
};

const RETRY_AFTER_S = 2;
const retryAfter = { 'Retry-After': String(RETRY_AFTER_S) };

const STATUS_OF_KIND: Readonly<Record<RejectionKind, number>> = { invalid: 400, absent: 404, conflict: 409 };

/** What HTTP itself says, by status. */
const STANDARD: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['request.malformed', 'The request is not well-formed HTTP.'],
  404: ['request.unknown-path', 'There is nothing at this path.'],
  408: ['request.timed-out', 'The request did not arrive in time.'],
  413: ['request.too-large', 'The body is larger than 256 KiB.'],
  414: ['request.path-too-long', 'A part of the path is too long.'],
  415: ['request.unsupported-media-type', 'The body must be application/json.'],
  431: ['request.headers-too-large', 'The headers are larger than 16 KiB.'],
};

/** The refusal that HTTP itself gives for a status; 400 where it knows no better. */
export function standardRefusal(status: number): Refusal {
  const known = Object.hasOwn(STANDARD, status) ? status : 400;
  const [code, detail] = STANDARD[known] ?? ['request.malformed', ''];
  return { status: known, code, detail };
}

const FAILED: Refusal = {
  status: 500,
  code: 'server.failed',
  detail: 'Something went wrong here; it has been logged under the correlation id.',
};
const TIMED_OUT: Refusal = {
  status: 503,
  code: 'server.timed-out',
  detail:
    'No answer came in time. A command may have been recorded: repeat it with the same Idempotency-Key.',
  headers: retryAfter,
};
const DATABASE_GONE: Refusal = {
  status: 503,
  code: 'database.unavailable',
  detail: 'The database cannot be reached; try again.',
  headers: retryAfter,
};

// SQLSTATE classes and codes that say "not now" (PostgreSQL, appendix A), and how its driver says so in words.
const GONE_BY_STATE = /^(08...|53300|57P0[1-5])$/;
const GONE_IN_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;
const NETWORK_CALLS: readonly string[] = ['connect', 'read', 'write', 'getaddrinfo'];

function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && GONE_BY_STATE.test(error.code)) return true;
  if (GONE_IN_WORDS.test(error.message)) return true;
  // A system call of the network failed; the event store has errors of its own.
  if ('syscall' in error && typeof error.syscall === 'string' && NETWORK_CALLS.includes(error.syscall))
    return true;
  if ('driverError' in error && isDatabaseGone(error.driverError)) return true;
  return error instanceof AggregateError && error.errors.some(isDatabaseGone);
}

const statusOf = (error: unknown): number | null => {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || error.name !== 'FastifyError' || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
};

/** What is said about an error over HTTP. Whatever is not expected is a 500 that tells nothing. */
export function refusalOf(error: unknown, mappings: readonly ErrorMapping[]): Refusal {
  if (error instanceof RequestRefused) return error;
  if (error instanceof Rejected) {
    const { code, says, kind, field, detail } = error;
    return {
      status: STATUS_OF_KIND[kind],
      code,
      detail: says,
      ...(field !== null && { errors: [{ field, code, message: says }] }),
      about: detail,
    };
  }
  const mapped = mappings.find((mapping) => error instanceof mapping.error);
  if (mapped !== undefined) {
    const { status, code, detail } = mapped;
    return { status, code, detail, ...(status === 503 && { headers: retryAfter }) };
  }
  if (isDatabaseGone(error)) return DATABASE_GONE;
  if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_HANDLER_TIMEOUT') return TIMED_OUT;
  const status = statusOf(error);
  return status !== null && status < 500 ? standardRefusal(status) : FAILED;
}
