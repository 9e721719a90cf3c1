import { HttpException } from '@nestjs/common';
import { Rejected } from '#kernel';
import { refusalFor, refusalForStatus, RETRY_AFTER } from './http-problems.ts';
import { RequestRefused, STATUS_OF_KIND, type Refusal } from './problem.ts';

/** How an error of another part of the platform is told over HTTP. */
export type ErrorMapping = {
  readonly error: abstract new (...args: never[]) => Error;
  readonly status: 404 | 409 | 410 | 412 | 413 | 503;
  readonly code: string;
  readonly detail: string;
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
    return { status, code, detail, ...(status === 503 && { headers: RETRY_AFTER }) };
  }
  if (isDatabaseGone(error)) return refusalFor('database.unavailable');
  if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_HANDLER_TIMEOUT')
    return refusalFor('server.timed-out');
  const status = statusOf(error);
  return status !== null && status < 500 ? refusalForStatus(status) : refusalFor('server.failed');
}
