import { describe, expect, it } from '@jest/globals';
import { DISTANT_FUTURE, IsoDate, PartialDate, type IsoDate as Day } from '#kernel';
import { MeasuredPeriodShape } from '#contexts/indicator';
import type { MeasurementRow } from '#read/indicator';
import { computed, type ComputationRows } from './computed-indicators.ts';
import { measured } from './measured-indicators.ts';

const day = (text: string): Day => IsoDate.parse(text);
const on = (text: string): PartialDate => PartialDate.parse(text);

type Stage = ComputationRows['stages'][number];
const stage = (coalitionId: string, more: Partial<Stage> = {}): Stage => ({
  coalitionId,
  formedEarliest: null,
  formedLatest: null,
  untilEarliest: DISTANT_FUTURE,
  untilLatest: DISTANT_FUTURE,
  plannedOn: null,
  ...more,
});
const formed = (text: string) => ({ formedEarliest: day(text), formedLatest: day(text) });
const membership = (municipality: string, coalitionId: string, from = '2019') => ({
  municipality,
  coalitionId,
  stays: [{ code: municipality, from: on(from), until: 'open' as const, perSource: false }],
});
const member = (...codes: string[]) => ({ member: 'yes' as const, codes });
const pair = (certain: number, uncertain = 0) => ({ certain, uncertain });

describe('the share of municipalities of which a coalition was formed', () => {
  const members = [member('GM0114'), member('GM0109'), member('GM0118')];
  const counted = (text: string, rows: ComputationRows) =>
    computed('coalitionFormed', members, rows, day(text)).numerator;

  it('counts a municipality once it is in one that was formed', () => {
    const rows = {
      memberships: [membership('GM0114', 'emmen'), membership('GM0109', 'coevorden')],
      stages: [stage('emmen', formed('2020-05-01')), stage('coevorden')],
    };
    expect(counted('2020-04-30', rows)).toEqual(pair(0));
    expect(counted('2020-05-01', rows)).toEqual(pair(1));
    expect(computed('coalitionFormed', members, rows, day('2020-05-01')).denominator).toEqual(pair(3));
  });

  it('counts those that share one each, and one that is in two once', () => {
    const rows = {
      memberships: [
        membership('GM0114', 'drenthe'),
        membership('GM0109', 'drenthe'),
        membership('GM0114', 'emmen'),
      ],
      stages: [stage('drenthe', formed('2020-01-01')), stage('emmen', formed('2021-01-01'))],
    };
    expect(counted('2022-01-01', rows)).toEqual(pair(2));
  });

  it('counts as perhaps what is not precise enough: the forming, the membership, the end, the region', () => {
    const partly = (more: Partial<Stage>, from = '2019') =>
      counted('2020-06-01', {
        memberships: [membership('GM0114', 'emmen', from)],
        stages: [stage('emmen', { ...formed('2020-01-01'), ...more })],
      });
    expect(partly({})).toEqual(pair(1));
    expect(partly({ formedLatest: day('2020-12-31') })).toEqual(pair(0, 1));
    expect(partly({}, '2020')).toEqual(pair(0, 1));
    expect(partly({ untilEarliest: day('2020-01-01'), untilLatest: day('2020-12-31') })).toEqual(pair(0, 1));
    expect(partly({ untilEarliest: day('2020-05-31'), untilLatest: day('2020-05-31') })).toEqual(pair(0));
    const perhaps = [{ member: 'uncertain' as const, codes: ['GM0114'] }];
    const rows = {
      memberships: [membership('GM0114', 'emmen')],
      stages: [stage('emmen', formed('2020-01-01'))],
    };
    expect(computed('coalitionFormed', perhaps, rows, day('2020-06-01'))).toEqual({
      numerator: pair(0, 1),
      denominator: pair(0, 1),
    });
  });

  it('counts a municipality by any of the codes whose land it holds', () => {
    const rows = {
      memberships: [membership('GM0007', 'bellingwedde')],
      stages: [stage('bellingwedde', formed('2016-01-01'))],
    };
    const westerwolde = [member('GM1950', 'GM0007', 'GM0048')];
    expect(computed('coalitionFormed', westerwolde, rows, day('2020-01-01')).numerator).toEqual(pair(1));
  });
});

describe('the share of municipalities with a plan of action', () => {
  it('counts a plan that was adopted before or after forming, and from its first version on', () => {
    const rows = {
      memberships: [membership('GM0114', 'emmen')],
      stages: [stage('emmen', { plannedOn: [on('2022-04'), on('2021-03-01')] })],
    };
    const at = (text: string) => computed('planOfAction', [member('GM0114')], rows, day(text)).numerator;
    expect(at('2021-02-28')).toEqual(pair(0));
    expect(at('2021-03-01')).toEqual(pair(1));
    const partly = { ...rows, stages: [stage('emmen', { plannedOn: ['unknown'] })] };
    expect(computed('planOfAction', [member('GM0114')], partly, day('2021-01-01')).numerator).toEqual(
      pair(0, 1),
    );
  });
});

describe('what was measured', () => {
  const figure = (municipality: string, period: string, numerator: number | null, until: string) =>
    ({
      municipality,
      indicatorId: 'teenage-mothers',
      period: MeasuredPeriodShape.parse(period),
      periodUntil: day(until),
      numerator,
      denominator: numerator === null ? null : 1000,
      source: 'CBS',
      url: null,
      onEarliest: null,
      onLatest: null,
      provenance: { kind: 'live' },
    }) satisfies MeasurementRow;
  const places = [['GM0114'], ['GM0109'], ['GM1950', 'GM0007']];

  it('is nothing where nobody published a figure', () => expect(measured(places, [])).toBeNull());

  it('is the sum of the last period, and says how many are hidden or unknown', () => {
    const rows = [
      figure('GM0114', '2022', 20, '2022-12-31'),
      figure('GM0109', '2022', null, '2022-12-31'),
      figure('GM0007', '2021', 40, '2021-12-31'),
    ];
    expect(measured(places, rows)).toEqual({
      period: '2022',
      numerator: 20,
      denominator: 1000,
      shown: 1,
      hidden: 1,
      unknown: 1,
      perSource: 0,
    });
  });

  it('of a municipality with several codes is hidden where one of its parts is', () => {
    const rows = [figure('GM1950', '2022', 20, '2022-12-31'), figure('GM0007', '2022', null, '2022-12-31')];
    expect(measured(places, rows)).toMatchObject({ numerator: null, shown: 0, hidden: 1, unknown: 2 });
  });

  it('is of the year where a year and its last quarter are known', () => {
    const rows = [figure('GM0114', '2022-Q4', 10, '2022-12-31'), figure('GM0109', '2022', 50, '2022-12-31')];
    expect(measured(places, rows)).toMatchObject({ period: '2022', numerator: 50, unknown: 2 });
  });
});
