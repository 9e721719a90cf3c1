import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event, type Start } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { CoalitionCommand } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent, CoalitionRole } from './coalition.events.ts';
import { phaseOf } from './coalition.facts.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const coalitionId = 'coevorden';
const { given } = specify(coalition, coalitionId);
const of = { coalitionId };
const facts = {
  municipalities: ['GM0109', 'GM1690'].map((code) => ({ code, known: true, endedOn: null, successor: null })),
  organisations: (['mwc', 'midwives'] as const).map((organisationId) => ({
    ...{ organisationId, known: true, closedOn: null },
    domain: organisationId === 'mwc' ? ('social' as const) : ('medical' as const),
  })),
  decision: null,
};
let row = 0;
const told = (...claims: readonly CoalitionEvent[]) => ({
  type: 'coalition.RecordedFromSource',
  data: { claims, source: { collection: 'papers', record: `row-${(row += 1)}` } },
});

const started: CoalitionEvent = {
  type: 'coalition.ExplorationStarted',
  data: { ...of, name: 'Coevorden', municipalities: ['GM0109'], on: day('2020') },
};
const joined = (organisationId: string, domain: 'social' | 'medical'): CoalitionEvent => ({
  type: 'coalition.PartnerJoined',
  data: { ...of, organisationId, domain, from: day('2020') },
});
const partners = [joined('mwc', 'social'), joined('midwives', 'medical')];
const assigned = (role: CoalitionRole, organisationId: string, from: Start): CoalitionEvent => ({
  type: 'coalition.RoleAssigned',
  data: { ...of, role, organisationId, from },
});
const adopted = (text: string): CoalitionEvent => ({
  type: 'coalition.AmbitionAdopted',
  data: { ...of, ambitionId: 'a', phase: 'before', text, on: day('2021') },
});
const dropped = (on: string): CoalitionEvent => ({
  type: 'coalition.AmbitionDropped',
  data: { ...of, ambitionId: 'a', on: day(on) },
});
const grouped = (focus: string): CoalitionEvent => ({
  type: 'coalition.WorkingGroupFormed',
  data: { ...of, workingGroupId: 'g', focus, members: ['mwc'], on: day('2021') },
});
const refocused: CoalitionEvent = {
  type: 'coalition.WorkingGroupRefocused',
  data: { ...of, workingGroupId: 'g', focus: 'debts', on: day('2022') },
};
const disbanded = (on: string): CoalitionEvent => ({
  type: 'coalition.WorkingGroupDisbanded',
  data: { ...of, workingGroupId: 'g', on: day(on) },
});
const planned = (on: string): CoalitionEvent => ({
  type: 'coalition.PlanOfActionAdopted',
  data: { ...of, version: 1, on: day(on) },
});
const formed = (on: string): CoalitionEvent => ({ type: 'coalition.Formed', data: { ...of, on: day(on) } });
const ended = (on: string): CoalitionEvent => ({ type: 'coalition.Ended', data: { ...of, on: day(on) } });

describe(rule('history.live-wins', 'what a coalition does'), () => {
  it.each<[string, readonly CoalitionEvent[], CoalitionEvent]>([
    ['its beginning', [started], { ...started, data: { ...started.data, name: 'Old' } }],
    ['a partner', [started, ...partners], joined('mwc', 'medical')],
    [
      'the one holder of a role',
      [started, assigned('chair', 'mwc', day('2021'))],
      assigned('chair', 'x', 'unknown'),
    ],
    ['a later holder', [started, assigned('chair', 'mwc', day('2021'))], assigned('chair', 'x', day('2022'))],
    [
      'one of several',
      [started, assigned('adviser', 'mwc', day('2021'))],
      assigned('adviser', 'mwc', 'unknown'),
    ],
    ['the day of its formation', [started, ...partners, formed('2021')], formed('2022')],
    ['an ambition', [started, adopted('Earlier.')], adopted('Later.')],
    ['an ambition that was dropped', [started, adopted('Earlier.'), dropped('2022')], dropped('2023')],
    ['a working group', [started, ...partners, grouped('care')], grouped('debts')],
    ['the focus of a group', [started, ...partners, grouped('care')], refocused],
    ['the end of a group', [started, ...partners, grouped('care'), disbanded('2022')], disbanded('2023')],
    ['a plan', [started, planned('2022')], planned('2023')],
    ['its end', [started, ended('2023')], ended('2024')],
    [
      'its end, as a phase',
      [started, ended('2023')],
      { type: 'coalition.PhaseEntered', data: { ...of, phase: 'ended', on: day('2024') } },
    ],
  ])('%s', (_, live, claim) => expect(given(...live, told(claim)).state()).toEqual(given(...live).state()));
});

