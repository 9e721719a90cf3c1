import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };
const latest = new WeakMap<Socket, Exchange>();

/** Remembers which request of a connection is being answered. */
export function watchExchanges(server: Server): void {
  server.on('request', (request, response) => latest.set(request.socket, { request, response }));
}

/** Answers what Node's parser refuses before there is a request: broken HTTP, headers too large, too slow. */
export const answerConnectionError =
  (version: string) =>
  (error: { readonly code?: string }, socket: Socket): void => {
    const { request, response } = latest.get(socket) ?? {};
    if (request?.complete === true && response?.writableFinished === false) {
      // What is broken came behind a whole request: nobody is to take the "no" to this for the answer to that.
      response.once('finish', () => socket.destroySoon());
      return;
    }
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
