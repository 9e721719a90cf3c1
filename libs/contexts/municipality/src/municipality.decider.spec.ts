import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate, type HistoryCommand, type Start } from '#kernel';
import { addsNothingTwice, eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { municipality, MUNICIPALITY_REGISTER, type MunicipalityCommand } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';

const { given } = specify(municipality, MUNICIPALITY_REGISTER);
const day = (text: string): PartialDate => PartialDate.parse(text);

const registered = (code: string, name: string, from = '1998-01-01'): MunicipalityEvent => ({
  type: 'municipality.Registered',
  data: { code, name, province: 'Groningen', from: day(from) },
});
const bellingwedde = registered('GM0007', 'Bellingwedde');
const vlagtwedde = registered('GM0048', 'Vlagtwedde');
const westerwolde = registered('GM1950', 'Westerwolde', '2018-01-01');
const both = [bellingwedde, vlagtwedde, westerwolde] as const;
const merge = {
  kind: 'merger',
  from: ['GM0007', 'GM0048'],
  into: 'GM1950',
  effectiveOn: day('2018-01-01'),
} as const;
const merged: MunicipalityEvent = {
  type: 'municipality.Reorganised',
  data: { ...merge, from: [...merge.from] },
};
const established: MunicipalityEvent = {
  type: 'region.Established',
  data: { regionId: 'veenkolonien', name: 'Veenkoloniën', from: day('2015') },
};
const joined = (code: string, from: Start = day('2015')): MunicipalityEvent => ({
  type: 'region.MunicipalityJoined',
  data: { regionId: 'veenkolonien', code, from },
});
const left = (code: string, until: string): MunicipalityEvent => ({
  type: 'region.MunicipalityLeft',
  data: { regionId: 'veenkolonien', code, until: day(until) },
});
const join = (code: string, from: string) =>
  ({ type: 'JoinRegion', regionId: 'veenkolonien', code, from: day(from) }) as const;
const leave = (code: string, until: string) =>
  ({ type: 'LeaveRegion', regionId: 'veenkolonien', code, until: day(until) }) as const;

describe('registering a municipality', () => {
  const register = {
    type: 'RegisterMunicipality',
    code: 'GM0007',
    name: 'Bellingwedde',
    province: 'Groningen',
    from: day('1998-01-01'),
  } as const;
  it('records it', () => given().when(register).then(bellingwedde));
  it('is decided once', () => given(bellingwedde).when(register).thenNothing());
  it('is refused for a code that another one has', () =>
    given(bellingwedde)
      .when({ ...register, name: 'Vlagtwedde' })
      .thenRejected('municipality.exists', 'code'));
  it(rule('municipality.code'), () => {
    const shape = municipality.events.find(({ type }) => type === 'municipality.Registered')?.data;
    const accepts = (code: string) => shape?.safeParse({ ...bellingwedde.data, code }).success;
    expect(['GM0007', 'GM07', 'gm0007', 'GM00071', 'PV20'].map(accepts)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a merger', () => {
  const reorganise = { type: 'ReorganiseMunicipalities', ...merge } as const;
  it(rule('municipality.one-fact'), () =>
    given(...both)
      .when(reorganise)
      .then(merged),
  );
  it('is told in any order of its sources', () =>
    given(...both, merged)
      .when({ ...reorganise, from: ['GM0048', 'GM0007'] })
      .thenNothing());
  it(rule('municipality.sources-exist'), () =>
    given(bellingwedde, westerwolde).when(reorganise).thenRejected('municipality.unknown', 'from.1'),
  );
  it('needs a successor that exists', () =>
    given(bellingwedde, vlagtwedde).when(reorganise).thenRejected('municipality.unknown', 'into'));
  it('names a municipality that takes others in as the successor only', () =>
    given(...both)
      .when({ ...reorganise, from: ['GM0007', 'GM1950'] })
      .thenRejected('municipality.reorganised-into-itself', 'into'));
  it('ends a code once', () =>
    given(...both, merged)
      .when({ ...reorganise, from: ['GM0007'], effectiveOn: day('2017-01-01') })
      .thenRejected('municipality.merged-otherwise', 'from.0'));
});

describe('a merged code', () => {
  const merger = [...both, established, joined('GM0007'), merged] as const;
  const rename = { type: 'RenameMunicipality', code: 'GM0007', name: 'Bellingwolde' } as const;
  it(rule('municipality.ended'), () => {
    given(...merger)
      .when({ ...rename, on: day('2018-01-01') })
      .thenRejected('municipality.ended', 'on');
    given(...merger)
      .when(join('GM0048', '2018-01-01'))
      .thenRejected('municipality.ended', 'from');
    given(...merger)
      .when(leave('GM0007', '2018-02-01'))
      .thenRejected('municipality.ended', 'until');
    given(...merger)
      .when({ type: 'ReorganiseMunicipalities', ...merge, into: 'GM0007', from: ['GM1950'] })
      .thenRejected('municipality.ended', 'into');
  });
  it(rule('municipality.recorded-late'), () => {
    given(...merger)
      .when({ ...rename, on: day('2017-12-31') })
      .then({
        type: 'municipality.Renamed',
        data: { code: 'GM0007', name: 'Bellingwolde', on: day('2017-12-31') },
      });
    given(...merger)
      .when(leave('GM0007', '2017-12-31'))
      .then(left('GM0007', '2017-12-31'));
    given(...merger)
      .when({
        type: 'ReorganiseMunicipalities',
        kind: 'borderCorrection',
        from: ['GM0007'],
        into: 'GM0048',
        effectiveOn: day('2017'),
      })
      .then({
        type: 'municipality.Reorganised',
        data: { kind: 'borderCorrection', from: ['GM0007'], into: 'GM0048', effectiveOn: day('2017') },
      });
  });
});

describe('a new name', () => {
  it('needs a municipality', () =>
    given()
      .when({ type: 'RenameMunicipality', code: 'GM0007', name: 'Bellingwolde', on: day('2018') })
      .thenRejected('municipality.absent', 'code'));
});

describe('a border correction', () => {
  it(rule('municipality.border-correction'), () =>
    given(...both, {
      type: 'municipality.Reorganised',
      data: { kind: 'borderCorrection', from: ['GM0007'], into: 'GM1950', effectiveOn: day('2018-01-01') },
    })
      .when({ type: 'RenameMunicipality', code: 'GM0007', name: 'Bellingwolde', on: day('2020') })
      .then({
        type: 'municipality.Renamed',
        data: { code: 'GM0007', name: 'Bellingwolde', on: day('2020') },
      }),
  );
});

describe('a region', () => {
  const establish = {
    type: 'EstablishRegion',
    regionId: 'veenkolonien',
    name: 'Veenkoloniën',
    from: day('2015'),
  } as const;
  it('is established', () => given().when(establish).then(established));
  it('is established once', () =>
    given(established)
      .when({ ...establish, name: 'Drenthe' })
      .thenRejected('municipality.region-exists', 'regionId'));
  it('is named after its first members, where sources told of those', () =>
    given(joined('GM0007')).when(establish).then(established));
  it('takes members', () =>
    given(...both, established)
      .when(join('GM0007', '2015'))
      .then(joined('GM0007')));
  it('must exist', () =>
    given(...both)
      .when(join('GM0007', '2015'))
      .thenRejected('municipality.region-absent', 'regionId'));
  it('takes municipalities that the register knows', () =>
    given(established).when(join('GM0007', '2015')).thenRejected('municipality.unknown', 'code'));
  it('has a member once at a time', () =>
    given(...both, established, joined('GM0007'))
      .when(join('GM0007', '2016'))
      .thenRejected('municipality.already-member', 'code'));
  it('takes a member back after it left', () =>
    given(...both, established, joined('GM0007'), left('GM0007', '2015-12-31'))
      .when(join('GM0007', '2016'))
      .then(joined('GM0007', day('2016'))));
  it('has no member twice on a day, though one of the times is told late', () => {
    const once = [...both, established, joined('GM0007', day('2016')), left('GM0007', '2017')];
    given(...once)
      .when(join('GM0007', '2015'))
      .thenRejected('municipality.already-member', 'code');
    given(...once)
      .when(join('GM0007', '2016-06-01'))
      .thenRejected('municipality.already-member', 'code');
  });
  it('is left by its members only', () =>
    given(...both, established)
      .when(leave('GM0007', '2016'))
      .thenRejected('municipality.not-a-member', 'code'));
  it('is not left before it was joined', () =>
    given(...both, established, joined('GM0007'))
      .when(leave('GM0007', '2014'))
      .thenRejected('municipality.left-before-joining', 'until'));
});

describe('what a source asserts', () => {
  const source = { collection: 'public-history', record: 'municipalities/GM0007' };
  it(rule('history.assertions-unbound', 'a municipality'), () =>
    given()
      .when({ type: 'RecordFromSource', claims: [left('GM0007', '2017-12-31'), merged], source })
      .then({
        type: 'municipality.RecordedFromSource',
        data: { claims: [left('GM0007', '2017-12-31'), merged], source },
      }),
  );
});

describe('any sequence of commands', () => {
  const code = fc.constantFrom('GM0007', 'GM0048', 'GM1950');
  const date = fc.constantFrom('2015', '2017-12', '2018-01-01', '2020-05-01').map(day);
  const regionId = fc.constant('veenkolonien');
  const name = fc.constantFrom('Westerwolde', 'Veenkoloniën');
  const command: fc.Arbitrary<MunicipalityCommand | HistoryCommand<MunicipalityEvent>> = fc.oneof(
    fc.record({
      type: fc.constant('RegisterMunicipality' as const),
      code,
      name,
      province: fc.constant('Groningen' as const),
      from: date,
    }),
    fc.record({ type: fc.constant('RenameMunicipality' as const), code, name, on: date }),
    fc.record({
      type: fc.constant('ReorganiseMunicipalities' as const),
      kind: fc.constantFrom('merger' as const, 'borderCorrection' as const),
      from: fc.uniqueArray(code, { minLength: 1, maxLength: 2 }),
      into: code,
      effectiveOn: date,
    }),
    fc.record({ type: fc.constant('EstablishRegion' as const), regionId, name, from: date }),
    fc.record({ type: fc.constant('JoinRegion' as const), regionId, code, from: date }),
    fc.record({ type: fc.constant('LeaveRegion' as const), regionId, code, until: date }),
    fc.record({
      type: fc.constant('Retract' as const),
      retracts: fc.integer({ min: 1, max: 8 }).map(eventId),
      reason: fc.constant('Never happened.'),
    }),
  );
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(municipality, MUNICIPALITY_REGISTER, command));
});