describe(rule('history.per-source', 'what a coalition does'), () => {
  const join = { type: 'JoinAsPartner', ...of, organisationId: 'mwc', domain: 'social', facts } as const;
  const group = { ...of, workingGroupId: 'g' };
  const assign = { type: 'AssignRole', ...of, organisationId: 'mwc', from: day('2021'), facts } as const;
  const member: CoalitionEvent = {
    type: 'coalition.MunicipalityJoined',
    data: { ...of, municipality: 'GM1690', from: day('2021') },
  };
  const worker: CoalitionEvent = {
    type: 'coalition.WorkingGroupMemberJoined',
    data: { ...group, organisationId: 'midwives', from: day('2021') },
  };
  it.each<[string, readonly CoalitionEvent[], CoalitionEvent, CoalitionCommand]>([
    ['its beginning', [], started, { type: 'StartExploration', ...started.data, on: day('2020'), facts }],
    [
      'a municipality',
      [started],
      member,
      { type: 'JoinAsMunicipality', ...of, municipality: 'GM1690', from: day('2021'), facts },
    ],
    ['a partner', [started], joined('mwc', 'social'), { ...join, from: day('2020') }],
    [
      'the one holder of a role',
      [started],
      assigned('chair', 'mwc', day('2021')),
      { ...assign, role: 'chair' },
    ],
    ['one of several', [started], assigned('adviser', 'mwc', day('2021')), { ...assign, role: 'adviser' }],
    [
      'its formation',
      [started, ...partners],
      formed('2021'),
      { type: 'FormCoalition', ...of, on: day('2021'), facts },
    ],
    [
      'an ambition',
      [started],
      adopted('Earlier.'),
      { type: 'AdoptAmbition', ...of, ambitionId: 'a', phase: 'before', text: 'Earlier.', on: day('2021') },
    ],
    [
      'an ambition that was dropped',
      [started, adopted('Earlier.')],
      dropped('2022'),
      { type: 'DropAmbition', ...of, ambitionId: 'a', on: day('2022') },
    ],
    [
      'a working group',
      [started, ...partners],
      grouped('care'),
      { type: 'FormWorkingGroup', ...group, focus: 'care', members: ['mwc'], on: day('2021') },
    ],
    [
      'a place in a group',
      [started, ...partners, grouped('care')],
      worker,
      { type: 'JoinWorkingGroup', ...group, organisationId: 'midwives', from: day('2021') },
    ],
    [
      'the end of a group',
      [started, ...partners, grouped('care')],
      disbanded('2022'),
      { type: 'DisbandWorkingGroup', ...group, on: day('2022') },
    ],
    [
      'a plan',
      [started],
      planned('2022'),
      { type: 'AdoptPlanOfAction', ...of, version: 1, on: day('2022'), facts },
    ],
    ['its end', [started], ended('2023'), { type: 'EndCoalition', ...of, on: day('2023') }],
  ])('%s, which is then decided live', (_, live, claim, command) =>
    given(...live, told(claim))
      .when(command)
      .then(claim),
  );

  it('its beginning, which is that of no other coalition', () =>
    given(told(started))
      .when({ type: 'StartExploration', ...of, name: 'Other', municipalities: [], on: day('2020'), facts })
      .thenRejected('coalition.exists', 'coalitionId'));
  it('keeps who was told of, where the group itself is decided live', () => {
    const { workingGroups } = given(
      started,
      ...partners,
      told(grouped('care')),
      worker,
      told(disbanded('2023')),
      {
        ...grouped('care'),
        data: { ...grouped('care').data, members: ['mwc'] },
      },
    ).state();
    expect(workingGroups.get('g')).toMatchObject({
      formation: { perSource: false },
      members: [
        { organisationId: 'midwives', perSource: false },
        { organisationId: 'mwc', perSource: false },
      ],
      disbanded: { said: '2023', perSource: true },
    });
  });
});

