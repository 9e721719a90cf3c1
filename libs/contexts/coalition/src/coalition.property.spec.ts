import { describe, it } from '@jest/globals';
import { inForceOn, isReversed, periodOf, type Changes, type End, type Start } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import type { CoalitionCommand } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import { AmbitionPhases, CoalitionPhases, CoalitionRoles, type CoalitionEvent } from './coalition.events.ts';
import { isExclusive, stands } from './coalition-held.state.ts';
import type { CoalitionState } from './coalition.state.ts';

const coalitionId = 'coevorden';
const CODES = ['GM0109', 'GM0118', 'GM1690'];
const SIDES = { impology: 'government', mwc: 'social', midwives: 'medical', icare: 'social' } as const;
const IDS = Object.keys(SIDES);
const organisations = Object.entries(SIDES).map(([organisationId, domain]) => ({
  ...{ organisationId, domain },
  known: true,
  closedOn: null,
}));
const municipalities = CODES.map((code) => ({ code, known: true, endedOn: null, successor: null }));
const PHASES = CoalitionPhases.filter((phase) => phase !== 'ended');

/** All that a standing coalition may do next, as far as its state gives reason to. */
function next(state: CoalitionState, dice: Dice): CoalitionCommand {
  const of = { coalitionId };
  const started: CoalitionCommand = {
    ...{ type: 'StartExploration', ...of, name: 'A', municipalities: dice.some(CODES), on: dice.date() },
    facts: { municipalities, organisations },
  };
  if (state.exploration === null) return started;
  const standing = state.partners.filter(stands).map(({ organisationId }) => organisationId);
  const away = IDS.filter((id) => !standing.includes(id));
  const members = state.municipalities.filter(stands).map(({ code }) => code);
  const groups = [...state.workingGroups].filter(([, { disbanded }]) => disbanded === null);
  const ambitions = [...state.ambitions].filter(([, { dropped }]) => dropped === null).map(([id]) => id);
  const held = state.holdings.filter(stands);
  const commands: (() => CoalitionCommand)[] = [
    () => ({ type: 'EnterPhase', ...of, phase: dice.one(PHASES), on: dice.date() }),
    () => ({
      ...{ type: 'AssignRole', ...of, role: dice.one(CoalitionRoles), organisationId: dice.one(IDS) },
      ...{ from: dice.date(), facts: { organisations } },
    }),
    () => ({
      ...{ type: 'HoldAmbitionSession', ...of, on: dice.date(), organisations: dice.some(IDS) },
      facts: { organisations },
    }),
    () => ({
      ...{ type: 'AdoptAmbition', ...of, ambitionId: `a${state.ambitions.size}`, text: 'Earlier.' },
      ...{ phase: dice.one(AmbitionPhases), on: dice.date() },
    }),
    () => ({
      ...{ type: 'AdoptPlanOfAction', ...of, version: state.plans.size + 1, on: dice.date() },
      ...(dice.percent(50) && { decisionId: 'plan' }),
      facts: { decision: { known: dice.percent(80) } },
    }),
    () => ({ type: 'AnchorCoalition', ...of, arrangement: 'In the budget.', on: dice.date() }),
    () => ({
      ...{
        type: 'FormWorkingGroup',
        ...of,
        workingGroupId: `g${state.workingGroups.size}`,
        focus: 'obesity',
      },
      ...{ members: dice.some(standing), on: dice.date() },
    }),
  ];
  const more = (when: boolean, command: () => CoalitionCommand): void => {
    if (when) commands.push(command);
  };
  more(away.length > 0, () => ({
    ...{ type: 'JoinAsPartner', ...of, organisationId: dice.one(away), from: dice.date() },
    facts: { organisations },
  }));
  more(standing.length > 0 && dice.percent(40), () => ({
    ...{ type: 'LeaveAsPartner', ...of, organisationId: dice.one(standing), until: dice.date() },
  }));
  more(members.length < CODES.length, () => ({
    ...{ type: 'JoinAsMunicipality', ...of, from: dice.date(), facts: { municipalities } },
    municipality: dice.one(CODES.filter((code) => !members.includes(code))),
  }));
  more(members.length > 0 && dice.percent(40), () => ({
    ...{ type: 'LeaveAsMunicipality', ...of, municipality: dice.one(members), until: dice.date() },
  }));
  more(held.length > 0, () => {
    const { role, organisationId } = dice.one(held);
    return {
      ...{ type: 'EndRole', ...of, role, until: dice.date() },
      ...(organisationId !== null && { organisationId }),
    };
  });
  more(ambitions.length > 0, () => ({
    ...{ type: 'DropAmbition', ...of, ambitionId: dice.one(ambitions), on: dice.date() },
  }));
  if (groups.length > 0) {
    const [workingGroupId, { members: inGroup }] = dice.one(groups);
    const inside = inGroup.filter(stands).map(({ organisationId }) => organisationId);
    const outside = standing.filter((id) => !inside.includes(id));
    const group = { ...of, workingGroupId };
    commands.push(() => ({
      type: 'RefocusWorkingGroup',
      ...group,
      focus: dice.one(['care', 'debts']),
      on: dice.date(),
    }));
    more(dice.percent(30), () => ({ type: 'DisbandWorkingGroup', ...group, on: dice.date() }));
    more(outside.length > 0, () => ({
      ...{ type: 'JoinWorkingGroup', ...group, organisationId: dice.one(outside), from: dice.date() },
    }));
    more(inside.length > 0, () => ({
      ...{ type: 'LeaveWorkingGroup', ...group, organisationId: dice.one(inside), until: dice.date() },
    }));
  }
  more(state.formed === null && standing.length > 1, () => ({
    ...{ type: 'FormCoalition', ...of, on: dice.date(), facts: { organisations } },
  }));
  more(dice.percent(15), () => ({ type: 'EndCoalition', ...of, on: dice.date() }));
  return dice.one(commands)();
}

