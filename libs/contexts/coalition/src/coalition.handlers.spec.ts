import { beforeEach, describe, expect, it } from '@jest/globals';
import { organisation, type RegisterOrganisation } from '#contexts/organisation';
import { PartialDate } from '#kernel';
import { Decisions, type DecisionRequest } from '#platform/event-store';
import { eventStores } from '#test/support/event-stores';
import { DecideOnCoalition, DecideOnCoalitionHandler, type CoalitionAsked } from './coalition.handlers.ts';

const request: DecisionRequest = {
  caller: { actor: 'office', role: 'programmeOffice' },
  correlationId: '01a2014c-12b0-711d-b8a0-3ab90e97cd54',
  sourceSystem: 'api',
};
const on = PartialDate.parse('2020-11');
const coalitionId = 'coevorden';
const source = { collection: 'public-history', record: 'coevorden' };

describe('asking for a decision on a coalition', () => {
  const stores = eventStores();
  let decisions: Decisions;
  const ask = (asked: CoalitionAsked) =>
    new DecideOnCoalitionHandler(decisions).execute(new DecideOnCoalition(coalitionId, asked, request));
  const register = (organisationId: string, domain: RegisterOrganisation['domain']) =>
    decisions.decide(
      organisation,
      organisationId,
      { type: 'RegisterOrganisation', organisationId, name: organisationId, kind: 'other', domain },
      request,
    );

  beforeEach(() => {
    decisions = new Decisions(stores.store(), { upcasters: {} });
  });

  it('asks organisations for the side of partners whose side nobody recorded', async () => {
    await register('mwc', 'social');
    await register('kraamzorg', 'medical');
    const unknown = 'unknown' as const;
    const explored = {
      type: 'coalition.ExplorationStarted',
      data: { coalitionId, name: 'Coevorden', municipalities: ['GM0109'], on: unknown },
    } as const;
    const joined = {
      type: 'coalition.PartnerJoined',
      data: { coalitionId, organisationId: 'mwc', from: unknown },
    } as const;
    const claims = [{ ...explored, data: { ...explored.data, municipalities: ['GM0109'] } }, joined];
    await ask({ type: 'RecordFromSource', claims, source });
    await expect(ask({ type: 'FormCoalition', coalitionId, on })).rejects.toMatchObject({
      code: 'coalition.no-medical-partner',
    });
    const joining = { type: 'JoinAsPartner', coalitionId, organisationId: 'kraamzorg', from: on } as const;
    await ask(joining);
    const formed = await ask({ type: 'FormCoalition', coalitionId, on });
    expect(formed.events.map(({ type }) => type)).toEqual(['coalition.Formed']);
    const last = (await stores.held(`coalition-${coalitionId}`)).at(-1);
    expect(JSON.parse(last?.metadata ?? '{}')).toMatchObject({
      basedOn: [{ stream: 'organisation-mwc', revision: 0 }],
    });
  });

  it('refuses a plan under a decision that nobody knows, and a municipality likewise', async () => {
    const plan = { type: 'AdoptPlanOfAction', coalitionId, version: 1, decisionId: 'nowhere', on } as const;
    await expect(ask(plan)).rejects.toMatchObject({ code: 'coalition.unknown-decision' });
    await expect(
      ask({ type: 'JoinAsMunicipality', coalitionId, municipality: 'GM9999', from: on }),
    ).rejects.toMatchObject({ code: 'municipality.unknown' });
  });
});
