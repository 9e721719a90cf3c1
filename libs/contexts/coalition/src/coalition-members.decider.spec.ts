import { describe, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { CoalitionCommand, StartExploration } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent } from './coalition.events.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const coalitionId = 'coevorden';
const { given } = specify(coalition, coalitionId);
const place = (code: string) => ({ code, known: true, endedOn: null, successor: null });
const organisation = (organisationId: string, domain: 'medical' | 'social' | null) => ({
  organisationId,
  known: true,
  domain,
  closedOn: null,
});
const facts = {
  municipalities: [place('GM0109'), place('GM1690')],
  organisations: [
    organisation('mwc', 'social'),
    organisation('midwives', 'medical'),
    organisation('football-club', null),
  ],
};
const exploration = { coalitionId, name: 'Coevorden', municipalities: ['GM0109'], on: day('2020') };
const start: StartExploration = { type: 'StartExploration', ...exploration, facts };
const started: CoalitionEvent = { type: 'coalition.ExplorationStarted', data: exploration };
const ended: CoalitionEvent = { type: 'coalition.Ended', data: { coalitionId, on: day('2023') } };
type Domain = 'medical' | 'social';
const join = (organisationId: string, from: string, domain?: Domain): CoalitionCommand => ({
  type: 'JoinAsPartner',
  coalitionId,
  organisationId,
  from: day(from),
  ...(domain === undefined ? {} : { domain }),
  facts,
});
const joined = (organisationId: string, from: string, domain?: Domain): CoalitionEvent => ({
  type: 'coalition.PartnerJoined',
  data: { coalitionId, organisationId, from: day(from), ...(domain === undefined ? {} : { domain }) },
});
const leave = (organisationId: string, until: string): CoalitionCommand => ({
  type: 'LeaveAsPartner',
  coalitionId,
  organisationId,
  until: day(until),
});
const left = (organisationId: string, until: string): CoalitionEvent => ({
  type: 'coalition.PartnerLeft',
  data: { coalitionId, organisationId, until: day(until) },
});

describe('exploring a coalition', () => {
  it('needs no initiator', () => given().when(start).then(started));
  it('may have its name corrected', () => {
    const correction = { corrects: eventId(1), changes: { name: 'Coevorden e.o.' }, reason: 'A slip.' };
    given(started)
      .when({ type: 'Correct', ...correction })
      .then({ type: 'coalition.Corrected', data: correction });
  });
});

describe(rule('coalition.many-to-many', 'one by one'), () => {
  const add = (municipality: string, from: string): CoalitionCommand => ({
    type: 'JoinAsMunicipality',
    coalitionId,
    municipality,
    from: day(from),
    facts,
  });
  const added = (municipality: string, from: string): CoalitionEvent => ({
    type: 'coalition.MunicipalityJoined',
    data: { coalitionId, municipality, from: day(from) },
  });
  const gone = (municipality: string, until: string): CoalitionEvent => ({
    type: 'coalition.MunicipalityLeft',
    data: { coalitionId, municipality, until: day(until) },
  });
  it('joins whenever another one left', () =>
    given(started, gone('GM0109', '2022')).when(add('GM1690', '2021')).then(added('GM1690', '2021')));
  it('is one that the register knows, and joins before the end', () => {
    given(started).when(add('GM9999', '2021')).thenRejected('municipality.unknown', 'municipality');
    given(started, ended).when(add('GM1690', '2024')).thenRejected('coalition.ended', 'from');
  });
  it('leaves once', () =>
    given(started, added('GM1690', '2021'), gone('GM1690', '2022'))
      .when({ type: 'LeaveAsMunicipality', coalitionId, municipality: 'GM1690', until: day('2023') })
      .thenRejected('coalition.not-a-member', 'municipality'));
});

describe('partners of a coalition', () => {
  it('join one by one, on the same side and day', () =>
    given(started, joined('mwc', '2020', 'social'))
      .when(join('midwives', '2020', 'social'))
      .then(joined('midwives', '2020', 'social')));
  it('join on no side that nobody knows', () =>
    given(started).when(join('football-club', '2020')).then(joined('football-club', '2020')));
  it('come back after they left, and not before', () => {
    const history = [started, joined('mwc', '2020', 'social'), left('mwc', '2022')];
    given(...history)
      .when(join('mwc', '2024'))
      .then(joined('mwc', '2024', 'social'));
    given(...history)
      .when(join('mwc', '2021'))
      .thenRejected('coalition.already-partner', 'organisationId');
    given(...history)
      .when(join('midwives', '2021'))
      .then(joined('midwives', '2021', 'medical'));
  });
  it('join once, from one day', () =>
    given(started, joined('mwc', '2020', 'social'))
      .when(join('mwc', '2021', 'social'))
      .thenRejected('coalition.already-partner', 'organisationId'));
  it('leave one by one, and once', () => {
    const history = [started, joined('mwc', '2020'), joined('midwives', '2022')];
    given(...history)
      .when(leave('mwc', '2021'))
      .then(left('mwc', '2021'));
    given(...history, left('mwc', '2021'))
      .when(leave('mwc', '2022'))
      .thenRejected('coalition.not-a-partner', 'organisationId');
  });
  it('count for the formation, though a source tells of one that nobody knows', () => {
    const claims = ['stranger', 'mwc', 'midwives'].map((organisationId) => ({
      type: 'coalition.PartnerJoined',
      data: { coalitionId, organisationId, from: 'unknown' },
    }));
    const source = { collection: 'public-history', record: 'coalitions/coevorden' };
    given(started, { type: 'coalition.RecordedFromSource', data: { claims, source } })
      .when({ type: 'FormCoalition', coalitionId, on: day('2021'), facts })
      .then({ type: 'coalition.Formed', data: { coalitionId, on: '2021' } });
  });
});

describe(rule('coalition.phases', 'and nothing happens after it'), () => {
  const on = day('2024');
  const late: readonly CoalitionCommand[] = [
    { type: 'FormCoalition', coalitionId, on, facts },
    { type: 'HoldAmbitionSession', coalitionId, mode: 'online', on, facts },
    { type: 'AdoptAmbition', coalitionId, ambitionId: 'reach', phase: 'before', text: 'Reach parents.', on },
    { type: 'AdoptPlanOfAction', coalitionId, version: 1, on, facts: { decision: null } },
    { type: 'AnchorCoalition', coalitionId, arrangement: 'In the health budget.', on },
    { type: 'FormWorkingGroup', coalitionId, workingGroupId: 'preconception', focus: 'care', on },
  ];
  it.each(late)('%j', (command) => given(started, ended).when(command).thenRejected('coalition.ended', 'on'));
  it('enters the same phase again, and several on a day', () => {
    const entered = (phase: 'execution' | 'planning', year: string): Event => ({
      type: 'coalition.PhaseEntered',
      data: { coalitionId, phase, on: day(year) },
    });
    const enter = { type: 'EnterPhase', coalitionId } as const;
    given(started, entered('execution', '2022'))
      .when({ ...enter, phase: 'execution', on: day('2023') })
      .then(entered('execution', '2023'));
    given(started, entered('execution', '2022'))
      .when({ ...enter, phase: 'planning', on: day('2022') })
      .then(entered('planning', '2022'));
  });
});
