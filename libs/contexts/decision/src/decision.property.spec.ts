import { describe, it } from '@jest/globals';
import { boundsOf, PartialDate, type Changes } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import type { DecisionCommand } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import type { ConsentingBody, DecisionEvent } from './decision.events.ts';
import { conditionsOf, effectiveOnOf, type DecisionState } from './decision.state.ts';

const decisionId = 'veendam';
const CODES = ['GM0047', 'GM0765', 'GM0037'];
const municipalities = CODES.map((code) => ({ code, known: true, endedOn: null, successor: null }));
const organisations = [{ organisationId: 'gemeente-veendam', known: true, domain: null, closedOn: null }];
const facts = { municipalities, organisations };
const BODIES: ConsentingBody[] = CODES.map((municipality) => ({ body: 'executive', municipality }));

function next(state: DecisionState, dice: Dice): DecisionCommand {
  const of = { decisionId };
  if (state.proposed === null) {
    return {
      ...{ type: 'ProposeDecision', ...of, body: dice.one(['executive', 'council']), subject: 'Addendum' },
      ...{ municipality: 'GM0047', points: [{ number: 1, verb: 'adopt' }], on: dice.date() },
      ...(dice.percent(50) && { amountEur: 71000, payment: { frequency: 'yearly' } }),
      facts: { municipalities, coalition: null },
    };
  }
  const condition = (conditionId: string) => ({ conditionId, text: 'consent', bodies: dice.some(BODIES) });
  if (state.taken === null) {
    const on = dice.date();
    return dice.one<DecisionCommand>([
      {
        ...{ type: 'TakeDecision', ...of, on, effectiveOn: on, responsibleOrganisation: 'gemeente-veendam' },
        ...{ decisionType: 'executive decision', facts },
        ...(dice.percent(80) && { conditions: dice.some(['one', 'two']).map(condition) }),
      },
      { type: 'ReferToCouncil', ...of, on },
      ...(dice.percent(20) ? [{ type: 'RejectDecision' as const, ...of, on }] : []),
    ]);
  }
  const conditions = conditionsOf(state);
  const open = conditions.flatMap(({ conditionId, open: bodies }) =>
    bodies.map((by) => ({ conditionId, by })),
  );
  const unnamed = conditions.filter(({ bodies }) => bodies.length === 0);
  const commands: (() => DecisionCommand)[] = [
    () => ({ type: 'PublishDecision', ...of, on: dice.date() }),
    () => ({ type: 'PublishDecision', ...of, on: dice.date(), url: 'https://example.org/' }),
    () => ({
      ...{ type: 'WithholdDecision', ...of, on: dice.date(), ground: 'Woo 5.1.2.f' },
      facts: { coalition: null },
    }),
  ];
  const more = (when: boolean, ...some: (() => DecisionCommand)[]): void => {
    if (when) commands.push(...some);
  };
  const meet = (): DecisionCommand => ({ type: 'MeetCondition', ...of, ...dice.one(open), on: dice.date() });
  more(open.length > 0 && state.failed.length === 0, meet, meet, meet);
  more(open.length > 0 && dice.percent(15), () => ({
    ...{ type: 'FailCondition', ...of, ...dice.one(open), on: dice.date() },
  }));
  more(unnamed.length > 0, () => ({
    ...{ type: 'NameCondition', ...of, conditionId: dice.one(unnamed).conditionId, on: dice.date(), facts },
    bodies: [dice.one(BODIES)],
  }));
  more(state.withdrawn === null && dice.percent(20), () => ({
    ...{ type: 'WithdrawDecision', ...of, on: dice.date(), ground: 'temporary' },
  }));
  return dice.one(commands)();
}

function slip({ type, data }: DecisionEvent, dice: Dice): Changes | null {
  if (type === 'decision.Proposed.v2' && dice.percent(50))
    return { subject: dice.one(['Addendum', 'Covenant']) };
  if (type === 'decision.Taken' && dice.percent(50)) return { effectiveOn: dice.date() };
  return 'on' in data ? { on: dice.date() } : null;
}

function holds(state: DecisionState, { isRevised }: { readonly isRevised: boolean }): void {
  const fault = (is: boolean, says: string): void => {
    if (is) throw new Error(says);
  };
  const effectiveOn = effectiveOnOf(state);
  const isPerSource = state.becameEffective?.perSource === true || state.taken?.perSource === true;
  if (effectiveOn !== null && !isPerSource) {
    const conditions = conditionsOf(state);
    fault(
      conditions.some(({ bodies, open }) => bodies.length === 0 || open.length > 0),
      'effective before all bodies agreed',
    );
    fault(
      state.rejected !== null || state.failed.some(({ perSource }) => !perSource),
      'effective though it was rejected or failed',
    );
    const latest = PartialDate.is(effectiveOn) ? boundsOf(effectiveOn).latest : null;
    const ids = conditions.map(({ conditionId }) => conditionId);
    const early = state.consents.filter(
      ({ conditionId, on }) =>
        ids.includes(conditionId) && PartialDate.is(on) && latest !== null && boundsOf(on).latest > latest,
    );
    fault(early.length > 0, 'effective before a consent');
  }
  if (isRevised) return;
  fault(state.becameEffective !== null && effectiveOn === null, 'it became effective, and is not');
  fault(state.taken !== null && state.rejected !== null, 'taken and rejected');
  fault(state.withdrawn !== null && state.taken === null, 'withdrawn before it was taken');
  fault(state.publications.length > 0 && state.taken === null, 'published before it was taken');
  const asked = state.consents.map(({ conditionId, by }) => JSON.stringify([conditionId, by]));
  fault(new Set(asked).size < asked.length, 'a body agreed twice');
}

describe('any sequence of commands', () => {
  it(
    'keeps a decision from being effective before all its conditions are met',
    () => anySequence(decision, decisionId, { next, slip, holds }),
    sequencesMsMax(),
  );
});
