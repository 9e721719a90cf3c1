import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessLog, Identity } from '#platform/access';
import { Clock } from '#platform/clock';
import { Decisions } from '#platform/event-store';
import { Admission, refused, type Asked, type Caller, type FieldError } from '#platform/http';
import { entryOf } from './accounting.ts';
import { Ownership } from './owners.ts';
import { ACCESS } from './table.ts';
import type { Own, Row } from './vocabulary.ts';
import { standsForIn } from './withheld.ts';

const rowOf = new Map<string, Row>(
  ACCESS.flatMap((row) => row.operations.map((operation) => [operation, row] as const)),
);

/** Where everybody comes in: who they are says their token, and what they may the access table. */
@Injectable()
export class Door extends Admission {
  readonly #ownership: Ownership;

  constructor(
    private readonly identity: Identity,
    private readonly log: AccessLog,
    decisions: Decisions,
    clock: Clock,
  ) {
    super();
    this.#ownership = new Ownership(decisions, clock);
  }

  override identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    return this.identity.identify(request, reply);
  }

  override async authorise(caller: Caller, { operation, request }: Asked): Promise<void> {
    const row = rowOf.get(operation);
    const may = row?.may[caller.role];
    if (may === undefined) throw refused('access.forbidden');
    if (row?.isAboutPeople === true) this.log.assertWritable();
    if (may === 'all') return;
    if (!(await this.#ownership.isOwn(may, caller, request))) {
      throw refused('access.forbidden', { errors: fieldsOf(may) });
    }
  }

  override standsFor(caller: Caller): readonly string[] {
    return standsForIn(caller);
  }

  /** What is about people is answered when it is written down; the rest is written down as soon as it can be. */
  override async account(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (reply.statusCode === 429) return;
    const row = request.operation === null ? undefined : rowOf.get(request.operation);
    if (row?.isAboutPeople !== true && !isNoted(request, reply)) return;
    const entry = entryOf(request, reply, row);
    if (row?.isAboutPeople === true) await this.log.write(entry);
    else this.log.note(entry);
  }

  override close(): Promise<void> {
    return this.log.close();
  }
}

/** What is noted: all that is about people, every command, and whatever was refused to somebody. */
const isNoted = ({ method }: FastifyRequest, { statusCode }: FastifyReply): boolean =>
  (method !== 'GET' && method !== 'HEAD') || statusCode === 401 || statusCode === 403;

/** The fields by which something would be the caller's own. */
function fieldsOf(own: Own): FieldError[] {
  switch (own.kind) {
    case 'municipality':
    case 'organisation':
    case 'record':
      return [
        {
          field: own.at.slice(own.at.indexOf('.') + 1),
          code: 'access.not-own',
          message: own.kind === 'record' ? 'must be a record of yours' : `must name your own ${own.kind}`,
        },
      ];
    case 'referral':
      return [
        {
          field: 'id',
          code: 'access.not-own',
          message: `must be a referral of which you are ${own.as.join(' or ')}`,
        },
      ];
    case 'any':
      return own.of.flatMap(fieldsOf);
  }
}
