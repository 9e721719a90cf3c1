import { describe, it } from '@jest/globals';
import { boundsOf, PartialDate, type Changes } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import { programme, type ProgrammeCommand } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';
import { supportOf, type ProgrammeState } from './programme.state.ts';

const of = { programmeId: 'kvdvk' };
const place = { known: true, endedOn: null };
const CODES = ['GM0114', 'GM0109'];

function next(state: ProgrammeState, dice: Dice): ProgrammeCommand {
  const municipality = dice.one(CODES);
  const step = { ...of, municipality, on: dice.date(), place };
  const obligations = [...state.obligations.keys()];
  const bound = {
    ...of,
    obligationId: obligations.length > 0 ? dice.one(obligations) : 'o',
    municipality,
    place,
  };
  const commands: (() => ProgrammeCommand)[] = [
    () => ({
      ...{ type: 'GrantFunding', ...of, grantId: `g${state.grants.size}`, source: 'VWS', to: 'zif' },
      ...{ amountEur: 1000, years: [2020], from: dice.date() },
      obligations: [{ obligationId: `og${state.grants.size}`, kind: 'Account', dueOn: dice.date() }],
    }),
    () => ({
      ...{
        type: 'SetObligation',
        ...of,
        obligationId: `o${state.duties.size}`,
        kind: 'Visit',
        level: 'national',
      },
      ...{ dueOn: dice.one([dice.date(), 'open', 'unknown'] as const), from: dice.date(), until: 'open' },
    }),
    () => ({
      ...{ type: 'SharePractice', ...of, title: 'A practice', on: dice.date() },
      url: `https://example.org/${state.practices.size}`,
    }),
  ];
  const more = (when: boolean, ...some: (() => ProgrammeCommand)[]): void => {
    if (when) commands.push(...some);
  };
  more(state.started === null, () => ({
    ...{ type: 'StartProgramme', ...of, name: 'A', level: 'regional', from: dice.date(), until: 'open' },
  }));
  more(state.started !== null && state.ended === null && dice.percent(30), () => ({
    ...{ type: 'EndProgramme', ...of, until: dice.date() },
  }));
  more(
    obligations.length > 0,
    () => ({ type: 'MeetObligation', ...bound, on: dice.date() }),
    () => ({ type: 'MissObligation', ...bound, on: PartialDate.parse('2035') }),
  );
  const support = supportOf(municipality, state);
  const types = support.steps.map(({ said }) => said.type);
  const isClosed = types.includes('programme.SupportClosed');
  const isEnrolled = support.enrolment !== null && !isClosed;
  more(!isEnrolled, () => ({ type: 'EnrolInSupport', ...step, adviser: { organisationId: 'pharos' } }));
  const isAnalysed = types.includes('programme.SituationAnalysed');
  more(isEnrolled, () => ({ type: 'AnalyseSituation', ...step }));
  more(isEnrolled && isAnalysed, () => ({ type: 'SetGoal', ...step, goal: dice.one(['A goal', 'Another']) }));
  more(isEnrolled && types.includes('programme.GoalSet'), () => ({ type: 'PlanFollowUp', ...step }));
  more(isEnrolled && types.includes('programme.FollowUpPlanned'), () => ({ type: 'DoFollowUp', ...step }));
  more(isEnrolled && dice.percent(20), () => ({ type: 'CloseSupport', ...step }));
  return dice.one(commands)();
}

function slip({ data }: ProgrammeEvent, dice: Dice): Changes | null {
  if ('on' in data) return { on: dice.date() };
  return 'from' in data && data.from !== undefined ? { from: dice.date() } : null;
}

function holds(state: ProgrammeState, { isRevised }: { readonly isRevised: boolean }): void {
  const fault = (is: boolean, says: string): void => {
    if (is) throw new Error(says);
  };
  if (isRevised) return;
  fault(state.ended !== null && state.started === null, 'it ended and never began');
  for (const { met, missed } of state.outcomes.values()) {
    const { obligationId } = (met ?? missed)?.said ?? { obligationId: '' };
    const dueOn = state.obligations.get(obligationId)?.said.dueOn;
    fault(dueOn === undefined, 'an outcome of no obligation');
    if (missed === null || !PartialDate.is(missed.said.on)) continue;
    const isDue = PartialDate.is(dueOn) && boundsOf(missed.said.on).latest > boundsOf(dueOn).latest;
    fault(!isDue, 'missed before it fell due');
  }
  for (const { enrolment, steps } of state.supports.values()) {
    const types = steps.map(({ said }) => said.type);
    const first = (type: (typeof types)[number]): number => types.indexOf(type);
    const isBefore = (one: number, other: number): boolean => other < 0 || (one >= 0 && one < other);
    fault(enrolment === null && steps.length > 0, 'a step before the enrolment');
    fault(
      !isBefore(first('programme.SituationAnalysed'), first('programme.GoalSet')),
      'a goal without analysis',
    );
    fault(
      !isBefore(first('programme.GoalSet'), first('programme.FollowUpPlanned')),
      'a follow-up without goals',
    );
    fault(
      !isBefore(first('programme.FollowUpPlanned'), first('programme.FollowUpDone')),
      'a follow-up unplanned',
    );
    fault(types.slice(0, -1).includes('programme.SupportClosed'), 'a step after the end');
  }
}

describe('any sequence of commands', () => {
  it(
    'keeps obligations and the steps of support in order',
    () => anySequence(programme, of.programmeId, { next, slip, holds }),
    sequencesMsMax(),
  );
});
