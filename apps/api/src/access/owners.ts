import { IdShape } from '#kernel';
import { agreement, agreementFacts } from '#contexts/agreement';
import { coalition, coalitionFacts } from '#contexts/coalition';
import { decision, ownerOf } from '#contexts/decision';
import { partsIn, referral } from '#contexts/referral';
import type { Clock } from '#platform/clock';
import type { Decisions } from '#platform/event-store';
import { organisationOf, type Caller } from '#platform/http';
import { noSuchRecord } from '#platform/records';
import type { FastifyRequest } from 'fastify';
import type { Field, Own } from './vocabulary.ts';

/** Whose a record is. */
type Owners = { readonly municipalities: readonly string[]; readonly organisations: readonly string[] };
type RecordKind = Extract<Own, { readonly kind: 'record' }>['of'];

/** Says whether what a request is about is the caller's own. Records are looked up in the log, which is never behind. */
export class Ownership {
  constructor(
    private readonly decisions: Decisions,
    private readonly clock: Clock,
  ) {}

  /** Throws `RequestRefused` (404) where there is no such record, or it is a referral in which the caller has no part. */
  async isOwn(own: Own, caller: Caller, request: FastifyRequest): Promise<boolean> {
    const organisation = organisationOf(caller);
    switch (own.kind) {
      case 'municipality':
        return isAmong(municipalitiesOf(caller), textsAt(request, own.at));
      case 'organisation':
        return organisation !== null && textsAt(request, own.at).includes(organisation);
      case 'record': {
        const [id] = textsAt(request, own.at);
        if (id === undefined) return false;
        const owners = await this.#ownersOf(own.of, id);
        return (
          isAmong(municipalitiesOf(caller), owners.municipalities) ||
          (organisation !== null && owners.organisations.includes(organisation))
        );
      }
      case 'referral': {
        const [id] = textsAt(request, 'params.id');
        if (organisation === null || id === undefined || !isId(id)) throw noSuchRecord();
        const { state } = await this.decisions.read(referral, id);
        const parts = partsIn(state, organisation, this.clock.today());
        if (parts.size === 0) throw noSuchRecord();
        return own.as.some((part) => parts.has(part));
      }
      case 'any':
        for (const one of own.of) if (await this.isOwn(one, caller, request)) return true;
        return false;
    }
  }

  async #ownersOf(kind: RecordKind, id: string): Promise<Owners> {
    if (!isId(id)) throw noSuchRecord();
    switch (kind) {
      case 'agreement': {
        const { state, revision } = await this.decisions.read(agreement, id);
        if (revision < 0) throw noSuchRecord();
        const { scope, parties } = agreementFacts(id, state);
        return { municipalities: scope?.municipalities ?? [], organisations: parties };
      }
      case 'coalition': {
        const { state, revision } = await this.decisions.read(coalition, id);
        if (revision < 0) throw noSuchRecord();
        const codes = coalitionFacts(id, state).municipalities.map(({ code }) => code);
        return { municipalities: codes, organisations: [] };
      }
      case 'decision': {
        const { state, revision } = await this.decisions.read(decision, id);
        if (revision < 0) throw noSuchRecord();
        const { municipality, coalitionId } = ownerOf(state) ?? {};
        if (coalitionId !== undefined) return this.#ownersOf('coalition', coalitionId);
        return { municipalities: municipality === undefined ? [] : [municipality], organisations: [] };
      }
    }
  }
}

const isId = (id: string): boolean => IdShape.safeParse(id).success;

const municipalitiesOf = (caller: Caller): readonly string[] =>
  caller.role === 'municipality' ? caller.municipalities : [];

const isAmong = (ones: readonly string[], others: readonly string[]): boolean =>
  ones.some((one) => others.includes(one));

/** The texts at a place in a request that nothing has been checked of yet. */
function textsAt({ params, query, body }: FastifyRequest, field: Field): readonly string[] {
  const [part, ...names] = field.split('.');
  const within: unknown = part === 'params' ? params : part === 'query' ? query : body;
  const value = names.reduce<unknown>(
    (so, name) =>
      typeof so === 'object' && so !== null && Object.hasOwn(so, name)
        ? (so as Readonly<Record<string, unknown>>)[name]
        : undefined,
    within,
  );
  return [value].flat().filter((one): one is string => typeof one === 'string');
}
