import { describe, expect, it } from '@jest/globals';
import type { DecisionFacts } from '#contexts/decision';
import { PartialDate } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { AdoptAgreement } from './agreement.commands.ts';
import type { Scope } from './agreement.content.ts';
import { leadsTo } from './agreement-adopting.decider.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { agreementFacts } from './agreement.facts.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const agreementId = 'provincial';
const { given } = specify(agreement, agreementId);
const place = (code: string, endedOn: PartialDate | null = null, successor: string | null = null) => ({
  code,
  known: true,
  endedOn,
  successor,
});
const municipalities = [
  place('GM0114'),
  place('GM0109'),
  place('GM1952'),
  place('GM0040', day('2017-12-31'), 'GM1952'),
];
const facts = { municipalities, decision: null };
const draft = (scope: Scope): AgreementEvent => ({
  type: 'agreement.Drafted',
  data: { agreementId, kind: 'covenant', title: 'Covenant', topics: [], phases: [], scope },
});
const provincial = draft({ level: 'provincial', municipalities: ['GM0114', 'GM0040'] });

const adopt: AdoptAgreement = {
  type: 'AdoptAgreement',
  agreementId,
  municipality: 'GM0114',
  on: day('2022-06'),
  facts,
};
const said = { agreementId, municipality: 'GM0114', on: day('2022-06') };
const adopted: AgreementEvent = { type: 'agreement.Adopted', data: said };
const deviate = {
  ...adopt,
  type: 'AdoptWithDeviation',
  deviation: 'Ten days instead of five.',
  reason: 'Two part-time workers.',
} as const;
const deviating: AgreementEvent = {
  type: 'agreement.AdoptedWithDeviation',
  data: { ...said, deviation: deviate.deviation, reason: deviate.reason },
};
const refused: AgreementEvent = { type: 'agreement.AdoptionRefused', data: said };

describe(rule('agreement.own-adoption'), () => {
  it('records the adoption', () => given(provincial).when(adopt).then(adopted));
  it('is decided once', () => given(provincial, adopted).when(adopt).thenNothing());
  it('records a refusal, and that it does not apply', () => {
    given(provincial)
      .when({ ...adopt, type: 'RefuseAdoption' })
      .then(refused);
    given(provincial)
      .when({ ...adopt, type: 'DeclareNotApplicable', reason: 'No hospital.' })
      .then({ type: 'agreement.NotApplicable', data: { ...said, reason: 'No hospital.' } });
  });
  it('records an adoption after a refusal', () => given(provincial, refused).when(adopt).then(adopted));
  it('answers for that municipality alone', () =>
    expect(agreementFacts(agreementId, given(provincial, adopted).state()).adoptions).toEqual([
      { municipality: 'GM0114', answer: 'adopted', on: '2022-06' },
    ]));
  it('is refused for a municipality that its scope does not cover', () =>
    given(provincial)
      .when({ ...adopt, municipality: 'GM0109' })
      .thenRejected('agreement.not-in-scope', 'municipality'));
  it('is refused for an agreement of the municipality itself', () =>
    given(draft({ level: 'municipal', municipalities: ['GM0114'] }))
      .when(adopt)
      .thenRejected('agreement.not-in-scope', 'municipality'));
  it('reaches everybody from a national agreement that names nobody', () =>
    given(draft({ level: 'national', municipalities: [] }))
      .when(adopt)
      .then(adopted));
  it('reaches those alone that a national agreement names, and nobody from another that names nobody', () => {
    given(draft({ level: 'national', municipalities: ['GM0109'] }))
      .when(adopt)
      .thenRejected('agreement.not-in-scope', 'municipality');
    given(draft({ level: 'provincial', municipalities: [] }))
      .when(adopt)
      .thenRejected('agreement.not-in-scope', 'municipality');
  });
  it.each(['national', 'provincial', 'regional', 'coalition'] as const)('is asked of the level %s', (level) =>
    given(draft({ level, municipalities: ['GM0777', 'GM0114'] }))
      .when(adopt)
      .then(adopted),
  );
  it('is refused for a municipality that the register does not know', () =>
    given(provincial)
      .when({ ...adopt, municipality: 'GM9999' })
      .thenRejected('municipality.unknown', 'municipality'));
  it('is refused for a municipality after its end', () => {
    given(provincial)
      .when({ ...adopt, municipality: 'GM0040' })
      .thenRejected('municipality.ended', 'municipality');
    given(provincial)
      .when({ ...adopt, municipality: 'GM0040', on: day('2016') })
      .then({ type: 'agreement.Adopted', data: { ...said, municipality: 'GM0040', on: '2016' } });
  });
  it('is refused after the end of the agreement, and recorded late from before it', () => {
    const ended = { type: 'agreement.Terminated', data: { agreementId, on: '2023' } };
    given(provincial, ended)
      .when({ ...adopt, on: day('2024') })
      .thenRejected('agreement.ended', 'on');
    given(provincial, ended).when(adopt).then(adopted);
  });
});

