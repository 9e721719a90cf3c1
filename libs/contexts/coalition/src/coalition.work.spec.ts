import { describe, expect, it } from '@jest/globals';
import { PartialDate } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { AssignRole, HoldAmbitionSession } from './coalition.commands.ts';
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
const joined = (organisationId: string): CoalitionEvent => ({
  type: 'coalition.PartnerJoined',
  data: { coalitionId, organisationId, from: day('2020') },
});
const assign = (role: CoalitionRole, organisationId: string, from: string): AssignRole => ({
  type: 'AssignRole',
  coalitionId,
  role,
  organisationId,
  from: day(from),
  facts: { organisations },
});
const assigned = (role: CoalitionRole, organisationId: string, from: string): CoalitionEvent => ({
  type: 'coalition.RoleAssigned',
  data: { coalitionId, role, organisationId, from: day(from) },
});

describe(rule('coalition.one-holder'), () => {
  const first = assigned('projectLeader', 'impology', '2021-01-01');
  const second = assigned('projectLeader', 'mwc', '2023-01-01');
  it('assigns a role', () =>
    given(started)
      .when(assign('projectLeader', 'impology', '2021-01-01'))
      .then(first));
  it('hands it over: the former holder has it until the day before', () => {
    given(started, first)
      .when(assign('projectLeader', 'mwc', '2023-01-01'))
      .then(second);
    expect(given(started, first, second).state().holdings).toMatchObject([
      { organisationId: 'impology', from: '2021-01-01', until: '2022-12-31' },
      { organisationId: 'mwc', from: '2023-01-01', until: 'open' },
    ]);
  });
  it('moves the handover with a correction of its date', () => {
    const corrected = {
      type: 'coalition.Corrected',
      data: { corrects: eventId(3), changes: { from: '2022-07-01' }, reason: 'A slip.' },
    };
    expect(given(started, first, second, corrected).state().holdings).toMatchObject([
      { until: '2022-06-30' },
      { from: '2022-07-01' },
    ]);
  });
  it('is refused for a time at which another held it', () => {
    given(started, first)
      .when(assign('projectLeader', 'mwc', '2021-01-01'))
      .thenRejected('coalition.role-taken', 'from');
    const ended = {
      type: 'coalition.RoleEnded',
      data: { coalitionId, role: 'projectLeader', until: '2022-12-31' },
    };
    given(started, first, ended)
      .when(assign('projectLeader', 'mwc', '2022-12-31'))
      .thenRejected('coalition.role-taken', 'from');
  });
  it('needs a holder', () => {
    const { organisationId: _, ...nobody } = assign('chair', 'mwc', '2021');
    given(started).when(nobody).thenRejected('coalition.holder-missing', 'organisationId');
  });
  it('needs an organisation that the register knows', () =>
    given(started)
      .when(assign('chair', 'nobody', '2021'))
      .thenRejected('organisation.unknown', 'organisationId'));
});

describe(rule('coalition.several-holders'), () => {
  const first = assigned('adviser', 'impology', '2021');
  it('may have several holders', () =>
    given(started, first)
      .when(assign('adviser', 'mwc', '2021'))
      .then(assigned('adviser', 'mwc', '2021')));
  it('has each of them once', () =>
    given(started, first)
      .when(assign('adviser', 'impology', '2022'))
      .thenRejected('coalition.role-taken', 'from'));
});

describe('ending a role', () => {
  const held = assigned('chair', 'mwc', '2021');
  const end = { type: 'EndRole', coalitionId, role: 'chair', until: day('2022') } as const;
  it('ends on a last day', () =>
    given(started, held)
      .when(end)
      .then({ type: 'coalition.RoleEnded', data: { coalitionId, role: 'chair', until: '2022' } }));
  it('is refused where nobody holds it', () =>
    given(started).when(end).thenRejected('coalition.role-not-held', 'role'));
  it('is refused before its beginning', () =>
    given(started, held)
      .when({ ...end, until: day('2020') })
      .thenRejected('coalition.ends-before-start', 'until'));
});

const formGroup = {
  type: 'FormWorkingGroup',
  coalitionId,
  workingGroupId: 'preconception',
  focus: 'preconception care',
  members: ['mwc'],
  joinsExisting: 'maternity care consultation',
  on: day('2021'),
} as const;
const groupFormed: CoalitionEvent = {
  type: 'coalition.WorkingGroupFormed',
  data: {
    coalitionId,
    workingGroupId: 'preconception',
    focus: 'preconception care',
    members: ['mwc'],
    joinsExisting: 'maternity care consultation',
    on: formGroup.on,
  },
};

