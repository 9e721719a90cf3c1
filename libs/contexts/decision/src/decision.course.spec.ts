import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate, type Event, type HistoryCommand } from '#kernel';
import { addsNothingTwice, eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { DecisionCommand } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import type { Condition, ConsentingBody, DecisionEvent, Point } from './decision.events.ts';
import { conditionsOf, decisionFacts } from './decision.state.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const decisionId = 'addendum';
const { given } = specify(decision, decisionId);
const municipalities = ['GM0047', 'GM0765'].map((code) => ({
  code,
  known: true,
  endedOn: null,
  successor: null,
}));
const organisations = [{ organisationId: 'gemeente-veendam', known: true, domain: null, closedOn: null }];
const facts = { municipalities, organisations, coalition: null };

const proposed: DecisionEvent = {
  type: 'decision.Proposed.v2',
  data: { decisionId, body: 'executive', subject: 'Addendum', municipality: 'GM0047', points: [] },
};
const openText = {
  conditionId: 'ommeland',
  text: 'consent of all executives of the Ommeland municipalities',
  bodies: [],
};
const taken: DecisionEvent = {
  type: 'decision.Taken',
  data: { decisionId, on: day('2020-11-24'), conditions: [openText] },
};
const unconditional: DecisionEvent = { type: 'decision.Taken', data: { decisionId, on: day('2020-11-24') } };
const pekela: ConsentingBody = { body: 'executive', municipality: 'GM0765' };
const factsAfter = (...history: readonly Event[]) => decisionFacts(decisionId, given(...history).state());

describe(rule('decision.open-condition'), () => {
  const naming = { decisionId, conditionId: 'ommeland', bodies: [pekela], on: day('2020-12') };
  const named: DecisionEvent = { type: 'decision.ConditionNamed', data: naming };
  const consent = { decisionId, conditionId: 'ommeland', by: pekela, on: day('2020-12-15') };
  it('is not effective', () =>
    expect(factsAfter(proposed, taken)).toMatchObject({ effective: false, effectiveOn: null }));
  it('takes no consent', () =>
    given(proposed, taken)
      .when({ type: 'MeetCondition', ...consent })
      .thenRejected('decision.condition-unnamed', 'conditionId'));
  it('is named by somebody, once', () => {
    given(proposed, taken)
      .when({ type: 'NameCondition', ...naming, facts })
      .then(named);
    given(proposed, taken, named)
      .when({ type: 'NameCondition', ...naming, bodies: [{ body: 'council' }], facts })
      .thenRejected('decision.condition-named', 'bodies');
    given(proposed, taken)
      .when({
        type: 'NameCondition',
        ...naming,
        bodies: [{ body: 'executive', organisationId: 'nobody' }],
        facts,
      })
      .thenRejected('organisation.unknown', 'bodies.0.organisationId');
  });
  it('takes consents from then on', () => {
    given(proposed, taken, named)
      .when({ type: 'MeetCondition', ...consent })
      .then(
        { type: 'decision.ConditionMet', data: consent },
        { type: 'decision.BecameEffective', data: { decisionId, on: '2020-12-15' } },
      );
    expect(conditionsOf(given(proposed, taken, named).state())).toMatchObject([{ open: [pekela] }]);
  });
});

describe(rule('decision.conditional', 'where the last consent came by another road'), () => {
  const conditional: DecisionEvent = {
    type: 'decision.Taken',
    data: { decisionId, on: day('2020-11-24'), conditions: [{ ...openText, bodies: [pekela] }] },
  };
  const met: DecisionEvent = {
    type: 'decision.ConditionMet',
    data: { decisionId, conditionId: 'ommeland', by: pekela, on: day('2020-12-15') },
  };
  const told: Event = {
    type: 'decision.RecordedFromSource',
    data: { claims: [met], source: { collection: 'minutes', record: 'row-1' } },
  };
  const record = { type: 'RecordEffect', decisionId } as const;
  const effective = { type: 'decision.BecameEffective', data: { decisionId, on: '2020-12-15' } };
  it('records that it became effective, once', () =>
    given(proposed, conditional, told).when(record).then(effective));
  it('records nothing while a body has not agreed, or refused, or the decision was withdrawn', () => {
    given(proposed, conditional).when(record).thenNothing();
    given(proposed, taken).when(record).thenNothing();
    given(proposed, unconditional).when(record).thenNothing();
    const failed = { decisionId, conditionId: 'ommeland', on: day('2020-12-20') };
    given(proposed, conditional, told, { type: 'decision.ConditionFailed', data: failed })
      .when(record)
      .thenNothing();
    const withdrawn = { decisionId, on: day('2021-01-01'), ground: 'withdrawnByGovernment' };
    given(proposed, conditional, told, { type: 'decision.Withdrawn', data: withdrawn })
      .when(record)
      .thenNothing();
  });
});

describe(rule('decision.council'), () => {
  const refer = { type: 'ReferToCouncil', decisionId, on: day('2021-01') } as const;
  const referred = { type: 'decision.ReferredToCouncil', data: { decisionId, on: '2021-01' } };
  it('leads there from an executive, once', () => {
    given(proposed, unconditional).when(refer).then(referred);
    given(proposed, unconditional, referred)
      .when({ ...refer, on: day('2022') })
      .thenRejected('decision.referred-before', 'on');
  });
  it('leads there from no other body', () =>
    given({ ...proposed, data: { ...proposed.data, body: 'council' } })
      .when(refer)
      .thenRejected('decision.not-of-an-executive', 'decisionId'));
});

describe('publishing and withdrawing', () => {
  const publication = { decisionId, on: day('2021-01-08'), url: 'https://www.veendam.nl/' };
  const withdrawal = { decisionId, on: day('2022-01-01'), ground: 'withdrawnByGovernment' } as const;
  const withdrawn = { type: 'decision.Withdrawn', data: withdrawal };
  it(rule('decision.published'), () => {
    given(proposed, unconditional)
      .when({ type: 'PublishDecision', ...publication })
      .then({ type: 'decision.Published', data: publication });
    given(proposed)
      .when({ type: 'PublishDecision', ...publication })
      .thenRejected('decision.not-taken', 'decisionId');
  });
  it(rule('decision.withdrawal'), () => {
    given(proposed, unconditional)
      .when({ type: 'WithdrawDecision', ...withdrawal })
      .then(withdrawn);
    expect(factsAfter(proposed, unconditional, withdrawn)).toMatchObject({ effectiveUntil: '2021-12-31' });
  });
  it(rule('decision.withheld'), () => {
    const withholding = { decisionId, on: day('2021-01-08'), ground: 'Woo 5.1.2.f' };
    const municipality = { code: 'GM0047', from: day('2019'), until: 'open' } as const;
    const withhold = { type: 'WithholdDecision', ...withholding, facts: { coalition: null } } as const;
    const withheld = { type: 'decision.WithheldFromPublication', data: withholding };
    given(proposed).when(withhold).then(withheld);
    given(proposed, withheld).when(withhold).thenNothing();
    given(proposed)
      .when({ ...withhold, facts: { coalition: { municipalities: [municipality] } } })
      .then({ ...withheld, data: { ...withholding, municipalities: ['GM0047'] } });
    const published = { type: 'decision.Published', data: publication };
    expect(given(proposed, unconditional, withheld).state().withheld?.said).toEqual(withholding);
    expect(given(proposed, unconditional, withheld, published).state().withheld).toBeNull();
    given(proposed, unconditional, withheld, published).when(withhold).then(withheld);
  });
  it('comes on the day on which it was taken, or later', () => {
    const before = { decisionId, on: day('2020-11-23') };
    given(proposed, unconditional)
      .when({ type: 'PublishDecision', ...before })
      .thenRejected('decision.not-taken', 'on');
    given(proposed, unconditional)
      .when({ type: 'WithdrawDecision', ...before, ground: 'temporary' })
      .thenRejected('decision.not-taken', 'on');
    const same = { decisionId, on: day('2020-11-24') };
    given(proposed, unconditional)
      .when({ type: 'PublishDecision', ...same })
      .then({ type: 'decision.Published', data: same });
  });
  it('withdraws what was taken, once', () => {
    given(proposed)
      .when({ type: 'WithdrawDecision', ...withdrawal })
      .thenRejected('decision.not-taken', 'decisionId');
    given(proposed, unconditional, withdrawn)
      .when({ type: 'WithdrawDecision', ...withdrawal, ground: 'temporary' })
      .thenRejected('decision.withdrawn', 'decisionId');
  });
});

describe('what a source asserts', () => {
  const source = { collection: 'public-history', record: 'decisions/addendum' };
  const claims: DecisionEvent[] = [proposed, { type: 'decision.Taken', data: { decisionId, on: 'unknown' } }];
  const asserted = { type: 'decision.RecordedFromSource', data: { claims, source } };
  it(rule('history.unknown', 'effective since nobody knows when'), () => {
    given().when({ type: 'RecordFromSource', claims, source }).then(asserted);
    expect(factsAfter(asserted)).toMatchObject({
      effective: true,
      effectiveOn: 'unknown',
      effectiveUntil: 'unknown',
    });
  });
  it('may tell that it was taken before what it was', () =>
    expect(
      factsAfter(
        { type: 'decision.RecordedFromSource', data: { claims: claims.slice(1), source } },
        proposed,
      ),
    ).toMatchObject({ known: true, effective: true }));
  it('is replaced by a live event', () =>
    given(asserted)
      .when({
        type: 'TakeDecision',
        decisionId,
        on: day('2020-11-24'),
        effectiveOn: day('2020-11-24'),
        responsibleOrganisation: 'gemeente-veendam',
        decisionType: 'executive decision',
        facts,
      })
      .then({
        type: 'decision.Taken',
        data: {
          decisionId,
          on: '2020-11-24',
          effectiveOn: '2020-11-24',
          responsibleOrganisation: 'gemeente-veendam',
          type: 'executive decision',
        },
      }));
  it(rule('history.live-wins', 'a decision'), () => {
    const other: DecisionEvent = { ...proposed, data: { ...proposed.data, subject: 'Other' } };
    const live = [proposed, unconditional];
    const later = { type: 'decision.RecordedFromSource', data: { claims: [other, claims[1]], source } };
    expect(given(...live, later).state()).toEqual(given(...live).state());
  });
});

describe('any sequence of commands', () => {
  const on = fc.constantFrom('2020', '2021-03', '2022-04-05').map(day);
  const id = fc.constant(decisionId);
  const withFacts = fc.constant(facts);
  const by = fc.constantFrom<ConsentingBody>(pekela, { body: 'council', municipality: 'GM0765' });
  const command: fc.Arbitrary<DecisionCommand | HistoryCommand<DecisionEvent>> = fc.oneof(
    fc.record({
      type: fc.constant('ProposeDecision' as const),
      decisionId: id,
      body: fc.constantFrom('executive' as const, 'council' as const),
      subject: fc.constantFrom('A', 'B'),
      municipality: fc.constant('GM0047'),
      points: fc.constant<Point[]>([]),
      on,
      facts: withFacts,
    }),
    fc.record({
      type: fc.constant('TakeDecision' as const),
      decisionId: id,
      on,
      effectiveOn: on,
      responsibleOrganisation: fc.constant('gemeente-veendam'),
      decisionType: fc.constant('executive decision'),
      conditions: fc.constantFrom<Condition[]>([], [openText], [{ ...openText, bodies: [pekela] }]),
      facts: withFacts,
    }),
    fc.record({
      type: fc.constant('NameCondition' as const),
      decisionId: id,
      conditionId: fc.constant('ommeland'),
      bodies: fc.array(by, { minLength: 1, maxLength: 2 }),
      on,
      facts: withFacts,
    }),
    fc.record({
      type: fc.constantFrom('MeetCondition' as const, 'FailCondition' as const),
      decisionId: id,
      conditionId: fc.constant('ommeland'),
      by,
      on,
    }),
    fc.record({
      type: fc.constantFrom('RejectDecision' as const, 'ReferToCouncil' as const, 'PublishDecision' as const),
      decisionId: id,
      on,
    }),
    fc.record({
      type: fc.constant('WithdrawDecision' as const),
      decisionId: id,
      on,
      ground: fc.constantFrom('temporary' as const, 'withdrawnByGovernment' as const),
    }),
    fc.record({
      type: fc.constant('Retract' as const),
      retracts: fc.integer({ min: 1, max: 8 }).map(eventId),
      reason: fc.constant('Never happened.'),
    }),
  );
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(decision, decisionId, command));
});
