import { beforeEach, describe, expect, it } from '@jest/globals';
import { municipality, MUNICIPALITY_REGISTER } from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { Hash, PartialDate } from '#kernel';
import { Decisions, type DecisionRequest } from '#platform/event-store';
import { eventStores } from '#test/support/event-stores';
import { DecideOnAgreement, DecideOnAgreementHandler, type AgreementAsked } from './agreement.handlers.ts';

const request: DecisionRequest = {
  caller: { actor: 'office', role: 'programmeOffice' },
  correlationId: '01a2014c-12b0-711d-b8a0-3ab90e97cd54',
  sourceSystem: 'api',
};
const on = PartialDate.parse('2022-03-01');
const agreementId = 'covenant';

describe('asking for a decision on an agreement', () => {
  const stores = eventStores();
  let decisions: Decisions;
  const ask = (asked: AgreementAsked) =>
    new DecideOnAgreementHandler(decisions).execute(new DecideOnAgreement(agreementId, asked, request));
  const draft = (municipalities: string[]) =>
    ask({
      type: 'DraftAgreement',
      agreementId,
      kind: 'covenant',
      title: 'Covenant',
      topics: [],
      phases: [],
      scope: { level: 'provincial', municipalities },
      parties: ['sedna'],
      on,
    });

  beforeEach(async () => {
    decisions = new Decisions(stores.store(), { upcasters: {} });
    const from = PartialDate.parse('1998');
    for (const code of ['GM0007', 'GM1950']) {
      const registered = {
        type: 'RegisterMunicipality',
        code,
        name: code,
        province: 'Groningen',
        from,
      } as const;
      await decisions.decide(municipality, MUNICIPALITY_REGISTER, registered, request);
    }
    const merged = {
      type: 'ReorganiseMunicipalities',
      kind: 'merger',
      from: ['GM0007'],
      into: 'GM1950',
      effectiveOn: PartialDate.parse('2023-01-01'),
    } as const;
    await decisions.decide(municipality, MUNICIPALITY_REGISTER, merged, request);
    const sedna = {
      type: 'RegisterOrganisation',
      organisationId: 'sedna',
      name: 'Sedna',
      kind: 'welfare',
      domain: 'social',
    } as const;
    await decisions.decide(organisation, 'sedna', sedna, request);
  });

  it('looks up what it names, tells on what it is based, and takes the parties of the draft', async () => {
    await draft(['GM0007']);
    const [drafted] = await stores.held(`agreement-${agreementId}`);
    expect(JSON.parse(drafted?.metadata ?? '{}')).toMatchObject({
      basedOn: [
        { stream: 'municipality-register', revision: 2 },
        { stream: 'organisation-sedna', revision: 0 },
      ],
    });
    await ask({ type: 'SubmitAgreement', agreementId, on });
    const [, submitted] = await stores.held(`agreement-${agreementId}`);
    expect(JSON.parse(submitted?.data ?? '{}')).toMatchObject({ to: ['sedna'] });
    const signing = {
      organisationId: 'sedna',
      capacity: 'board',
      function: 'director',
      contentHash: Hash.of({}),
    };
    await expect(ask({ type: 'SignAgreement', agreementId, on, ...signing })).rejects.toMatchObject({
      code: 'agreement.other-version',
    });
    // What a municipality took over by a merger reaches it too.
    const adopting = { agreementId, municipality: 'GM1950', on: PartialDate.parse('2023-02') } as const;
    const adopted = await ask({ type: 'AdoptAgreement', ...adopting });
    expect(adopted.events.map(({ type }) => type)).toEqual(['agreement.Adopted']);
    await expect(ask({ type: 'RefuseAdoption', ...adopting, decisionId: 'nowhere' })).rejects.toMatchObject({
      code: 'agreement.unknown-decision',
    });
  });
});
