import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate, type HistoryCommand } from '#kernel';
import { addsNothingTwice, eventId } from '#test/support/given';
import type { CoalitionCommand } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import { CoalitionRoles, type CoalitionEvent } from './coalition.events.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const coalitionId = 'coevorden';
const organisations = ['impology', 'mwc', 'midwives'].map((organisationId) => ({
  organisationId,
  known: true,
  domain: 'social' as const,
  closedOn: null,
}));

describe('any sequence of commands', () => {
  const date = fc.constantFrom('2020', '2021-03', '2022-04-05', '2023').map(day);
  const organisationId = fc.constantFrom('impology', 'mwc', 'midwives');
  const facts = fc.constant({
    organisations,
    municipalities: [{ code: 'GM0109', known: true, endedOn: null, successor: null }],
  });
  const id = fc.constant(coalitionId);
  const group = fc.constantFrom('one', 'two');
  const command: fc.Arbitrary<CoalitionCommand | HistoryCommand<CoalitionEvent>> = fc.oneof(
    fc.record({
      type: fc.constant('StartExploration' as const),
      coalitionId: id,
      name: fc.constantFrom('A', 'B'),
      municipalities: fc.constant<string[]>(['GM0109']),
      on: date,
      facts,
    }),
    fc.record({
      type: fc.constant('JoinAsPartner' as const),
      coalitionId: id,
      organisationId,
      from: date,
      facts,
    }),
    fc.record({ type: fc.constant('LeaveAsPartner' as const), coalitionId: id, organisationId, until: date }),
    fc.record({
      type: fc.constant('AssignRole' as const),
      coalitionId: id,
      role: fc.constantFrom(...CoalitionRoles),
      organisationId,
      from: date,
      facts,
    }),
    fc.record({
      type: fc.constant('EndRole' as const),
      coalitionId: id,
      role: fc.constantFrom(...CoalitionRoles),
      organisationId,
      until: date,
    }),
    fc.record({
      type: fc.constant('FormWorkingGroup' as const),
      coalitionId: id,
      workingGroupId: group,
      focus: fc.constantFrom('a', 'b'),
      members: fc.uniqueArray(organisationId),
      on: date,
    }),
    fc.record({
      type: fc.constant('LeaveWorkingGroup' as const),
      coalitionId: id,
      workingGroupId: group,
      organisationId,
      until: date,
    }),
    fc.record({ type: fc.constant('FormCoalition' as const), coalitionId: id, on: date, facts }),
    fc.record({
      type: fc.constant('EnterPhase' as const),
      coalitionId: id,
      phase: fc.constantFrom('planning' as const, 'dormant' as const),
      on: date,
    }),
    fc.record({ type: fc.constant('EndCoalition' as const), coalitionId: id, on: date }),
    fc.record({
      type: fc.constant('Retract' as const),
      retracts: fc.integer({ min: 1, max: 8 }).map(eventId),
      reason: fc.constant('Never happened.'),
    }),
  );
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(coalition, coalitionId, command));
});