function slip(event: CoalitionEvent, dice: Dice): Changes | null {
  if ('on' in event.data) return { on: dice.date() };
  return 'from' in event.data ? { from: dice.date() } : { until: dice.date() };
}

type Held = { readonly from: Start; readonly until: End };
/** A day on which both certainly hold. */
function meet(one: Held, other: Held): boolean {
  const [a, b] = [periodOf(one.from, one.until), periodOf(other.from, other.until)];
  return [a.from.latest, b.from.latest].some(
    (day) => inForceOn(a, day) === 'yes' && inForceOn(b, day) === 'yes',
  );
}
const pairs = <T>(of: readonly T[]): [T, T][] =>
  of.flatMap((one, at) => of.slice(at + 1).map((two): [T, T] => [one, two]));

function holds(state: CoalitionState, { isRevised }: { readonly isRevised: boolean }): void {
  const fault = (is: boolean, says: string): void => {
    if (is) throw new Error(says);
  };
  for (const [one, other] of pairs(state.holdings.filter(({ role }) => isExclusive(role)))) {
    if (one.role !== other.role) continue;
    fault(stands(one) && stands(other), `${one.role} stands twice`);
    fault(!isRevised && meet(one, other), `${one.role} is held by two on a day`);
  }
  if (isRevised) return;
  for (const [one, other] of pairs(state.partners)) {
    fault(one.organisationId === other.organisationId && meet(one, other), 'a partner twice on a day');
  }
  for (const [one, other] of pairs(state.municipalities)) {
    fault(one.code === other.code && meet(one, other), 'a municipality twice on a day');
  }
  for (const { members } of state.workingGroups.values()) {
    for (const { organisationId } of members.filter(stands)) {
      fault(
        !state.partners.some((one) => one.organisationId === organisationId),
        'a member of a working group that never was a partner',
      );
    }
  }
  // A role that would begin after its holder left the coalition is held on no day, and may be so.
  const all: Held[] = [...state.municipalities, ...state.partners];
  fault(
    all.some(({ from, until }) => isReversed(from, until)),
    'something ends before it begins',
  );
  if (state.formed !== null) {
    const domains = state.partners.map(({ domain }) => domain);
    fault(!domains.includes('social') || !domains.includes('medical'), 'formed without a side');
    fault(state.municipalities.length === 0, 'formed without a municipality');
  }
}

describe('any sequence of commands', () => {
  it(
    'keeps roles, partners, working groups and the end of a coalition in order',
    () => anySequence(coalition, coalitionId, { next, slip, holds }),
    sequencesMsMax(),
  );
});
