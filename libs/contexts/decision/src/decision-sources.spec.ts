import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { DecisionCommand } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import type { ConsentingBody, DecisionEvent } from './decision.events.ts';
import { conditionsOf, decisionFacts } from './decision.state.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const decisionId = 'veendam';
const of = { decisionId };
const { given } = specify(decision, decisionId);
const facts = {
  municipalities: [{ code: 'GM0047', known: true, endedOn: null, successor: null }],
  organisations: [{ organisationId: 'ggd', known: true, domain: null, closedOn: null }],
  coalition: null,
};
let row = 0;
const told = (...claims: readonly DecisionEvent[]): Event => ({
  type: 'decision.RecordedFromSource',
  data: { claims, source: { collection: 'minutes', record: `row-${(row += 1)}` } },
});

const executive: ConsentingBody = { body: 'executive', municipality: 'GM0047' };
const council: ConsentingBody = { body: 'council', municipality: 'GM0047' };
const proposal = {
  ...{ body: 'executive' as const, subject: 'Addendum', municipality: 'GM0047', points: [], on: day('2020') },
  legalWeight: 'administrative' as const,
};
const proposed: DecisionEvent = { type: 'decision.Proposed.v2', data: { ...of, ...proposal } };
const taken = (...bodies: readonly ConsentingBody[]): DecisionEvent => ({
  type: 'decision.Taken',
  data: {
    ...{ ...of, on: day('2020'), effectiveOn: day('2020'), responsibleOrganisation: 'ggd', type: 'decision' },
    conditions: [{ conditionId: 'c', text: 'Consent.', bodies: [...bodies] }],
  },
});
const named = (...bodies: readonly ConsentingBody[]): DecisionEvent => ({
  type: 'decision.ConditionNamed',
  data: { ...of, conditionId: 'c', bodies: [...bodies], on: day('2021') },
});
const met = (on: string): DecisionEvent => ({
  type: 'decision.ConditionMet',
  data: { ...of, conditionId: 'c', by: executive, on: day(on) },
});
const failed: DecisionEvent = {
  type: 'decision.ConditionFailed',
  data: { ...of, conditionId: 'c', by: executive, on: day('2021') },
};
const effective = (on: string): DecisionEvent => ({
  type: 'decision.BecameEffective',
  data: { ...of, on: day(on) },
});
const rejected = (on: string): DecisionEvent => ({ type: 'decision.Rejected', data: { ...of, on: day(on) } });
const referred = (on: string): DecisionEvent => ({
  type: 'decision.ReferredToCouncil',
  data: { ...of, on: day(on) },
});
const published: DecisionEvent = { type: 'decision.Published', data: { ...of, on: day('2021') } };
const withdrawn: DecisionEvent = {
  type: 'decision.Withdrawn',
  data: { ...of, on: day('2022'), ground: 'temporary' },
};
const waiting = [proposed, taken(executive)];

describe(rule('history.live-wins', 'what becomes of a decision'), () => {
  it.each<[string, readonly DecisionEvent[], DecisionEvent]>([
    ['that it was taken', waiting, rejected('2019')],
    ['the day on which it was rejected', [proposed, rejected('2020')], rejected('2019')],
    ['whose consent was given', [...waiting, met('2021')], met('2022')],
    ['from when it is effective', [...waiting, met('2021'), effective('2021')], effective('2022')],
    ['when it went to the council', [...waiting, referred('2021')], referred('2022')],
    ['which bodies were named', [proposed, taken(), named(council)], named(executive)],
  ])('%s', (_name, live, claim) =>
    expect(given(...live, told(claim)).state()).toEqual(given(...live).state()),
  );

  it('the bodies that it was taken with', () =>
    expect(conditionsOf(given(...waiting, told(named(council))).state())).toMatchObject([
      { bodies: [executive], open: [executive] },
    ]));
  it('the consents that bring it into effect', () =>
    expect(decisionFacts(decisionId, given(...waiting, met('2021'), told(failed)).state())).toMatchObject({
      effective: true,
      effectiveOn: '2021',
    }));
});

describe(rule('history.per-source', 'what becomes of a decision'), () => {
  const taking = {
    ...{ type: 'TakeDecision', ...of, on: day('2020'), effectiveOn: day('2020'), facts },
    ...{ responsibleOrganisation: 'ggd', decisionType: 'decision' },
    conditions: [{ conditionId: 'c', text: 'Consent.', bodies: [executive] }],
  } as const satisfies object;
  const consenting = { type: 'MeetCondition', ...of, conditionId: 'c', by: executive } as const;
  it.each<[string, readonly DecisionEvent[], DecisionEvent, DecisionCommand]>([
    ['what was proposed', [], proposed, { type: 'ProposeDecision', ...of, ...proposal, facts }],
    [
      'that it was taken',
      [proposed],
      taken(executive),
      { ...taking, conditions: [...taking.conditions] } as DecisionCommand,
    ],
    [
      'that it was rejected',
      [proposed],
      rejected('2020'),
      { type: 'RejectDecision', ...of, on: day('2020') },
    ],
    [
      'which bodies were named',
      [proposed, taken()],
      named(council),
      { type: 'NameCondition', ...of, conditionId: 'c', bodies: [council], on: day('2021'), facts },
    ],
    [
      'that a body refused',
      waiting,
      failed,
      { type: 'FailCondition', ...of, conditionId: 'c', by: executive, on: day('2021') },
    ],
    [
      'when it went to the council',
      waiting,
      referred('2021'),
      { type: 'ReferToCouncil', ...of, on: day('2021') },
    ],
    ['its publication', waiting, published, { type: 'PublishDecision', ...of, on: day('2021') }],
    [
      'its withdrawal',
      waiting,
      withdrawn,
      { type: 'WithdrawDecision', ...of, on: day('2022'), ground: 'temporary' },
    ],
  ])('%s, which is then decided live', (_name, live, claim, command) =>
    given(...live, told(claim))
      .when(command)
      .then(claim),
  );

  it('what was proposed, which is no other decision', () =>
    given(told(proposed))
      .when({ type: 'ProposeDecision', ...of, ...proposal, subject: 'Other', facts })
      .thenRejected('decision.exists', 'decisionId'));
  it('a consent, which is then given live, on another day', () =>
    given(...waiting, told(met('2020-12')))
      .when({ ...consenting, on: day('2021') })
      .then(met('2021'), effective('2021')));
  it('a refusal, after which consent is given live', () =>
    given(...waiting, told(failed))
      .when({ ...consenting, on: day('2021') })
      .then(met('2021'), effective('2021')));
  it('a rejection, after which it is taken', () => {
    given(proposed, told(rejected('2019')))
      .when({ ...taking, conditions: [] } as DecisionCommand)
      .then({ ...taken(), data: { ...taken().data, conditions: [] } });
    expect(given(proposed, told(rejected('2019')), taken()).state().rejected).toBeNull();
  });
  it('that it was taken, after which it is rejected', () =>
    given(proposed, told(taken()))
      .when({ type: 'RejectDecision', ...of, on: day('2020') })
      .then(rejected('2020')));
  it('that it is effective, unless it tells of a refusal too', () => {
    const facts = (...claims: readonly DecisionEvent[]) =>
      decisionFacts(decisionId, given(...waiting, told(...claims)).state());
    expect(facts(effective('2021'))).toMatchObject({ effective: true, effectiveOn: '2021' });
    expect(facts(effective('2021'), failed)).toMatchObject({ effective: false });
  });
});
