import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { ProposeDecision, TakeDecision } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import {
  DecisionProposed,
  type Condition,
  type ConsentingBody,
  type DecisionEvent,
} from './decision.events.ts';
import { decisionFacts } from './decision.state.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const decisionId = 'veendam-addendum-2020';
const { given } = specify(decision, decisionId);
const place = (code: string, endedOn: PartialDate | null = null) => ({
  code,
  known: true,
  endedOn,
  successor: endedOn === null ? null : 'GM1952',
});
const municipalities = [
  place('GM0047'),
  place('GM0765'),
  place('GM0037'),
  place('GM1987', day('2017-12-31')),
];
const organisations = [{ organisationId: 'gemeente-veendam', known: true, domain: null, closedOn: null }];
const facts = { municipalities, organisations };

const propose: ProposeDecision = {
  type: 'ProposeDecision',
  decisionId,
  body: 'executive',
  subject: 'Addendum',
  municipality: 'GM0047',
  points: [{ number: 1, verb: 'adopt', text: 'the addendum' }],
  on: day('2020-11-17'),
  facts: { municipalities, coalition: null },
};
const proposal = {
  decisionId,
  body: 'executive' as const,
  legalWeight: 'administrative' as const,
  subject: 'Addendum',
  municipality: 'GM0047',
  points: propose.points,
  on: propose.on,
};
const proposed: DecisionEvent = { type: 'decision.Proposed.v2', data: proposal };

const pekela: ConsentingBody = { body: 'executive', municipality: 'GM0765' };
const stadskanaal: ConsentingBody = { body: 'executive', municipality: 'GM0037' };
const named = (...bodies: ConsentingBody[]): Condition => ({
  conditionId: 'ommeland',
  text: 'consent of the executives',
  bodies,
});
const take = (conditions?: Condition[]): TakeDecision => ({
  type: 'TakeDecision',
  decisionId,
  on: day('2020-11-24'),
  effectiveOn: day('2020-12-01'),
  responsibleOrganisation: 'gemeente-veendam',
  decisionType: 'executive decision',
  ...(conditions === undefined ? {} : { conditions }),
  facts,
});
const taken = (conditions?: Condition[]): DecisionEvent => ({
  type: 'decision.Taken',
  data: {
    decisionId,
    on: day('2020-11-24'),
    effectiveOn: day('2020-12-01'),
    responsibleOrganisation: 'gemeente-veendam',
    type: 'executive decision',
    conditions,
  },
});
const meet = (by: ConsentingBody, on: string) =>
  ({ type: 'MeetCondition', decisionId, conditionId: 'ommeland', by, on: day(on) }) as const;
const met = (by: ConsentingBody, on: string): DecisionEvent => ({
  type: 'decision.ConditionMet',
  data: { decisionId, conditionId: 'ommeland', by, on: day(on) },
});
const factsAfter = (...history: readonly Event[]) => decisionFacts(decisionId, given(...history).state());
const rejected: DecisionEvent = { type: 'decision.Rejected', data: { decisionId, on: day('2020-11-24') } };

describe('proposing a decision', () => {
  it('records it point by point, with the weight that its body has', () =>
    given().when(propose).then(proposed));
  it('is refused for an id that another one has', () =>
    given(proposed)
      .when({ ...propose, subject: 'Another' })
      .thenRejected('decision.exists', 'decisionId'));
  it('is refused for a municipality that the register does not know', () =>
    given()
      .when({ ...propose, municipality: 'GM9999' })
      .thenRejected('municipality.unknown', 'municipality'));
  it('"a merged code accepts no new valid-time facts after its end"', () => {
    given()
      .when({ ...propose, municipality: 'GM1987' })
      .thenRejected('municipality.ended', 'municipality');
    given()
      .when({ ...propose, municipality: 'GM1987', on: day('2016') })
      .then({ type: 'decision.Proposed.v2', data: { ...proposal, municipality: 'GM1987', on: '2016' } });
  });
  it('names the municipality of an executive or a council', () => {
    const { municipality: _, ...nowhere } = propose;
    given().when(nowhere).thenRejected('decision.municipality-missing', 'municipality');
  });
  it('numbers each point once', () =>
    given()
      .when({ ...propose, points: [...propose.points, { number: 1, verb: 'note' }] })
      .thenRejected('decision.same-number', 'points.1.number'));
});

describe(rule('decision.consensus'), () => {
  const byCoalition: ProposeDecision = {
    ...propose,
    body: 'coalition',
    coalitionId: 'veendam',
    facts: { municipalities, coalition: { known: true } },
  };
  it('decides by consensus', () =>
    given()
      .when(byCoalition)
      .then({
        type: 'decision.Proposed.v2',
        data: { ...proposal, body: 'coalition', coalitionId: 'veendam', legalWeight: 'consensus' },
      }));
  it('has no other weight, nor has a public body this one', () => {
    given()
      .when({ ...byCoalition, legalWeight: 'administrative' })
      .thenRejected('decision.wrong-legal-weight', 'legalWeight');
    given()
      .when({ ...propose, legalWeight: 'consensus' })
      .thenRejected('decision.wrong-legal-weight', 'legalWeight');
  });
  it('leaves both to a steering group', () => {
    for (const legalWeight of ['consensus', 'administrative'] as const) {
      given()
        .when({ ...propose, body: 'steeringGroup', legalWeight })
        .then({ type: 'decision.Proposed.v2', data: { ...proposal, body: 'steeringGroup', legalWeight } });
    }
  });
  it('is a coalition that the register knows', () => {
    const { coalitionId: _, ...nobody } = byCoalition;
    given().when(nobody).thenRejected('decision.coalition-missing', 'coalitionId');
    given()
      .when({ ...byCoalition, facts: { municipalities, coalition: { known: false } } })
      .thenRejected('decision.unknown-coalition', 'coalitionId');
  });
});

