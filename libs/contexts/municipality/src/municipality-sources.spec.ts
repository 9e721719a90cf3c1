import { expect, it } from '@jest/globals';
import { PartialDate } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { municipality, MUNICIPALITY_REGISTER } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';
import { municipalityFacts } from './municipality.state.ts';

const { given } = specify(municipality, MUNICIPALITY_REGISTER);
const day = (text: string): PartialDate => PartialDate.parse(text);

const place = (code: string, name: string) =>
  ({ code, name, province: 'Groningen', from: day('1998-01-01') }) as const;
const registered = (code: string, name: string): MunicipalityEvent => ({
  type: 'municipality.Registered',
  data: place(code, name),
});
const bellingwedde = registered('GM0007', 'Bellingwedde');
const both = [bellingwedde, registered('GM0048', 'Vlagtwedde'), registered('GM1950', 'Westerwolde')];
const merged: MunicipalityEvent = {
  type: 'municipality.Reorganised',
  data: { kind: 'merger', from: ['GM0007', 'GM0048'], into: 'GM1950', effectiveOn: day('2018-01-01') },
};
const established: MunicipalityEvent = {
  type: 'region.Established',
  data: { regionId: 'veenkolonien', name: 'Veenkoloniën', from: day('2015') },
};
const told = (...claims: readonly MunicipalityEvent[]) => ({
  type: 'municipality.RecordedFromSource',
  data: { claims, source: { collection: 'papers', record: 'row-1' } },
});
const elsewhere: MunicipalityEvent = {
  type: 'municipality.Reorganised',
  data: { kind: 'merger', from: ['GM0007'], into: 'GM0048', effectiveOn: day('2017') },
};
const otherRegion: MunicipalityEvent = {
  type: 'region.Established',
  data: { regionId: 'veenkolonien', name: 'Other', from: day('2015') },
};

it(rule('history.live-wins', 'a municipality'), () => {
  const live = given(...both, established, merged).state();
  const state = given(
    ...both,
    established,
    merged,
    told(registered('GM0007', 'Other'), otherRegion, elsewhere),
  ).state();
  expect(state.municipalities).toEqual(live.municipalities);
  expect(state.regions).toEqual(live.regions);
  expect(municipalityFacts('GM0007', state)).toEqual(municipalityFacts('GM0007', live));
  expect(municipalityFacts('GM0007', given(...both, merged, told(elsewhere)).state())).toMatchObject({
    successor: 'GM1950',
    endedOn: '2017-12-31',
  });
});

it(rule('history.per-source', 'a municipality'), () => {
  const register = { type: 'RegisterMunicipality', ...place('GM0007', 'Bellingwedde') } as const;
  given(told(bellingwedde)).when(register).then(bellingwedde);
  const establish = { type: 'EstablishRegion', regionId: 'veenkolonien', from: day('2015') } as const;
  given(told(established))
    .when({ ...establish, name: 'Veenkoloniën' })
    .then(established);
  given(told(established))
    .when({ ...establish, name: 'Other' })
    .thenRejected('municipality.region-exists', 'regionId');
  given(told(registered('GM0007', 'Other')))
    .when(register)
    .thenRejected('municipality.exists', 'code');
});