describe(rule('coalition.working-group'), () => {
  const inGroup = { coalitionId, workingGroupId: 'preconception', organisationId: 'midwives' };
  const joinGroup = { type: 'JoinWorkingGroup', ...inGroup, from: day('2022') } as const;
  const joinedGroup = { type: 'coalition.WorkingGroupMemberJoined', data: { ...inGroup, from: '2022' } };
  const leaveGroup = { type: 'LeaveWorkingGroup', ...inGroup, until: day('2023') } as const;
  it(rule('coalition.joins-existing'), () =>
    given(started, joined('mwc'))
      .when({ ...formGroup, members: ['mwc'] })
      .then(groupFormed),
  );
  it('is refused with a member that is no partner', () =>
    given(started)
      .when({ ...formGroup, members: ['mwc'] })
      .thenRejected('coalition.not-a-partner', 'members.0'));
  it('takes another partner in', () =>
    given(started, joined('mwc'), joined('midwives'), groupFormed).when(joinGroup).then(joinedGroup));
  it('takes nobody else in', () =>
    given(started, joined('mwc'), groupFormed)
      .when(joinGroup)
      .thenRejected('coalition.not-a-partner', 'organisationId'));
  it('lets a member go', () =>
    given(started, joined('mwc'), joined('midwives'), groupFormed, joinedGroup)
      .when(leaveGroup)
      .then({ type: 'coalition.WorkingGroupMemberLeft', data: { ...inGroup, until: '2023' } }));
  it('lets nobody else go', () =>
    given(started, joined('mwc'), groupFormed)
      .when(leaveGroup)
      .thenRejected('coalition.not-in-group', 'organisationId'));
  it('chooses another focus, until it is disbanded', () => {
    const group = { coalitionId, workingGroupId: 'preconception', on: day('2023') };
    const refocus = { type: 'RefocusWorkingGroup', ...group, focus: 'obesity' } as const;
    const disbanded = { type: 'coalition.WorkingGroupDisbanded', data: group };
    given(started, groupFormed)
      .when(refocus)
      .then({ type: 'coalition.WorkingGroupRefocused', data: { ...group, focus: 'obesity' } });
    given(started, groupFormed)
      .when({ type: 'DisbandWorkingGroup', ...group })
      .then(disbanded);
    given(started, groupFormed, disbanded)
      .when(refocus)
      .thenRejected('coalition.working-group-disbanded', 'workingGroupId');
    given(started).when(refocus).thenRejected('coalition.working-group-absent', 'workingGroupId');
  });
});

describe(rule('coalition.partner-leaves'), () => {
  const leave = {
    type: 'LeaveAsPartner',
    coalitionId,
    organisationId: 'mwc',
    until: day('2022-06'),
  } as const;
  const left: CoalitionEvent = {
    type: 'coalition.PartnerLeft',
    data: { coalitionId, organisationId: 'mwc', until: leave.until },
  };
  it('ends them', () => {
    const history = [started, joined('mwc'), assigned('chair', 'mwc', '2021'), groupFormed];
    given(...history)
      .when(leave)
      .then(left);
    const { partners, holdings, workingGroups } = given(...history, left).state();
    expect([...partners, ...holdings, ...(workingGroups.get('preconception')?.members ?? [])]).toMatchObject([
      { until: '2022-06' },
      { until: '2022-06' },
      { until: '2022-06' },
    ]);
  });
  it('is refused for one that is no partner', () =>
    given(started).when(leave).thenRejected('coalition.not-a-partner', 'organisationId'));
});

describe('ambitions and anchoring', () => {
  const session: HoldAmbitionSession = {
    type: 'HoldAmbitionSession',
    coalitionId,
    on: day('2021-09'),
    mode: 'onSite',
    organisations: ['mwc'],
    facts: { organisations },
  };
  const ambition = {
    coalitionId,
    ambitionId: 'reach',
    phase: 'before',
    text: 'Reach parents.',
    on: day('2021'),
  } as const;
  const adopted = { type: 'coalition.AmbitionAdopted', data: ambition };
  it('holds a session', () =>
    given(started)
      .when(session)
      .then({
        type: 'coalition.AmbitionSessionHeld',
        data: { coalitionId, on: '2021-09', mode: 'onSite', organisations: ['mwc'] },
      }));
  it('holds it with organisations that the register knows', () =>
    given(started)
      .when({ ...session, organisations: ['mwc', 'nobody'] })
      .thenRejected('organisation.unknown', 'organisations.1'));
  it('adopts an ambition, once', () => {
    given(started)
      .when({ type: 'AdoptAmbition', ...ambition })
      .then(adopted);
    given(started, adopted)
      .when({ type: 'AdoptAmbition', ...ambition, text: 'Else.' })
      .thenRejected('coalition.ambition-exists', 'ambitionId');
  });
  it('drops what it adopted', () => {
    const drop = { type: 'DropAmbition', coalitionId, ambitionId: 'reach', on: day('2023') } as const;
    given(started, adopted)
      .when(drop)
      .then({ type: 'coalition.AmbitionDropped', data: { coalitionId, ambitionId: 'reach', on: '2023' } });
    given(started).when(drop).thenRejected('coalition.ambition-absent', 'ambitionId');
  });
  it('anchors the work', () => {
    const data = { coalitionId, arrangement: 'In the health budget.', on: day('2024') };
    given(started)
      .when({ type: 'AnchorCoalition', ...data })
      .then({ type: 'coalition.Anchored', data });
  });
});