describe(rule('decision.bodies'), () => {
  const by = (body: string) => DecisionProposed.data.safeParse({ ...DecisionProposed.example, body }).success;
  it.each(['coalition', 'executive', 'council', 'provincialExecutive', 'generalBoard', 'steeringGroup'])(
    'takes a decision of %s',
    (body) => expect(by(body)).toBe(true),
  );
  it.each(['alderman', 'mayor', 'projectLeader'])('takes none of one %s', (one) =>
    expect(by(one)).toBe(false),
  );
});

describe('taking a decision', () => {
  it('is effective on the day that was decided', () => {
    given(proposed).when(take()).then(taken());
    expect(factsAfter(proposed, taken())).toEqual({
      decisionId,
      known: true,
      effective: true,
      effectiveOn: '2020-12-01',
      effectiveUntil: 'open',
    });
  });
  it('needs a proposal', () => given().when(take()).thenRejected('decision.absent', 'decisionId'));
  it('is done once', () =>
    given(proposed, taken())
      .when({ ...take(), on: day('2021') })
      .thenRejected('decision.taken', 'decisionId'));
  it('is not done after it was rejected, nor the other way about', () => {
    given(proposed, rejected).when(take()).thenRejected('decision.rejected', 'decisionId');
    given(proposed, taken())
      .when({ type: 'RejectDecision', decisionId, on: day('2021') })
      .thenRejected('decision.taken', 'decisionId');
  });
  it('is rejected instead', () => {
    given(proposed)
      .when({ type: 'RejectDecision', decisionId, on: day('2020-11-24') })
      .then(rejected);
    expect(factsAfter(proposed, rejected)).toMatchObject({
      known: true,
      effective: false,
      effectiveOn: null,
    });
  });
  it('names an organisation that the register knows', () =>
    given(proposed)
      .when({ ...take(), responsibleOrganisation: 'nobody' })
      .thenRejected('organisation.unknown', 'responsibleOrganisation'));
  it('does not expire before it is effective', () =>
    given(proposed)
      .when({ ...take(), expiresOn: day('2020-11') })
      .thenRejected('decision.expires-before-start', 'expiresOn'));
  it('names each condition once, and bodies that the register knows', () => {
    given(proposed)
      .when(take([named(), named()]))
      .thenRejected('decision.same-condition', 'conditions.1.conditionId');
    given(proposed)
      .when(take([named({ body: 'executive', municipality: 'GM9999' })]))
      .thenRejected('municipality.unknown', 'conditions.0.bodies.0.municipality');
  });
});

describe(rule('decision.conditional'), () => {
  const conditional = taken([named(pekela, stadskanaal)]);
  const first = met(pekela, '2020-12-15');
  const last = met(stadskanaal, '2020-11-30');
  const effective: DecisionEvent = {
    type: 'decision.BecameEffective',
    data: { decisionId, on: day('2020-12-15') },
  };
  it('is not effective before', () =>
    expect(factsAfter(proposed, conditional, first)).toMatchObject({ effective: false, effectiveOn: null }));
  it('records each consent', () => given(proposed, conditional).when(meet(pekela, '2020-12-15')).then(first));
  it('becomes effective with the last one, on the latest day of them all', () => {
    given(proposed, conditional, first).when(meet(stadskanaal, '2020-11-30')).then(last, effective);
    expect(factsAfter(proposed, conditional, first, last, effective)).toMatchObject({
      effective: true,
      effectiveOn: '2020-12-15',
    });
  });
  it('follows a correction of a consent, and a retraction', () => {
    const history = [proposed, conditional, first, last, effective];
    const correction = {
      type: 'decision.Corrected',
      data: { corrects: eventId(3), changes: { on: '2021-01-12' }, reason: 'The minutes.' },
    };
    expect(factsAfter(...history, correction)).toMatchObject({ effectiveOn: '2021-01-12' });
    const retraction = { type: 'decision.Retracted', data: { retracts: eventId(3), reason: 'Never.' } };
    expect(factsAfter(...history, retraction)).toMatchObject({ effective: false });
  });
  it('does not count the consent of another body', () =>
    given(proposed, conditional)
      .when(meet({ body: 'council', municipality: 'GM0765' }, '2021'))
      .thenRejected('decision.body-not-named', 'by'));
  it('has each consent once', () =>
    given(proposed, conditional, first)
      .when(meet(pekela, '2021'))
      .thenRejected('decision.consented-before', 'on'));
  it('fails with a body that refuses', () => {
    const fail = { decisionId, conditionId: 'ommeland', by: pekela, on: day('2020-12-15') };
    const failed = { type: 'decision.ConditionFailed', data: fail };
    given(proposed, conditional)
      .when({ type: 'FailCondition', ...fail })
      .then(failed);
    given(proposed, conditional, failed)
      .when(meet(stadskanaal, '2021'))
      .thenRejected('decision.condition-failed', 'conditionId');
    expect(factsAfter(proposed, conditional, failed)).toMatchObject({ effective: false });
  });
  it('knows only its own conditions', () => {
    given(proposed, taken())
      .when(meet(pekela, '2021'))
      .thenRejected('decision.condition-absent', 'conditionId');
    given(proposed).when(meet(pekela, '2021')).thenRejected('decision.not-taken', 'conditionId');
  });
});