describe('holders of one role, of whom sources tell in any order', () => {
  const holders = (...events: readonly Event[]) =>
    given(started, ...events)
      .state()
      .holdings.map(({ organisationId, from, until }) => [organisationId, from, until]);
  const [first, second, third] = [
    assigned('chair', 'mwc', day('2019-01-01')),
    assigned('chair', 'icare', day('2021-01-01')),
    assigned('chair', 'sedna', day('2023-01-01')),
  ] as const;
  it('hand it over as they came', () =>
    expect(holders(told(third), told(second), told(first))).toEqual([
      ['sedna', '2023-01-01', 'open'],
      ['icare', '2021-01-01', '2022-12-31'],
      ['mwc', '2019-01-01', '2020-12-31'],
    ]));
  it('are followed by the one who was decided live', () =>
    expect(holders(second, told(first))).toEqual([
      ['icare', '2021-01-01', 'open'],
      ['mwc', '2019-01-01', '2020-12-31'],
    ]));
  it('are followed by the next, and not by a later one', () =>
    expect(holders(second, third, told(first)).at(-1)).toEqual(['mwc', '2019-01-01', '2020-12-31']));
  it('hand it over to the one who is decided live', () =>
    expect(holders(told(first), second)).toEqual([
      ['mwc', '2019-01-01', '2020-12-31'],
      ['icare', '2021-01-01', 'open'],
    ]));
  it('of another role are others', () =>
    expect(holders(told(second), told(assigned('coordinator', 'mwc', day('2019'))))).toEqual([
      ['icare', '2021-01-01', 'open'],
      ['mwc', '2019', 'open'],
    ]));
});

describe('an end that a source calls open', () => {
  const live = [started, ...partners, grouped('care'), assigned('chair', 'mwc', day('2021'))];
  it.each<CoalitionEvent>([
    { type: 'coalition.MunicipalityLeft', data: { ...of, municipality: 'GM0109', until: 'open' } },
    { type: 'coalition.PartnerLeft', data: { ...of, organisationId: 'mwc', until: 'open' } },
    { type: 'coalition.RoleEnded', data: { ...of, role: 'chair', until: 'open' } },
    {
      type: 'coalition.WorkingGroupMemberLeft',
      data: { ...of, workingGroupId: 'g', organisationId: 'mwc', until: 'open' },
    },
  ])('is none: $type', (claim) =>
    expect(given(...live, told(claim)).state()).toEqual(given(...live).state()),
  );
});

describe('the end of a coalition', () => {
  const history = [started, ...partners, grouped('care'), ended('2023')];
  const group = { ...of, workingGroupId: 'g' };
  const place = { type: 'JoinWorkingGroup', ...group, organisationId: 'midwives' } as const;
  it('gives nobody a place in a working group afterwards', () =>
    given(...history)
      .when({ ...place, from: day('2024') })
      .thenRejected('coalition.ended', 'from'));
  it('gives no group another focus afterwards', () =>
    given(...history)
      .when({ type: 'RefocusWorkingGroup', ...group, focus: 'debts', on: day('2024') })
      .thenRejected('coalition.ended', 'on'));
  it('still takes a phase from before it, and has ended none the less', () => {
    const entered = { ...of, phase: 'execution', on: day('2022') } as const;
    given(...history)
      .when({ type: 'EnterPhase', ...entered })
      .then({ type: 'coalition.PhaseEntered', data: entered });
    const late = told({ type: 'coalition.PhaseEntered', data: entered });
    expect(phaseOf(given(...history, late).state())).toBe('ended');
  });
  it('comes after its beginning, and so do those of a group and of an ambition', () => {
    const early = (command: CoalitionCommand) =>
      given(started, ...partners, adopted('Earlier.'), grouped('care'))
        .when(command)
        .thenRejected('coalition.ends-before-start', 'on');
    early({ type: 'EndCoalition', ...of, on: day('2019') });
    early({ type: 'DropAmbition', ...of, ambitionId: 'a', on: day('2020') });
    early({ type: 'DisbandWorkingGroup', ...group, on: day('2020') });
  });
  it('still takes what came before it and is recorded late', () =>
    given(...history)
      .when({ ...place, from: day('2022') })
      .then({
        type: 'coalition.WorkingGroupMemberJoined',
        data: { ...group, organisationId: 'midwives', from: '2022' },
      }));
});
