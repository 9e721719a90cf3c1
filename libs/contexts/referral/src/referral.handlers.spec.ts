import { beforeAll, describe, expect, it } from '@jest/globals';
import { v4 as uuidV4 } from 'uuid';
import { agreement, AgreementDrafted, type AgreementEvent } from '#contexts/agreement';
import { municipality, MUNICIPALITY_REGISTER } from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { PartialDate } from '#kernel';
import { Decisions, LostRace, type DecisionRequest } from '#platform/event-store';
import { eventStores } from '#test/support/event-stores';
import { day } from '#test/support/referral-steps';
import { rule } from '#test/support/rule';
import { referral } from './referral.decider.ts';
import { DecideOnReferral, DecideOnReferralHandler, type ReferralAsked } from './referral.handlers.ts';
import { duesOf } from './referral-terms.state.ts';

const request: DecisionRequest = {
  caller: { actor: 'midwife-1', role: 'referrer' },
  correlationId: '01a2014c-12b0-711d-b8a0-3ab90e97cd54',
  sourceSystem: 'api',
};
const date = (text: string): PartialDate => PartialDate.parse(text);
const AGREEMENT = 'home-visit';
const content = {
  kind: 'chainAgreement',
  title: 'Home visit',
  topics: ['antenatalHomeVisit'],
  phases: [],
  scope: { level: 'regional', municipalities: ['GM0007'] },
  parties: ['jgz'],
  terms: {
    route: { from: ['midwifery'], to: 'youthHealthCare', respondWithinWorkingDays: 5, consent: 'explicit' },
  },
};

const stores = eventStores();
const decisions = (): Decisions => new Decisions(stores.store(), { upcasters: {} });
const ask = (id: string, asked: ReferralAsked, more: Partial<DecisionRequest> = {}, by = decisions()) =>
  new DecideOnReferralHandler(by).execute(new DecideOnReferral(id, asked, { ...request, ...more }));
const held = (id: string) => stores.held(`referral-${id}`);
const take = (
  type: 'AcceptReferral' | 'WithdrawConsent' | 'SendReferral' | 'EnterInError',
  referralId: string,
  on: string,
): ReferralAsked => ({ type, referralId, on: day(on) });
const prepare = (referralId: string, on = '2026-11-02'): ReferralAsked => ({
  type: 'PrepareReferral',
  referralId,
  municipality: 'GM0007',
  agreementId: AGREEMENT,
  referrer: 'midwives',
  recipient: 'jgz',
  phase: 'during',
  topic: 'antenatalHomeVisit',
  on: day(on),
});
const consent = (referralId: string, informedBy = 'midwives'): ReferralAsked => ({
  type: 'RecordConsent',
  referralId,
  purpose: 'guidance',
  categories: ['contact'],
  informedBy,
  on: day('2026-11-03'),
});
/** A referral with consent, and what it is known by. */
async function prepared(): Promise<string> {
  const id = uuidV4();
  await ask(id, prepare(id));
  await ask(id, consent(id));
  return id;
}

beforeAll(async () => {
  const by = decisions();
  const from = date('1998');
  for (const code of ['GM0007', 'GM1950']) {
    const registered = {
      type: 'RegisterMunicipality',
      code,
      name: code,
      province: 'Groningen',
      from,
    } as const;
    await by.decide(municipality, MUNICIPALITY_REGISTER, registered, request);
  }
  const merger = {
    type: 'ReorganiseMunicipalities',
    kind: 'merger',
    from: ['GM0007'],
    into: 'GM1950',
    effectiveOn: date('2027-01-01'),
  } as const;
  await by.decide(municipality, MUNICIPALITY_REGISTER, merger, request);
  for (const [id, kind] of [
    ['midwives', 'midwifery'],
    ['jgz', 'youthHealthCare'],
  ] as const) {
    const registered = {
      type: 'RegisterOrganisation',
      organisationId: id,
      name: id,
      kind,
      domain: 'social',
    } as const;
    await by.decide(organisation, id, registered, request);
  }
  const said = AgreementDrafted.data.parse({ agreementId: AGREEMENT, ...content, on: '2026' });
  const claims: AgreementEvent[] = [
    { type: 'agreement.Drafted', data: said },
    {
      type: 'agreement.TookEffect',
      data: { agreementId: AGREEMENT, on: date('2026'), until: date('2027-06-30') },
    },
    { type: 'agreement.Adopted', data: { agreementId: AGREEMENT, municipality: 'GM0007', on: date('2026') } },
  ];
  const source = { collection: 'papers', record: 'row-1' };
  await by.decide(agreement, AGREEMENT, { type: 'RecordFromSource', claims, source }, request);
});

