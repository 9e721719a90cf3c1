import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { AgreementCommand } from './agreement.commands.ts';
import { contentHashOf } from './agreement.content.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { effectOf } from './agreement.facts.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const agreementId = 'covenant';
const of = { agreementId };
const { given } = specify(agreement, agreementId);
const facts = {
  municipalities: ['GM0114', 'GM1952'].map((code) => ({ code, known: true, endedOn: null, successor: null })),
  organisations: ['icare', 'sedna'].map((organisationId) => ({
    ...{ organisationId, known: true, domain: null, closedOn: null },
  })),
  ...{ decision: null, parent: null },
};
let row = 0;
const told = (...claims: readonly AgreementEvent[]): Event => ({
  type: 'agreement.RecordedFromSource',
  data: { claims, source: { collection: 'papers', record: `row-${(row += 1)}` } },
});

const content = {
  ...{ kind: 'covenant' as const, title: 'Covenant', topics: ['referral'], phases: ['during' as const] },
  ...{ scope: { level: 'regional' as const, municipalities: ['GM0114'] }, parties: ['icare'] },
  agreedUntil: day('2025'),
};
const contentHash = contentHashOf(content);
const drafted: AgreementEvent = { type: 'agreement.Drafted', data: { ...of, ...content, on: day('2022') } };
const submitted: AgreementEvent = {
  type: 'agreement.Submitted',
  data: { ...of, to: ['icare'], on: day('2022') },
};
const signing = { organisationId: 'icare', capacity: 'board', function: 'director', on: day('2022-03') };
const signed: AgreementEvent = { type: 'agreement.Signed', data: { ...of, ...signing, contentHash } };
const tookEffect: AgreementEvent = {
  type: 'agreement.TookEffect',
  data: { ...of, on: day('2022-03'), until: day('2025') },
};
const inForce = [drafted, submitted, signed, tookEffect];
const adopted: AgreementEvent = {
  type: 'agreement.Adopted',
  data: { ...of, municipality: 'GM0114', on: day('2022-05') },
};
const terminated = (on: string): AgreementEvent => ({
  type: 'agreement.Terminated',
  data: { ...of, on: day(on) },
});
const superseded = (on: string): AgreementEvent => ({
  type: 'agreement.Superseded',
  data: { ...of, by: 'next', on: day(on) },
});
const published: AgreementEvent = { type: 'agreement.Published', data: { ...of, on: day('2022-06') } };
const withheld: AgreementEvent = {
  type: 'agreement.WithheldFromPublication',
  data: { ...of, ground: 'Business secrets.' },
};
const reviewed: AgreementEvent = {
  type: 'agreement.Reviewed',
  data: { ...of, on: day('2023'), outcome: 'continue' },
};

describe(rule('history.live-wins', 'what becomes of an agreement'), () => {
  const { contentHash: _, capacity: __, ...merelySigned } = { ...signing, contentHash };
  it.each<[string, readonly AgreementEvent[], AgreementEvent]>([
    ['to whom it was submitted', inForce, { ...submitted, data: { ...of, to: ['icare', 'sedna'] } }],
    ['a draft, by telling of its submission', [drafted], { ...submitted, data: { ...of, to: ['sedna'] } }],
    ['a signature', inForce, { type: 'agreement.Signed', data: { ...of, ...merelySigned } }],
    ['its end', [...inForce, terminated('2024')], terminated('2023')],
    ['its end, by telling of a successor', [...inForce, terminated('2024')], superseded('2023')],
    ['an adoption', [...inForce, adopted], { ...adopted, data: { ...adopted.data, on: day('2023') } }],
  ])('%s', (_name, live, claim) =>
    expect(given(...live, told(claim)).state()).toEqual(given(...live).state()),
  );

  it('an adoption, by telling of a predecessor', () => {
    const inherited: AgreementEvent = {
      type: 'agreement.SuccessorConfirmed',
      data: { ...of, municipality: 'GM0114', predecessor: 'GM1952', on: day('2023') },
    };
    const earlier = told({ ...adopted, data: { ...of, municipality: 'GM1952', on: day('2020') } });
    const { adoptions } = given(...inForce, adopted, earlier, told(inherited)).state();
    expect(adoptions.get('GM0114')).toMatchObject({ on: '2022-05', perSource: false });
  });
  it('that it is withheld', () =>
    expect(
      given(...inForce, withheld, told(published))
        .state()
        .publications.map(({ said }) => said),
    ).toEqual([published, withheld]));
  it('that it is withheld, though sources told of it before', () =>
    expect(
      given(...inForce, told(published), withheld, told(published))
        .state()
        .publications.map(({ perSource }) => perSource),
    ).toEqual([true, true, false]));
});

