import { describe, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { DecisionCommand, ProposeDecision, TakeDecision } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import type { Condition, ConsentingBody, DecisionEvent } from './decision.events.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const decisionId = 'addendum';
const { given } = specify(decision, decisionId);
const municipalities = ['GM0047', 'GM0765', 'GM0037', 'GM1987'].map((code) => ({
  code,
  known: true,
  endedOn: code === 'GM1987' ? day('2017-12-31') : null,
  successor: code === 'GM1987' ? 'GM1952' : null,
}));
const organisations = [{ organisationId: 'ggd', known: true, domain: null, closedOn: null }];
const facts = { municipalities, organisations, coalition: null };

/** Of a board, which decides for no municipality. */
const proposal = {
  decisionId,
  body: 'generalBoard' as const,
  legalWeight: 'administrative' as const,
  subject: 'Addendum',
  points: [
    { number: 1, verb: 'adopt' as const },
    { number: 2, verb: 'note' as const },
  ],
  on: day('2016'),
};
const propose: ProposeDecision = { type: 'ProposeDecision', ...proposal, facts };
const proposed: DecisionEvent = { type: 'decision.Proposed.v2', data: proposal };
const byExecutive: DecisionEvent = {
  type: 'decision.Proposed.v2',
  data: { ...proposal, body: 'executive', municipality: 'GM1987' },
};
const taking = {
  decisionId,
  on: day('2020-11-24'),
  effectiveOn: day('2020-12-01'),
  responsibleOrganisation: 'ggd',
};
const take = (...conditions: Condition[]): TakeDecision => ({
  type: 'TakeDecision',
  ...taking,
  decisionType: 'board decision',
  conditions,
  facts,
});
const taken = (...conditions: Condition[]): DecisionEvent => ({
  type: 'decision.Taken',
  data: { ...taking, type: 'board decision', conditions },
});
const rejection = { decisionId, on: day('2020-11-24') };
const rejected: DecisionEvent = { type: 'decision.Rejected', data: rejection };
const told = (...claims: readonly DecisionEvent[]): Event => ({
  type: 'decision.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'decisions/addendum' } },
});

describe(rule('decision.bodies', 'for a municipality, or without one'), () => {
  it('is proposed and taken for none by a board', () => {
    given().when(propose).then(proposed);
    given(proposed).when(take()).then(taken());
  });
  it('is proposed for one by a council', () =>
    given()
      .when({ ...propose, body: 'council' })
      .thenRejected('decision.municipality-missing', 'municipality'));
  it('is taken while that municipality exists', () =>
    given(byExecutive).when(take()).thenRejected('municipality.ended', 'on'));
  it('is proposed for a coalition that the register knows', () =>
    given()
      .when({ ...propose, coalitionId: 'veendam' })
      .thenRejected('decision.unknown-coalition', 'coalitionId'));
});

describe('rejecting what was proposed', () => {
  const reject = { type: 'RejectDecision', ...rejection } as const;
  it('happens once', () =>
    given(proposed, rejected)
      .when({ ...reject, on: day('2021') })
      .thenRejected('decision.rejected', 'decisionId'));
  it('replaces what a source merely tells', () =>
    given(proposed, told({ type: 'decision.Rejected', data: { decisionId, on: 'unknown' } }))
      .when(reject)
      .then(rejected));
});

describe(rule('decision.council', 'while it stands'), () => {
  const refer = { type: 'ReferToCouncil', decisionId, on: day('2021') } as const;
  const referred: DecisionEvent = { type: 'decision.ReferredToCouncil', data: { decisionId, on: refer.on } };
  it('replaces the day that no source tells', () =>
    given(byExecutive, told({ type: 'decision.ReferredToCouncil', data: { decisionId, on: 'unknown' } }))
      .when(refer)
      .then(referred));
  it('does not follow a rejection, nor a withdrawal', () => {
    const withdrawn: DecisionEvent = {
      type: 'decision.Withdrawn',
      data: { decisionId, on: day('2020-12'), ground: 'temporary' },
    };
    given(byExecutive, rejected).when(refer).thenRejected('decision.rejected', 'decisionId');
    given(byExecutive, taken(), withdrawn).when(refer).thenRejected('decision.withdrawn', 'decisionId');
  });
});

describe(rule('decision.conditional', 'condition by condition'), () => {
  const pekela: ConsentingBody = { body: 'executive', municipality: 'GM0765' };
  const stadskanaal: ConsentingBody = { body: 'executive', municipality: 'GM0037' };
  const condition = (conditionId: string, ...bodies: ConsentingBody[]): Condition => ({
    conditionId,
    text: 'consent',
    bodies,
  });
  const conditions = [condition('content', pekela), condition('money', pekela, stadskanaal)];
  const conditional = taken(...conditions);
  const consent = (conditionId: string, by: ConsentingBody) => ({
    decisionId,
    conditionId,
    by,
    on: day('2021'),
  });
  const meet = (...which: Parameters<typeof consent>): DecisionCommand => ({
    type: 'MeetCondition',
    ...consent(...which),
  });
  const met = (...which: Parameters<typeof consent>): DecisionEvent => ({
    type: 'decision.ConditionMet',
    data: consent(...which),
  });
  const effective: DecisionEvent = {
    type: 'decision.BecameEffective',
    data: { decisionId, on: day('2021') },
  };
  const allMet = [
    proposed,
    conditional,
    met('content', pekela),
    met('money', pekela),
    met('money', stadskanaal),
  ];

  it('is taken under several', () =>
    given(proposed)
      .when(take(...conditions))
      .then(conditional));
  it('has each consented to by its own bodies, and by one of them more than once', () => {
    given(proposed, conditional).when(meet('money', stadskanaal)).then(met('money', stadskanaal));
    given(proposed, conditional, met('content', pekela))
      .when(meet('money', pekela))
      .then(met('money', pekela));
    given(...allMet.slice(0, -1))
      .when(meet('money', stadskanaal))
      .then(met('money', stadskanaal), effective);
  });
  it('fails by one of its bodies, by somebody, and no more once all agreed', () => {
    const refusal = { decisionId, conditionId: 'content', on: day('2021-02') };
    const failed = (by?: ConsentingBody): DecisionEvent => ({
      type: 'decision.ConditionFailed',
      data: by === undefined ? refusal : { ...refusal, by },
    });
    const fail = { type: 'FailCondition', ...refusal } as const;
    given(proposed, conditional).when(fail).then(failed());
    given(proposed, conditional)
      .when({ ...fail, by: stadskanaal })
      .thenRejected('decision.body-not-named', 'by');
    given(proposed, taken(condition('content')))
      .when({ ...fail, by: stadskanaal })
      .then(failed(stadskanaal));
    given(...allMet)
      .when(fail)
      .thenRejected('decision.consented-before', 'conditionId');
  });
  it('has its day corrected by way of the consents only', () => {
    const correct = (nth: number) =>
      ({ type: 'Correct', corrects: eventId(nth), changes: { on: '2021-03' }, reason: 'Misread.' }) as const;
    given(...allMet, effective)
      .when(correct(6))
      .thenRejected('history.field-follows', 'changes.on');
    const { type: _, ...correction } = correct(5);
    given(...allMet, effective)
      .when(correct(5))
      .then({ type: 'decision.Corrected', data: correction });
  });
});