describe('asking for a decision on a referral', () => {
  it('looks up the route, and tells inside on what it is based', async () => {
    const id = uuidV4();
    await ask(id, prepare(id));
    const [event] = await held(id);
    const { metadata } = JSON.parse(event?.data ?? '{}') as { metadata: { basedOn: { stream: string }[] } };
    expect(metadata.basedOn.map(({ stream }) => stream)).toEqual([
      'municipality-register',
      'agreement-home-visit',
      'organisation-midwives',
      'organisation-jgz',
    ]);
  });

  it('looks up whoever is named: nobody can be written in the place of an organisation', async () => {
    const id = uuidV4();
    await ask(id, prepare(id));
    await expect(ask(id, consent(id, 'a-name'))).rejects.toMatchObject({ code: 'organisation.unknown' });
    await ask(id, consent(id));
    await ask(id, take('SendReferral', id, '2026-11-09'));
    const said = { referralId: id, on: day('2026-11-10') };
    const direct = { ...said, organisationId: 'a-name', function: 'youthNurse' } as const;
    for (const asked of [
      { type: 'EscalateReferral', ...said, to: 'a-name' },
      { type: 'AssignCaseDirector', ...direct },
    ] as const) {
      await expect(ask(id, asked)).rejects.toMatchObject({ code: 'organisation.unknown' });
    }
    const onward = { type: 'ReferOn', ...said, onwardReferralId: uuidV4() } as const;
    await expect(ask(id, onward)).rejects.toMatchObject({ code: 'referral.onward-absent' });
    const other = await prepared();
    await expect(ask(id, { ...onward, onwardReferralId: other })).resolves.toMatchObject({ repeated: false });
  });

  it('goes on in the municipality that another merged into, while the agreement passes to it', async () => {
    const id = await prepared();
    await ask(id, take('SendReferral', id, '2027-02-01'));
    const { state } = await decisions().read(referral, id);
    expect(duesOf(state)).toMatchObject([{ term: 'response', dueOn: '2027-02-08' }]);
    const late = uuidV4();
    await expect(ask(late, prepare(late, '2027-02-01'))).rejects.toMatchObject({
      code: 'municipality.ended',
    });
  });

  it('keeps the terms with which it was sent, when the agreement ends or is corrected', async () => {
    const id = await prepared();
    await ask(id, take('SendReferral', id, '2027-06-30'));
    await expect(ask(id, take('AcceptReferral', id, '2027-07-05'))).resolves.toMatchObject({ revision: 3 });
    const later = await prepared();
    await expect(ask(later, take('SendReferral', later, '2027-07-01'))).rejects.toMatchObject({
      code: 'referral.agreement-not-in-force',
    });
  });

  it('is decided once for one idempotency key, and refused for another request under it', async () => {
    const id = uuidV4();
    const keyed = { idempotencyKey: 'key-1', requestHash: 'hash-1' };
    const first = await ask(id, prepare(id), keyed);
    expect(await ask(id, prepare(id), keyed)).toEqual({ ...first, repeated: true });
    await expect(ask(id, prepare(id), { ...keyed, requestHash: 'hash-2' })).rejects.toMatchObject({
      code: 'request.idempotency-key-reused',
    });
    expect(await held(id)).toHaveLength(1);
  });

  it('is refused for an id that nobody prepared', async () => {
    const id = uuidV4();
    await expect(ask(id, take('SendReferral', id, '2026-11-09'))).rejects.toMatchObject({
      code: 'referral.absent',
    });
    await expect(ask(id, take('EnterInError', id, '2026-11-09'))).rejects.toMatchObject({
      code: 'referral.absent',
    });
  });
});

describe(rule('referral.consent-withdrawn', 'also when two parties act at once'), () => {
  it('lets one of them be first, and the other decide on what then stands', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await prepared();
      await ask(id, take('SendReferral', id, '2026-11-09'));
      const [accepted, withdrawn] = await Promise.allSettled([
        ask(id, take('AcceptReferral', id, '2026-11-12'), {}, decisions()),
        ask(id, take('WithdrawConsent', id, '2026-11-12'), {}, decisions()),
      ]);
      // A withdrawal always stands; an answer only if it came before.
      expect(withdrawn?.status).toBe('fulfilled');
      if (accepted?.status === 'rejected') {
        const { reason } = accepted as { readonly reason: unknown };
        expect(reason instanceof LostRace || (reason as { code?: string }).code === 'referral.ended').toBe(
          true,
        );
      }
      const { state } = await decisions().read(referral, id);
      const types = state.steps.map(({ event }) => event.type);
      expect(types.filter((type) => type === 'referral.ConsentWithdrawn')).toHaveLength(1);
      expect(types.lastIndexOf('referral.Accepted')).toBeLessThan(types.indexOf('referral.ConsentWithdrawn'));
    }
  });
});
