import { describe, expect, it } from '@jest/globals';
import { IsoDate, PartialDate, type Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { obligationOn, supportOn } from './programme-places.answers.ts';
import { obligationOutcome, programmeSupport } from './programme-places.projection.ts';

const programmeId = 'spuk';
const stream = `programme-${programmeId}`;
const said = (name: string, data: object): Event => ({
  type: `programme.${name}`,
  data: { programmeId, ...data },
});
const bound = { obligationId: 'plan', municipality: 'GM0114' };
const met = (on: string, more: object = {}) => said('ObligationMet', { ...bound, on, ...more });
const missed = (on: string) => said('ObligationMissed', { ...bound, on, reason: 'No alderman.' });

describe('what became of an obligation', () => {
  const duty = { obligationId: 'plan', dueOn: PartialDate.parse('2023-09') };
  const stateOn = (day: string, ...events: Event[]) => {
    const [row] = foldRows(obligationOutcome, recordedIn(stream, events));
    return obligationOn(IsoDate.parse(day), 'GM0114', duty, row).state;
  };

  it('is held by whom it binds', () => {
    const events = [
      met('2023-09-01'),
      met('2023-09-02', { municipality: 'GM0109' }),
      met('2023', { municipality: undefined, organisationId: 'zif' }),
      met('2023', { municipality: undefined }),
    ];
    const rows = foldRows(obligationOutcome, recordedIn(stream, events));
    expect(rows.map(({ holder }) => holder)).toEqual(['GM0114', 'GM0109', 'zif', '*']);
  });

  it('is open until it falls due at the end of its period, and then overdue until somebody tells', () => {
    expect(stateOn('2023-09-30')).toBe('open');
    expect(stateOn('2023-10-01')).toBe('overdue');
    expect(stateOn('2023-10-01', met('2023-10-02'))).toBe('overdue');
  });

  it('is met in time or late, or missed and then perhaps met late', () => {
    expect(stateOn('2024-01-01', met('2023-09-28'))).toBe('met');
    expect(stateOn('2024-01-01', met('2023-10-01'))).toBe('metLate');
    expect(stateOn('2023-10-05', missed('2023-10-01'), met('2023-11-01'))).toBe('missed');
    expect(stateOn('2023-11-01', missed('2023-10-01'), met('2023-11-01'))).toBe('metLate');
  });

  it.each(['open', 'unknown'] as const)('never falls due where its term is %s', (dueOn) => {
    const undated = { obligationId: 'plan', dueOn };
    expect(obligationOn(IsoDate.parse('2099-01-01'), 'GM0114', undated, undefined)).toMatchObject({
      state: 'undated',
      on: null,
    });
  });
});

describe('the support of a municipality', () => {
  const step = (name: string, on: string, more: object = {}) =>
    said(name, { municipality: 'GM0114', on, ...more });
  const enrolled = (on: string) => step('SupportEnrolled', on, { adviser: { organisationId: 'pharos' } });
  const supports = (day: string, ...events: Event[]) =>
    foldRows(programmeSupport, recordedIn(stream, events)).flatMap((row) =>
      supportOn(IsoDate.parse(day), row),
    );
  const first = [
    enrolled('2020-03'),
    step('SituationAnalysed', '2020-05', { findings: 'Signals come late.' }),
    step('GoalSet', '2020-06', { goal: 'One working process.' }),
    step('SupportClosed', '2021-12-31'),
  ];

  it('tells what had happened by a day', () => {
    expect(supports('2020-02-29', ...first)).toEqual([]);
    expect(supports('2020-05-31', ...first)).toMatchObject([
      {
        municipality: 'GM0114',
        enrolledOn: '2020-03',
        adviser: { organisationId: 'pharos' },
        steps: [{ type: 'programme.SituationAnalysed', findings: 'Signals come late.', goal: null }],
        isClosed: false,
      },
    ]);
    expect(supports('2021-12-31', ...first)).toMatchObject([{ isClosed: false }]);
    expect(supports('2022-01-01', ...first)).toMatchObject([{ isClosed: true }]);
  });

  it('keeps the trajectory before, where a municipality is enrolled again', () => {
    expect(supports('2023-01-01', ...first, enrolled('2022-06'))).toMatchObject([
      { enrolledOn: '2020-03', isClosed: true },
      { enrolledOn: '2022-06', steps: [], isClosed: false },
    ]);
  });

  it('gives steps that a source told first to the enrolment that it tells of later', () => {
    expect(supports('2023-01-01', first[2] as Event, enrolled('2020-03'))).toMatchObject([
      { enrolledOn: '2020-03', steps: [{ goal: 'One working process.' }] },
    ]);
  });

  it('moves with the correction of its municipality', () => {
    const corrected: Event = {
      type: 'programme.Corrected',
      data: { corrects: specimenId(stream, 0), changes: { municipality: 'GM0109' }, reason: 'Misread.' },
    };
    expect(supports('2023-01-01', enrolled('2020-03'), corrected)).toMatchObject([
      { municipality: 'GM0109' },
    ]);
  });
});
