import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdShape } from '#kernel';
import type { AccessEntry } from '#platform/access';
import { organisationOf } from '#platform/http';
import type { Row } from './vocabulary.ts';

/** What a request was, and came to, for the access log: nothing that it said, but for the ids of records. */
export function entryOf(
  request: FastifyRequest,
  { statusCode }: FastifyReply,
  row: Row | undefined,
): Omit<AccessEntry, 'id' | 'at'> {
  const { caller, operation, refusal, method, ip, id: correlationId } = request;
  return {
    action: method === 'GET' || method === 'HEAD' ? 'R' : idIn(request, 'params') === null ? 'C' : 'U',
    // The pattern of the path, never the path.
    operation: operation ?? `${method} ${request.routeOptions.url ?? ''}`,
    purpose: row === undefined ? 'unknown' : `${row.resource}: ${row.action}`,
    object: objectOf(request, row),
    outcome: statusCode < 400 ? 'done' : statusCode < 500 ? 'refused' : 'failed',
    status: statusCode,
    code: refusal,
    actor: caller?.actor ?? null,
    role: caller?.role ?? null,
    responsible: caller === null ? null : organisationOf(caller),
    origin: ip,
    correlationId,
  };
}

/** The record in the path, or else the one that a command makes; what is no id is not repeated. */
function objectOf(request: FastifyRequest, row: Row | undefined): AccessEntry['object'] {
  const kind = row?.resource.split(' ')[0]?.replace(/ies$/, 'y').replace(/s$/, '');
  if (kind === undefined) return null;
  const id = idIn(request, 'params') ?? idIn(request, 'body', `${kind}Id`);
  if (id !== null) return { kind, id };
  const organisation = idIn(request, 'query', 'organisationId');
  return organisation === null ? null : { kind: 'organisation', id: organisation };
}

function idIn(request: FastifyRequest, part: 'params' | 'body' | 'query', name?: string): string | null {
  const within: unknown = request[part];
  if (typeof within !== 'object' || within === null) return null;
  const values = within as Readonly<Record<string, unknown>>;
  const value = name === undefined ? (values['id'] ?? values['code']) : values[name];
  return typeof value === 'string' && (IdShape.safeParse(value).success || /^GM\d{4}$/.test(value))
    ? value
    : null;
}
