import { describe, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { AssignRole, CoalitionCommand } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent, CoalitionRole } from './coalition.events.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const coalitionId = 'coevorden';
const { given } = specify(coalition, coalitionId);
const organisations = ['impology', 'mwc', 'midwives'].map((organisationId) => ({
  organisationId,
  known: true,
  domain: 'social' as const,
  closedOn: null,
}));
const started: CoalitionEvent = {
  type: 'coalition.ExplorationStarted',
  data: { coalitionId, name: 'Coevorden', municipalities: ['GM0109'], on: day('2020') },
};
const told = (...claims: readonly CoalitionEvent[]): Event => ({
  type: 'coalition.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'coalitions/coevorden' } },
});
const assigned = (role: CoalitionRole, organisationId: string, from: string): CoalitionEvent => ({
  type: 'coalition.RoleAssigned',
  data: { coalitionId, role, organisationId, from: day(from) },
});
const assign = (role: CoalitionRole, organisationId: string, from: string): AssignRole => ({
  type: 'AssignRole',
  coalitionId,
  role,
  organisationId,
  from: day(from),
  facts: { organisations },
});
const end = (role: CoalitionRole, until: string, organisationId?: string): CoalitionCommand => ({
  type: 'EndRole',
  coalitionId,
  role,
  ...(organisationId === undefined ? {} : { organisationId }),
  until: day(until),
});
const roleEnded = (role: CoalitionRole, until: string, organisationId?: string): CoalitionEvent => ({
  type: 'coalition.RoleEnded',
  data: {
    coalitionId,
    role,
    ...(organisationId === undefined ? {} : { organisationId }),
    until: day(until),
  },
});

describe('holding a role', () => {
  it('is possible by a function alone', () => {
    const { organisationId: _, ...nobody } = assign('chair', 'mwc', '2021');
    given(started)
      .when({ ...nobody, function: 'alderman' })
      .then({
        type: 'coalition.RoleAssigned',
        data: { coalitionId, role: 'chair', function: 'alderman', from: '2021' },
      });
  });
  it('has nothing to do with another role', () =>
    given(started, assigned('projectLeader', 'impology', '2021'))
      .when(assign('chair', 'mwc', '2020'))
      .then(assigned('chair', 'mwc', '2020')));
  it('begins before the end of the coalition', () =>
    given(started, { type: 'coalition.Ended', data: { coalitionId, on: '2023' } })
      .when(assign('chair', 'mwc', '2024'))
      .thenRejected('coalition.ended', 'from'));
});

describe(rule('coalition.several-holders', 'each from day to day'), () => {
  it('has one again that had it before', () =>
    given(started, assigned('adviser', 'impology', '2021'), roleEnded('adviser', '2022'))
      .when(assign('adviser', 'impology', '2024'))
      .then(assigned('adviser', 'impology', '2024')));
  it('has one live that a source merely tells', () =>
    given(started, told(assigned('adviser', 'impology', '2021')))
      .when(assign('adviser', 'impology', '2022'))
      .then(assigned('adviser', 'impology', '2022')));
  it('ends for one of them', () =>
    given(started, assigned('adviser', 'mwc', '2021'), assigned('adviser', 'impology', '2023'))
      .when(end('adviser', '2022', 'mwc'))
      .then(roleEnded('adviser', '2022', 'mwc')));
  it('ends for all of them, and no other role with it', () => {
    given(started, assigned('chair', 'mwc', '2021'), assigned('adviser', 'impology', '2023'))
      .when(end('chair', '2022'))
      .then(roleEnded('chair', '2022'));
    given(
      started,
      assigned('adviser', 'impology', '2021'),
      assigned('adviser', 'mwc', '2021'),
      roleEnded('adviser', '2022', 'mwc'),
    )
      .when(end('adviser', '2022'))
      .then(roleEnded('adviser', '2022'));
  });
});

