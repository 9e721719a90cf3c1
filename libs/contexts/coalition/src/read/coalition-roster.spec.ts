import { describe, expect, it } from '@jest/globals';
import { IsoDate, type Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import {
  coalitionMunicipality,
  coalitionPartner,
  coalitionRole,
  coalitionWork,
} from './coalition-members.projection.ts';
import { coalitionRoster } from './coalition-roster.projection.ts';
import { heldOn, phaseOn } from './coalition-roster.query.ts';

const coalitionId = 'hoogeveen-de-wolden';
const stream = `coalition-${coalitionId}`;
const said = (name: string, data: object): Event => ({
  type: `coalition.${name}`,
  data: { coalitionId, ...data },
});
const began = (on: string, municipalities = ['GM0118', 'GM1690']) =>
  said('ExplorationStarted', { name: 'Kansrijke Start', municipalities, on });
const explored = began('2020');
const joined = (organisationId: string, from: string, domain = 'medical') =>
  said('PartnerJoined', { organisationId, domain, from });
const left = (organisationId: string, until: string) => said('PartnerLeft', { organisationId, until });
const assigned = (role: string, organisationId: string, from: string) =>
  said('RoleAssigned', { role, organisationId, from });
const perSource = (...claims: Event[]): Event => ({
  type: 'coalition.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'row-1' } },
});
const corrected = (revision: number, changes: object): Event => ({
  type: 'coalition.Corrected',
  data: { corrects: specimenId(stream, revision), changes, reason: 'Misread.' },
});

const day = (text: string) => IsoDate.parse(text);
const rosterOf = (...events: Event[]) => {
  const [row] = foldRows(coalitionRoster, recordedIn(stream, events));
  if (row === undefined) throw new Error('no row');
  return row;
};
const phase = (on: string, ...events: Event[]) => phaseOn(day(on), rosterOf(...events));

describe('the coalition roster', () => {
  it('tells the phase of a day', () => {
    const events = [
      explored,
      said('Formed', { on: '2021-11' }),
      said('PhaseEntered', { phase: 'execution', on: '2022-09' }),
    ];
    expect(phase('2019-12-31', ...events)).toBeNull();
    expect(phase('2021-10-31', ...events)).toBe('exploration');
    expect(phase('2022-08-31', ...events)).toBe('formation');
    expect(phase('2026-01-01', ...events)).toBe('execution');
    expect(phase('2026-01-01', ...events, said('Ended', { on: '2025' }))).toBe('ended');
    expect(rosterOf(...events)).toMatchObject({ formedEarliest: '2021-11-01', formedLatest: '2021-11-30' });
  });

  it('counts what a source gives no date for as long past', () => {
    const told = perSource(began('unknown'), said('PhaseEntered', { phase: 'anchoring', on: 'unknown' }));
    expect(phase('2022-03-01', told)).toBe('anchoring');
    expect(rosterOf(told)).toMatchObject({ formedEarliest: null, provenance: { kind: 'perSource' } });
    expect(rosterOf(told, explored).provenance).toEqual({ kind: 'live' });
  });

  it('follows a correction', () => {
    expect(phase('2020-12-31', explored, corrected(0, { on: '2021' }))).toBeNull();
  });
});

describe('the municipalities of a coalition', () => {
  const stays = (municipality: string, on: string, ...events: Event[]) =>
    foldRows(coalitionMunicipality, recordedIn(stream, events))
      .filter((row) => row.municipality === municipality)
      .flatMap((row) => row.stays.map((stay) => heldOn(day(on), stay).holds));

  it('are those that began it, and those that joined and left', () => {
    const events = [explored, said('MunicipalityLeft', { municipality: 'GM1690', until: '2022-12-31' })];
    expect(stays('GM0118', '2023-01-01', ...events)).toEqual(['yes']);
    expect(stays('GM1690', '2023-01-01', ...events)).toEqual(['no']);
    expect(stays('GM1690', '2020-06-01', ...events)).toEqual(['uncertain']);
    const back = said('MunicipalityJoined', { municipality: 'GM1690', from: '2024' });
    expect(stays('GM1690', '2025-01-01', ...events, back)).toEqual(['no', 'yes']);
  });

  it('move with the correction of where it began', () => {
    const moved = corrected(0, { municipalities: ['GM0118', 'GM0114'] });
    const rows = foldRows(coalitionMunicipality, recordedIn(stream, [explored, moved]));
    expect(rows.map(({ municipality }) => municipality).sort()).toEqual(['GM0114', 'GM0118']);
  });
});

describe('the partners of a coalition, and their roles', () => {
  it('hold from their first day to their last', () => {
    const events = [joined('icare-jgz', '2020-09', 'social'), left('icare-jgz', '2024-12-31')];
    const [row] = foldRows(coalitionPartner, recordedIn(stream, events));
    expect(row).toMatchObject({
      organisationId: 'icare-jgz',
      stays: [{ domain: 'social', from: '2020-09', until: '2024-12-31', perSource: false }],
    });
  });

  it('hand a role for one holder over, and lose every role when they leave', () => {
    const events = [
      assigned('projectLeader', 'impology', '2020'),
      assigned('projectLeader', 'zorgadvies', '2022-01-01'),
      assigned('participant', 'zorgadvies', '2022-01-01'),
      left('zorgadvies', '2024-03-28'),
    ];
    const rows = foldRows(coalitionRole, recordedIn(stream, events));
    expect(
      Object.fromEntries(rows.map(({ role, holdings }) => [role, holdings.map(({ until }) => until)])),
    ).toEqual({
      projectLeader: ['2021-12-31', '2024-03-28'],
      participant: ['2024-03-28'],
    });
  });
});

describe('the work of a coalition', () => {
  it('keeps sessions, ambitions, working groups and plans', () => {
    const events = [
      left('mwc', '2021'),
      said('AmbitionSessionHeld', { on: '2021-09', mode: 'onSite' }),
      said('AmbitionAdopted', { ambitionId: 'early', phase: 'before', text: 'Early.', on: '2021-09' }),
      said('WorkingGroupFormed', {
        workingGroupId: 'g',
        focus: 'care',
        members: ['icare-jgz'],
        on: '2021-10',
      }),
      said('WorkingGroupRefocused', { workingGroupId: 'g', focus: 'obesity', on: '2022' }),
      said('PlanOfActionAdopted', { version: 1, on: '2022-05-10' }),
      left('icare-jgz', '2023-12-31'),
    ];
    const [row, ...others] = foldRows(coalitionWork, recordedIn(stream, events));
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      sessions: [{ on: '2021-09' }],
      ambitions: [['early', { dropped: null }]],
      workingGroups: [
        ['g', { focus: 'obesity', members: [{ organisationId: 'icare-jgz', until: '2023-12-31' }] }],
      ],
      plans: [[1, { said: { on: '2022-05-10' }, perSource: false }]],
    });
  });
});
