import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn } from '#platform/read-store';
import { rule } from '#test/support/rule';
import { municipalityRegister } from './municipality-register.projection.ts';
import { regionRegister } from './region-register.projection.ts';

const told = (...claims: readonly Event[]): Event => ({
  type: 'municipality.RecordedFromSource',
  data: { claims, source: { collection: 'papers', record: 'row-1' } },
});
const registered = (name: string): Event => ({
  type: 'municipality.Registered',
  data: { code: 'GM0007', name, province: 'Groningen', from: '1998' },
});
const merged = (into: string, effectiveOn: string): Event => ({
  type: 'municipality.Reorganised',
  data: { kind: 'merger', from: ['GM0007'], into, effectiveOn },
});
const established = (name: string): Event => ({
  type: 'region.Established',
  data: { regionId: 'veenkolonien', name, from: '2015' },
});
const joined: Event = {
  type: 'region.MunicipalityJoined',
  data: { regionId: 'veenkolonien', code: 'GM0007', from: '2015' },
};
const municipality = (...events: readonly Event[]) =>
  foldRows(municipalityRegister, recordedIn('municipality-register', events)).find(
    ({ code }) => code === 'GM0007',
  );
const region = (...events: readonly Event[]) =>
  foldRows(regionRegister, recordedIn('municipality-register', events));

describe(rule('history.live-wins', 'places in the register'), () => {
  it('keeps the name of a municipality, and where it merged into', () =>
    expect(
      municipality(
        registered('Bellingwedde'),
        merged('GM1950', '2018-01-01'),
        told(registered('Other'), merged('GM0048', '2010-01-01')),
      ),
    ).toMatchObject({ name: 'Bellingwedde', successor: 'GM1950', untilLatest: '2017-12-31' }));
  it('keeps a region', () =>
    expect(region(established('Veenkoloniën'), told(established('Other')))).toMatchObject([
      { name: 'Veenkoloniën', perSource: false },
    ]));
});

describe(rule('history.per-source', 'places in the register'), () => {
  it('gives way to a municipality that is registered live', () =>
    expect(municipality(told(registered('Other')), registered('Bellingwedde'))).toMatchObject({
      name: 'Bellingwedde',
      provenance: { kind: 'live' },
    }));
  it('gives way to a region that is established live', () => {
    expect(region(told(joined))).toMatchObject([{ name: null, perSource: true }]);
    expect(region(told(joined, established('Other')), established('Veenkoloniën'))).toMatchObject([
      { name: 'Veenkoloniën', perSource: false },
    ]);
  });
});
