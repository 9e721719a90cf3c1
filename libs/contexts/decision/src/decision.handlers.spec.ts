import { beforeEach, describe, expect, it } from '@jest/globals';
import { municipality, MUNICIPALITY_REGISTER } from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { PartialDate } from '#kernel';
import { Decisions, type DecisionRequest } from '#platform/event-store';
import { eventStores } from '#test/support/event-stores';
import { DecideOnDecision, DecideOnDecisionHandler, type DecisionAsked } from './decision.handlers.ts';

const request: DecisionRequest = {
  caller: { actor: 'office', role: 'programmeOffice' },
  correlationId: '01a2014c-12b0-711d-b8a0-3ab90e97cd54',
  sourceSystem: 'api',
};
const on = PartialDate.parse('2020-11-24');
const decisionId = 'addendum';

describe('asking for a decision on a decision', () => {
  const stores = eventStores();
  let decisions: Decisions;
  const ask = (asked: DecisionAsked) =>
    new DecideOnDecisionHandler(decisions).execute(new DecideOnDecision(decisionId, asked, request));
  const basedOn = async (): Promise<unknown> => {
    const last = (await stores.held(`decision-${decisionId}`)).at(-1);
    const { basedOn: found } = JSON.parse(last?.metadata ?? '{}') as {
      basedOn?: readonly { stream: string }[];
    };
    return found?.map(({ stream }) => stream);
  };

  beforeEach(async () => {
    decisions = new Decisions(stores.store(), { upcasters: {} });
    const veendam = {
      type: 'RegisterMunicipality',
      code: 'GM0047',
      name: 'Veendam',
      province: 'Groningen',
      from: PartialDate.parse('1998'),
    } as const;
    await decisions.decide(municipality, MUNICIPALITY_REGISTER, veendam, request);
    const gemeente = {
      type: 'RegisterOrganisation',
      organisationId: 'gemeente-veendam',
      name: 'Gemeente Veendam',
      kind: 'municipality',
      domain: 'government',
    } as const;
    await decisions.decide(organisation, gemeente.organisationId, gemeente, request);
  });

  it('looks up the municipality, the organisation, and every body whose consent is asked for', async () => {
    const proposing = { decisionId, body: 'executive', subject: 'Addendum', on } as const;
    const propose = (more: { municipality: string; coalitionId?: string }) =>
      ask({ type: 'ProposeDecision', ...proposing, points: [], ...more });
    await expect(propose({ municipality: 'GM0047', coalitionId: 'nowhere' })).rejects.toMatchObject({
      code: 'decision.unknown-coalition',
    });
    await propose({ municipality: 'GM0047' });
    expect(await basedOn()).toEqual(['municipality-register']);
    const take = (consenting: string) =>
      ask({
        type: 'TakeDecision',
        decisionId,
        on,
        effectiveOn: on,
        responsibleOrganisation: 'gemeente-veendam',
        decisionType: 'executive decision',
        conditions: [
          { conditionId: 'c', text: 'consent', bodies: [{ body: 'council', municipality: consenting }] },
        ],
      });
    await expect(take('GM9999')).rejects.toMatchObject({ code: 'municipality.unknown' });
    await take('GM0047');
    expect(await basedOn()).toEqual(['municipality-register', 'organisation-gemeente-veendam']);
    await ask({ type: 'PublishDecision', decisionId, on });
    expect(await basedOn()).toBeUndefined();
  });
});
