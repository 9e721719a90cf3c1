import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Hash } from '#kernel';
import { organisationOf, type Caller, type Role } from '#platform/callers';
import { callerOf } from './caller.ts';
import type { RequestRefused } from './problem.ts';
import { invalidField } from './refused.ts';

/** What a command brings with it, beside its content: who asks, by which request, and what they had seen. */
export type CommandContext = {
  readonly caller: { readonly actor: string; readonly role: Role; readonly organisation?: string };
  readonly correlationId: string;
  /** W3C Trace Context, `traceparent`. */
  readonly traceparent?: string;
  /** `Idempotency-Key`: the same key with the same request is the same command. */
  readonly idempotencyKey?: string;
  /** SHA-256 over method, path and body (canonical JSON). */
  readonly requestHash: Hash;
  /** `If-Match`: the revision that the caller had seen; `If-None-Match: *`: -1, there is no such record yet. */
  readonly expectedRevision?: number;
  readonly sourceSystem: 'api';
};

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const IDEMPOTENCY_KEY = /^(?:[A-Za-z0-9._:~+/=-]{1,128}|"[A-Za-z0-9._:~+/= -]{1,128}")$/;
const REVISION = /^"(0|[1-9]\d{0,14})"$/;

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

const wrongHeader = (header: string, says: string): RequestRefused =>
  invalidField(header, 'request.invalid-header', says);

function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (IDEMPOTENCY_KEY.test(header)) return header.replaceAll('"', '');
  throw wrongHeader('Idempotency-Key', 'must be 1 to 128 letters, digits or . _ : ~ + / = -');
}

function revisionOf(header: string | undefined, noneMatch: string | undefined): number | undefined {
  if (noneMatch !== undefined) {
    if (noneMatch !== '*')
      throw wrongHeader('If-None-Match', 'must be *, for a record that is not there yet');
    if (header !== undefined) throw wrongHeader('If-Match', 'must not be given beside If-None-Match');
    return -1;
  }
  if (header === undefined) return undefined;
  const [, revision] = REVISION.exec(header) ?? [];
  if (revision !== undefined) return Number(revision);
  throw wrongHeader('If-Match', 'must be one entity tag that an answer gave, such as "3"');
}

/** The context of a command, from its request. A malformed `traceparent` counts as none (W3C Trace Context 4.3). */
export function commandContextOf(request: FastifyRequest, caller: Caller): CommandContext {
  const { headers, method } = request;
  const traceparent = single(headers['traceparent']);
  const idempotencyKey = idempotencyKeyOf(single(headers['idempotency-key']));
  const expectedRevision = revisionOf(headers['if-match'], headers['if-none-match']);
  const [path = ''] = request.url.split('?');
  const organisation = organisationOf(caller);
  return {
    caller: {
      actor: caller.actor,
      role: caller.role,
      ...(organisation !== null && { organisation }),
    },
    correlationId: request.id,
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    requestHash: Hash.of({ method, path, body: request.body ?? null }),
    ...(expectedRevision !== undefined && { expectedRevision }),
    sourceSystem: 'api',
  };
}

/** The {@link CommandContext}, as an argument of a route. Refuses malformed headers with 400. */
export const CommandContext = createParamDecorator((_: unknown, context: ExecutionContext) =>
  commandContextOf(context.switchToHttp().getRequest<FastifyRequest>(), callerOf(context)),
);
