import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { v7 as uuid } from 'uuid';
import { refusalFor, refusalForStatus } from './http-problems.ts';
import { answerHeaders } from './intake.ts';
import { PROBLEM_JSON, problemOf, type Refusal } from './problem.ts';

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

function rawAnswer(refusal: Refusal, version: string): string {
  const correlationId = uuid();
  const body = JSON.stringify(problemOf(refusal, correlationId));
  const headers = {
    ...answerHeaders(version, correlationId),
    'Content-Type': PROBLEM_JSON,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`;
  return [status, ...lines, '', body].join('\r\n');
}

/** Answers what Node's parser refuses before there is a request: broken HTTP, headers too large, too slow. */
export const answerConnectionError =
  (version: string) =>
  (error: { readonly code?: string }, socket: Socket): void => {
    // Where bytes have been written, an answer may be under way, and a second one would end up inside it.
    if (socket.writable && socket.bytesWritten === 0) {
      const status = STATUS_OF_CODE[error.code ?? ''] ?? 400;
      socket.end(rawAnswer(refusalForStatus(status), version), () => socket.destroy());
    } else {
      socket.destroy();
    }
  };

/** Answers an `Expect` other than `100-continue` (RFC 9110, 10.1.1), which Node would answer without a body. */
export function answerExpectations(server: Server, version: string): void {
  server.on('checkExpectation', ({ socket }) => {
    socket.end(rawAnswer(refusalFor('request.unknown-expectation'), version), () => socket.destroy());
  });
}