describe(rule('agreement.deviation'), () => {
  it('records both', () => given(provincial).when(deviate).then(deviating));
  it('is refused without a reason', () =>
    given(provincial)
      .when({ ...deviate, reason: ' ' })
      .thenRejected('agreement.reason-missing', 'reason'));
  it('is refused without the deviation', () =>
    given(provincial)
      .when({ ...deviate, deviation: ' ' })
      .thenRejected('agreement.deviation-missing', 'deviation'));
});

describe(rule('agreement.adoption-decision'), () => {
  const decision: DecisionFacts = {
    decisionId: 'emmen-2022',
    known: true,
    effective: true,
    effectiveOn: day('2022-05-01'),
    effectiveUntil: 'open',
  };
  const naming = (more: Partial<DecisionFacts>): AdoptAgreement => ({
    ...adopt,
    decisionId: 'emmen-2022',
    facts: { municipalities, decision: { ...decision, ...more } },
  });
  it('records the decision', () =>
    given(provincial)
      .when(naming({}))
      .then({ type: 'agreement.Adopted', data: { ...said, decisionId: 'emmen-2022' } }));
  it('accepts one that is effective since nobody knows when', () =>
    given(provincial)
      .when(naming({ effectiveOn: 'unknown', effectiveUntil: 'unknown' }))
      .then({ type: 'agreement.Adopted', data: { ...said, decisionId: 'emmen-2022' } }));
  it.each([
    { effective: false, effectiveOn: null },
    { effectiveOn: day('2022-07') },
    { effectiveUntil: day('2022-05') },
  ])('is refused with %j', (more) =>
    given(provincial).when(naming(more)).thenRejected('agreement.decision-not-effective', 'decisionId'),
  );
  it('is refused with a decision that the register does not know', () =>
    given(provincial)
      .when(naming({ known: false }))
      .thenRejected('agreement.unknown-decision', 'decisionId'));
});

describe(rule('agreement.successor'), () => {
  const confirm = {
    ...adopt,
    type: 'ConfirmAsSuccessor',
    municipality: 'GM1952',
    predecessor: 'GM0040',
  } as const;
  const confirmed: AgreementEvent = {
    type: 'agreement.SuccessorConfirmed',
    data: { ...said, municipality: 'GM1952', predecessor: 'GM0040' },
  };
  const ofSlochteren = draft({ level: 'municipal', municipalities: ['GM0040'] });
  it('is confirmed by the successor', () => given(ofSlochteren).when(confirm).then(confirmed));
  it('passes an adoption on', () => {
    const before = { type: 'agreement.Adopted', data: { ...said, municipality: 'GM0040', on: '2016' } };
    expect(given(provincial, before, confirmed).state().adoptions.get('GM1952')).toMatchObject({
      answer: 'adopted',
      on: '2022-06',
    });
  });
  it('is in the scope of the successor too', () =>
    given(provincial)
      .when({ ...adopt, municipality: 'GM1952' })
      .then({ type: 'agreement.Adopted', data: { ...said, municipality: 'GM1952' } }));
  it('is refused to others', () => {
    given(ofSlochteren)
      .when({ ...confirm, municipality: 'GM0109' })
      .thenRejected('agreement.not-the-successor', 'predecessor');
    given(draft({ level: 'municipal', municipalities: ['GM0114'] }))
      .when(confirm)
      .thenRejected('agreement.not-the-successor', 'predecessor');
  });
  it('is nobody where records of mergers lead around in a circle', () => {
    const circle = [place('GM0001', null, 'GM0002'), place('GM0002', null, 'GM0001')];
    expect(leadsTo('GM0001', 'GM0114', circle)).toBe(false);
  });
});