describe(rule('coalition.working-group', 'each from day to day'), () => {
  const workingGroupId = 'preconception';
  const formation = {
    coalitionId,
    workingGroupId,
    focus: 'preconception care',
    members: ['mwc'],
    on: day('2021'),
  };
  const formed: CoalitionEvent = { type: 'coalition.WorkingGroupFormed', data: formation };
  const partners = ['mwc', 'midwives', 'impology'].map((organisationId): CoalitionEvent => ({
    type: 'coalition.PartnerJoined',
    data: { coalitionId, organisationId, from: day('2020') },
  }));
  const join = (organisationId: string, from: string): CoalitionCommand => ({
    type: 'JoinWorkingGroup',
    coalitionId,
    workingGroupId,
    organisationId,
    from: day(from),
  });
  const joined = (organisationId: string, from: string): CoalitionEvent => ({
    type: 'coalition.WorkingGroupMemberJoined',
    data: { coalitionId, workingGroupId, organisationId, from: day(from) },
  });
  const left = (organisationId: string, until: string): CoalitionEvent => ({
    type: 'coalition.WorkingGroupMemberLeft',
    data: { coalitionId, workingGroupId, organisationId, until: day(until) },
  });
  const begun = [started, ...partners, formed];
  it('may begin with nobody, and is one group with its id', () => {
    const { members: _, ...nobody } = formation;
    given(started)
      .when({ type: 'FormWorkingGroup', ...nobody })
      .then({ type: 'coalition.WorkingGroupFormed', data: nobody });
    given(...begun)
      .when({ type: 'FormWorkingGroup', ...formation, focus: 'obesity' })
      .thenRejected('coalition.working-group-exists', 'workingGroupId');
  });
  it('has each of them once at a time', () => {
    given(...begun, joined('midwives', '2022'))
      .when(join('midwives', '2023'))
      .thenRejected('coalition.already-in-group', 'organisationId');
    given(...begun, joined('midwives', '2022'), left('midwives', '2023'))
      .when(join('midwives', '2021'))
      .thenRejected('coalition.already-in-group', 'organisationId');
    given(...begun, joined('midwives', '2022'), left('midwives', '2023'))
      .when(join('midwives', '2024'))
      .then(joined('midwives', '2024'));
  });
  it('takes one in whenever another left', () =>
    given(...begun, left('mwc', '2023'))
      .when(join('midwives', '2022'))
      .then(joined('midwives', '2022')));
  it('has one live that a source merely tells', () =>
    given(...begun, told(joined('midwives', '2022')))
      .when(join('midwives', '2023'))
      .then(joined('midwives', '2023')));
  it('is disbanded once', () => {
    const disbanded = { coalitionId, workingGroupId, on: day('2023') };
    given(...begun, { type: 'coalition.WorkingGroupDisbanded', data: disbanded })
      .when({ type: 'DisbandWorkingGroup', ...disbanded, on: day('2024') })
      .thenRejected('coalition.working-group-disbanded', 'workingGroupId');
  });
  it('lets each of them go once', () =>
    given(...begun, left('mwc', '2023'))
      .when({
        type: 'LeaveWorkingGroup',
        coalitionId,
        workingGroupId,
        organisationId: 'mwc',
        until: day('2024'),
      })
      .thenRejected('coalition.not-in-group', 'organisationId'));
});

describe('ambitions and plans', () => {
  const ambition = {
    coalitionId,
    ambitionId: 'reach',
    phase: 'before',
    text: 'Reach parents.',
    on: day('2021'),
  } as const;
  it('an ambition is dropped once', () => {
    const dropped = { coalitionId, ambitionId: 'reach', on: day('2023') };
    given(
      started,
      { type: 'coalition.AmbitionAdopted', data: ambition },
      { type: 'coalition.AmbitionDropped', data: dropped },
    )
      .when({ type: 'DropAmbition', ...dropped, on: day('2024') })
      .thenRejected('coalition.ambition-dropped', 'ambitionId');
  });
  it('a session needs no organisations', () => {
    const session = { coalitionId, mode: 'online', on: day('2021') } as const;
    given(started)
      .when({ type: 'HoldAmbitionSession', ...session, facts: { organisations } })
      .then({ type: 'coalition.AmbitionSessionHeld', data: session });
  });
  it('a plan rests on a decision that the register knows', () => {
    const plan = { coalitionId, version: 1, decisionId: 'emmen-2021', on: day('2021') };
    given(started)
      .when({ type: 'AdoptPlanOfAction', ...plan, facts: { decision: { known: true } } })
      .then({ type: 'coalition.PlanOfActionAdopted', data: plan });
    given(started)
      .when({ type: 'AdoptPlanOfAction', ...plan, facts: { decision: { known: false } } })
      .thenRejected('coalition.unknown-decision', 'decisionId');
  });
});
