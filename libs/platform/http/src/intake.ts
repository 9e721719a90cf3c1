import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { v7 as uuid } from 'uuid';
import { readJsonBody, refuseUnreadable } from './json-body.ts';
import type { FieldError } from './problem.ts';
import { invalidFields, refused } from './refused.ts';

/** On every answer, errors too (NL GOV API Design Rules, transport security). */
export const SECURITY_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** The correlation id that the caller gave, where it is one, or a new UUID v7. */
export function correlationIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : uuid();
}

/** The headers that every answer has. */
export const answerHeaders = (version: string, correlationId: string): Record<string, string> => ({
  ...SECURITY_HEADERS,
  'API-Version': version,
  'X-Correlation-Id': correlationId,
});

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

// No web page may talk to the register by pointing a name of its own at this machine.
function refuseForeignHost(host: string | undefined, hosts: readonly string[]): void {
  if (host === undefined) throw refused('request.malformed');
  if (LOOPBACK.test(host) || hosts.includes(host.toLowerCase())) return;
  throw refused('request.foreign-host');
}

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return null;
  }
};

/** Refuses a target that is not ASCII, a query that does not decode, and a parameter that is given twice. */
function refuseAmbiguousTarget(url: string): void {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const part of query.split('&').filter((pair) => pair !== '')) {
    const [key = '', ...value] = part.split('=');
    const name = decoded(key);
    if (name === null || decoded(value.join('=')) === null) {
      errors.push({
        field: name ?? key,
        code: 'request.unreadable-text',
        message: 'is not UTF-8 in percent-encoding',
      });
    } else if (seen.has(name)) {
      errors.push({ field: name, code: 'request.duplicate-parameter', message: 'is given more than once' });
    }
    if (name !== null) seen.add(name);
  }
  if (errors.length > 0) throw invalidFields(errors);
  if (!/^[\x21-\x7e]*$/.test(url)) throw refused('request.malformed');
}

const JSON_RANGES: readonly string[] = ['*/*', 'application/*', 'application/json'];

/** True where an `Accept` header leaves room for JSON (RFC 9110, 12.5.1). */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return JSON_RANGES.includes(range) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function refuseUnacceptable({ headers }: FastifyRequest): void {
  if (!acceptsJson(headers.accept)) {
    throw refused('request.not-acceptable');
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw refused('request.unsupported-content-encoding', { headers: { 'Accept-Encoding': 'identity' } });
  }
}

function refuseOtherCharset(contentType: string | undefined): void {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]*)/i.exec(contentType ?? '') ?? [];
  if (charset.toLowerCase() !== 'utf-8') throw refused('request.unsupported-media-type');
}

/** Lets a connection go with the answer that is under way when the server closes; it would hold up the closing. */
function letGo(instance: FastifyInstance): void {
  let closing = false;
  instance.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  instance.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('Connection', 'close');
    done(null, payload);
  });
}

/** What every request passes before it reaches a route, and what every answer carries. */
export function takeIn(instance: FastifyInstance, version: string, hosts: readonly string[] = []): void {
  letGo(instance);
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.headers(answerHeaders(version, request.id));
    refuseForeignHost(request.headers.host, hosts);
    if (!request.is404) {
      refuseAmbiguousTarget(request.url);
      refuseUnacceptable(request);
    }
    done();
  });
  instance.addHook('preValidation', (request, _reply, done) => {
    refuseUnreadable(request.query);
    refuseUnreadable(request.params);
    done();
  });
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      refuseOtherCharset(request.headers['content-type']);
      done(null, readJsonBody(bytes));
    } catch (error) {
      done(error instanceof Error ? error : new Error('unknown', { cause: error }));
    }
  });
}