describe(rule('history.per-source', 'what becomes of an agreement'), () => {
  const supersede = {
    type: 'SupersedeAgreement',
    ...of,
    by: 'next',
    facts: { successor: { known: true } },
  } as const;
  it.each<[string, readonly AgreementEvent[], AgreementEvent, AgreementCommand]>([
    ['its draft', [], drafted, { type: 'DraftAgreement', ...of, ...content, on: day('2022'), facts }],
    [
      'an adoption',
      inForce,
      adopted,
      { type: 'AdoptAgreement', ...of, municipality: 'GM0114', on: day('2022-05'), facts },
    ],
    ['a review', inForce, reviewed, { type: 'ReviewAgreement', ...of, on: day('2023'), outcome: 'continue' }],
    ['its end', inForce, terminated('2023'), { type: 'TerminateAgreement', ...of, on: day('2023') }],
    ['its successor', inForce, superseded('2024'), { ...supersede, on: day('2024') }],
    ['its publication', inForce, published, { type: 'PublishAgreement', ...of, on: day('2022-06') }],
  ])('%s, which is then decided live', (_name, live, claim, command) =>
    given(...live, told(claim))
      .when(command)
      .then(claim),
  );

  it('its draft, which is that of no other agreement', () =>
    given(told(drafted))
      .when({ type: 'DraftAgreement', ...of, ...content, title: 'Other', on: day('2022'), facts })
      .thenRejected('agreement.exists', 'agreementId'));
  it('who acceded, which is then decided live', () => {
    const { contentHash: _, ...accession } = { ...signing, organisationId: 'sedna', contentHash };
    const acceded: AgreementEvent = { type: 'agreement.PartyAcceded', data: { ...of, ...accession } };
    const accede = { type: 'AccedeToAgreement', ...of, ...accession, contentHash, facts } as const;
    given(...inForce, told(acceded))
      .when(accede)
      .then({ ...acceded, data: { ...of, ...accession, contentHash } });
    given(...inForce)
      .when({ ...accede, organisationId: 'icare', on: day('2023') })
      .thenRejected('agreement.already-a-party', 'organisationId');
  });
  it('an end, of which another day is then decided', () =>
    given(...inForce, told(terminated('2023')))
      .when({ type: 'TerminateAgreement', ...of, on: day('2024') })
      .then(terminated('2024')));
  it('that it was terminated, which bars an extension', () =>
    given(...inForce, told(terminated('2023')))
      .when({ type: 'ExtendAgreement', ...of, until: day('2027'), on: day('2022-12') })
      .thenRejected('agreement.ended', 'agreementId'));
});

describe('the last day that was agreed, whether or not the register has noticed that it passed', () => {
  const expired: AgreementEvent = { type: 'agreement.Expired', data: { ...of, on: day('2025') } };
  it.each<[string, readonly AgreementEvent[]]>([
    ['not', inForce],
    ['noticed', [...inForce, expired]],
  ])('comes before no other end, nor anything else that is decided (%s)', (_name, history) => {
    const ended = (command: AgreementCommand) =>
      given(...history)
        .when(command)
        .thenRejected('agreement.ended', 'on');
    const on = day('2026-02');
    ended({ type: 'ExtendAgreement', ...of, until: day('2027'), on });
    ended({ type: 'TerminateAgreement', ...of, on });
    ended({ type: 'ReviewAgreement', ...of, on, outcome: 'continue' });
    ended({ type: 'AdoptAgreement', ...of, municipality: 'GM0114', on, facts });
    ended({ type: 'SupersedeAgreement', ...of, by: 'next', on, facts: { successor: { known: true } } });
  });
  it.each<[string, readonly AgreementEvent[]]>([
    ['not', inForce],
    ['noticed', [...inForce, expired]],
  ])('may be that before the first of a successor (%s)', (_name, history) => {
    given(...history)
      .when({
        type: 'SupersedeAgreement',
        ...of,
        by: 'next',
        on: day('2026-01-01'),
        facts: { successor: { known: true } },
      })
      .then(superseded('2026-01-01'));
    expect(effectOf(given(...history, superseded('2026-01-01')).state())).toEqual({
      from: '2022-03',
      until: '2025-12-31',
    });
  });
});
