import { describe, expect, it } from '@jest/globals';
import { PartialDate } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  type RenameMunicipality,
  type ReorganiseMunicipalities,
} from './municipality.decider.ts';
import type { MunicipalityEvent, ReorganisationKind } from './municipality.events.ts';

const { given } = specify(municipality, MUNICIPALITY_REGISTER);
const day = (text: string): PartialDate => PartialDate.parse(text);
const regionId = 'veenkolonien';

const registered = (code: string): MunicipalityEvent => ({
  type: 'municipality.Registered',
  data: { code, name: code, province: 'Groningen', from: day('1998') },
});
const all = ['GM0007', 'GM0048', 'GM1950'].map(registered);
const established: MunicipalityEvent = {
  type: 'region.Established',
  data: { regionId, name: 'Veenkoloniën', from: day('2015') },
};
const joined = (code: string, from: string): MunicipalityEvent => ({
  type: 'region.MunicipalityJoined',
  data: { regionId, code, from: day(from) },
});
const left = (code: string, until: string): MunicipalityEvent => ({
  type: 'region.MunicipalityLeft',
  data: { regionId, code, until: day(until) },
});
const join = (code: string, from: string) =>
  ({ type: 'JoinRegion', regionId, code, from: day(from) }) as const;
const leave = (code: string, until: string) =>
  ({ type: 'LeaveRegion', regionId, code, until: day(until) }) as const;

describe('a name', () => {
  const rename = (name: string, on: string): RenameMunicipality => ({
    type: 'RenameMunicipality',
    code: 'GM0007',
    name,
    on: day(on),
  });
  const renamed = (name: string, on: string): MunicipalityEvent => ({
    type: 'municipality.Renamed',
    data: { code: 'GM0007', name, on: day(on) },
  });
  it('is told again where it or its day differs', () => {
    const history = [registered('GM0007'), renamed('Bellingwolde', '2010')];
    given(...history)
      .when(rename('Bellingwolde', '2012'))
      .then(renamed('Bellingwolde', '2012'));
    given(...history)
      .when(rename('Westerwolde', '2010'))
      .then(renamed('Westerwolde', '2010'));
  });
});

describe(rule('municipality.one-fact', 'and another one in whatever differs'), () => {
  const reorganise = (
    kind: ReorganisationKind,
    from: string,
    into: string,
    effectiveOn: string,
  ): ReorganiseMunicipalities => ({
    type: 'ReorganiseMunicipalities',
    kind,
    from: [from],
    into,
    effectiveOn: day(effectiveOn),
  });
  const reorganised = (...which: Parameters<typeof reorganise>): MunicipalityEvent => {
    const { type: _, from, ...data } = reorganise(...which);
    return { type: 'municipality.Reorganised', data: { ...data, from: [...from] } };
  };
  const known = reorganised('borderCorrection', 'GM0007', 'GM1950', '2018');
  it.each([
    ['merger', 'GM0007', 'GM1950', '2018'],
    ['borderCorrection', 'GM0048', 'GM1950', '2018'],
    ['borderCorrection', 'GM0007', 'GM0048', '2018'],
    ['borderCorrection', 'GM0007', 'GM1950', '2019'],
  ] as const)('%s of %s into %s in %s', (kind, from, into, on) =>
    given(...all, known)
      .when(reorganise(kind, from, into, on))
      .then(reorganised(kind, from, into, on)),
  );
  it('takes nothing from a code that has ended', () =>
    given(...all, reorganised('merger', 'GM0007', 'GM1950', '2018-01-01'))
      .when(reorganise('borderCorrection', 'GM0007', 'GM0048', '2019'))
      .thenRejected('municipality.ended', 'from.0'));
});

describe(rule('municipality.membership', 'of each of them'), () => {
  it('begins for several on the same day', () =>
    given(...all, established, joined('GM0048', '2015'))
      .when(join('GM0007', '2015'))
      .then(joined('GM0007', '2015')));
  it('reaches to the end of its last day', () => {
    const history = [...all, established, joined('GM0007', '2015'), left('GM0007', '2016-12-31')];
    given(...history)
      .when(join('GM0007', '2016-12-31'))
      .thenRejected('municipality.already-member', 'code');
    given(...history)
      .when(join('GM0007', '2017-01-01'))
      .then(joined('GM0007', '2017-01-01'));
  });
  it('ends once', () =>
    given(...all, established, joined('GM0007', '2015'), left('GM0007', '2016'))
      .when(leave('GM0007', '2017'))
      .thenRejected('municipality.not-a-member', 'code'));
  it('ends for a municipality that the register knows', () =>
    given(established, joined('GM0007', '2015'))
      .when(leave('GM0007', '2016'))
      .thenRejected('municipality.unknown', 'code'));
  it('ends where it began, of several that are told', () =>
    given(...all, established, joined('GM0007', '2015'), joined('GM0007', '2020'))
      .when(leave('GM0007', '2016'))
      .then(left('GM0007', '2016')));
});

describe('a region', () => {
  it('is established on one day', () =>
    given(established)
      .when({ type: 'EstablishRegion', regionId, name: 'Veenkoloniën', from: day('2016') })
      .thenRejected('municipality.region-exists', 'regionId'));
  it('has no name, and no known beginning, while only its members are told', () =>
    expect(given(joined('GM0007', '2015')).state().regions.get(regionId)).toMatchObject({
      name: null,
      from: 'unknown',
    }));
});
