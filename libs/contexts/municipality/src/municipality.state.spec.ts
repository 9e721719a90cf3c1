import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IsoDate, PartialDate, type Start } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { municipality, MUNICIPALITY_REGISTER } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';
import {
  byBordersOf,
  liesAfterEnd,
  membersOn,
  municipalityFacts,
  nameOn,
  predecessorsOf,
  provinceOf,
  successorsOf,
} from './municipality.state.ts';

const { given } = specify(municipality, MUNICIPALITY_REGISTER);
const day = (text: string): IsoDate => IsoDate.parse(text);
const date = (text: string): PartialDate => PartialDate.parse(text);
const today = day('2026-01-01');

const registered = (code: string, name: string, from: Start = 'unknown'): MunicipalityEvent => ({
  type: 'municipality.Registered',
  data: { code, name, province: 'Groningen', from },
});
const merged = (from: string[], into: string, effectiveOn: Start): MunicipalityEvent => ({
  type: 'municipality.Reorganised',
  data: { kind: 'merger', from, into, effectiveOn },
});
const joined = (code: string, from: Start): MunicipalityEvent => ({
  type: 'region.MunicipalityJoined',
  data: { regionId: 'veenkolonien', code, from },
});
const left = (code: string, until: Start): MunicipalityEvent => ({
  type: 'region.MunicipalityLeft',
  data: { regionId: 'veenkolonien', code, until },
});

const slochteren = registered('GM0040', 'Slochteren');
const meerstad: MunicipalityEvent = {
  type: 'municipality.Reorganised',
  data: { kind: 'borderCorrection', from: ['GM0040'], into: 'GM0014', effectiveOn: date('2017-01-01') },
};
const midden = merged(['GM0018', 'GM1987', 'GM0040'], 'GM1952', date('2018-01-01'));
const story = () => given(slochteren, meerstad, registered('GM1952', 'Midden-Groningen'), midden).state();

describe('what others may know of a code', () => {
  it('says when it ended and into which it went', () =>
    expect(municipalityFacts('GM0040', story())).toEqual({
      code: 'GM0040',
      known: true,
      endedOn: '2017-12-31',
      successor: 'GM1952',
    }));
  it('says nothing of a code that nobody registered', () =>
    expect(municipalityFacts('GM9999', story())).toEqual({
      code: 'GM9999',
      known: false,
      endedOn: null,
      successor: null,
    }));
  it('keeps an unknown end unknown', () =>
    expect(
      municipalityFacts('GM0040', given(slochteren, merged(['GM0040'], 'GM1952', 'unknown')).state()),
    ).toMatchObject({ endedOn: null, successor: 'GM1952' }));
  it('does not end a municipality that takes others in and keeps its code', () =>
    expect(
      municipalityFacts('GM0014', given(merged(['GM0014', 'GM0017'], 'GM0014', date('2019-01-01'))).state()),
    ).toMatchObject({ endedOn: null, successor: null }));
  it.each([
    ['2017-12-31', false],
    ['2018-01-01', true],
    ['2017', false],
    ['2018', true],
    ['unknown', false],
  ] as const)('a fact of %s lies after the end: %s', (on, after) =>
    expect(liesAfterEnd(municipalityFacts('GM0040', story()), on === 'unknown' ? on : date(on))).toBe(after),
  );
});

describe('borders', () => {
  const chain = () =>
    given(
      merged(['GM0001'], 'GM0002', date('2010-01-01')),
      merged(['GM0002', 'GM0003'], 'GM0004', date('2018')),
    ).state();
  it('lead to the municipality of today', () => expect(byBordersOf(today, 'GM0001', chain())).toBe('GM0004'));
  it('lead to the municipality of then', () =>
    expect(byBordersOf(day('2012-06-01'), 'GM0001', chain())).toBe('GM0002'));
  it('wait for a partial date to have passed', () =>
    expect(byBordersOf(day('2018-06-01'), 'GM0001', chain())).toBe('GM0002'));
  it('know every step', () => expect(successorsOf(today, 'GM0001', chain())).toEqual(['GM0002', 'GM0004']));
  it('know where a municipality came from', () =>
    expect(predecessorsOf(today, 'GM0004', chain())).toEqual(['GM0001', 'GM0002', 'GM0003']));
  it('do not follow a border correction', () => expect(byBordersOf(today, 'GM0040', story())).toBe('GM1952'));
  it('walk a circle of contradicting sources once', () =>
    expect(
      byBordersOf(
        today,
        'GM0001',
        given(
          merged(['GM0001'], 'GM0002', 'unknown'),
          merged(['GM0002'], 'GM0001', date('2010-01-01')),
        ).state(),
      ),
    ).toBe('GM0002'));
});

describe('names and provinces', () => {
  const state = () =>
    given(registered('GM1731', 'Middenveld'), {
      type: 'municipality.Renamed',
      data: { code: 'GM1731', name: 'Midden-Drenthe', on: date('2000') },
    }).state();
  it.each([
    ['1999-12-31', 'Middenveld'],
    ['2000-01-01', 'Midden-Drenthe'],
  ])('the name on %s is %s', (on, name) => expect(nameOn(day(on), 'GM1731', state())).toBe(name));
  it('are unknown for an unknown code', () =>
    expect([nameOn(today, 'GM9999', state()), provinceOf('GM9999', state())]).toEqual([null, null]));
  it('knows the province', () => expect(provinceOf('GM1731', state())).toBe('Groningen'));
});

describe(rule('municipality.membership'), () => {
  const state = () =>
    given(
      joined('GM0114', date('2015')),
      joined('GM0018', date('2015')),
      midden,
      joined('GM1952', date('2018-01-01')),
      joined('GM0047', 'unknown'),
      left('GM0047', date('2016')),
    ).state();
  const on = (text: string) =>
    Object.fromEntries(
      membersOn(day(text), 'veenkolonien', state()).map(({ code, member }) => [code, member]),
    );
  it('are certain or perhaps', () =>
    expect(on('2015-06-01')).toEqual({ GM0114: 'uncertain', GM0018: 'uncertain', GM0047: 'uncertain' }));
  it('end with their code, though nobody said that they left', () => {
    expect(on('2017-12-31')).toEqual({ GM0114: 'yes', GM0018: 'yes' });
    expect(on('2018-01-01')).toEqual({ GM0114: 'yes', GM1952: 'yes' });
  });
  it('are none in an unknown region', () => expect(membersOn(today, 'elsewhere', state())).toEqual([]));
});

describe('whatever order sources tell things in', () => {
  const events = [
    slochteren,
    meerstad,
    midden,
    registered('GM1952', 'Midden-Groningen', date('2018-01-01')),
    joined('GM0018', date('2015')),
    left('GM0018', date('2017-12-31')),
    joined('GM1952', date('2018-01-01')),
  ];
  const answers = (order: readonly MunicipalityEvent[]) => {
    const state = given(...order).state();
    return {
      facts: ['GM0018', 'GM0040', 'GM1952'].map((code) => municipalityFacts(code, state)),
      members: ['2016-01-01', '2018-01-01'].map((text) =>
        membersOn(day(text), 'veenkolonien', state).toSorted((a, b) => a.code.localeCompare(b.code)),
      ),
    };
  };
  it('answers are the same', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) =>
        expect(answers(order)).toEqual(answers(events)),
      ),
    ));
});
