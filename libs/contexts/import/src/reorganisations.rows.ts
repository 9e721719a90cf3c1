import { GmCodeShape, NameShape, UrlShape } from '#kernel';
import { municipality, MUNICIPALITY_REGISTER, MunicipalityReorganised } from '#contexts/municipality';
import { asserting, filled, list, perhaps, rowFile, start } from './row-file.ts';

/** A reorganisation: one fact about several codes. A municipality is made by one merger, so its code is the key. */
export const reorganisationRows = rowFile({
  file: 'reorganisations.csv',
  identity: null,
  columns: {
    effective_on: start,
    kind: filled(MunicipalityReorganised.data.shape.kind),
    from: list(GmCodeShape),
    into: filled(GmCodeShape),
    note: perhaps(NameShape),
    source: perhaps(UrlShape),
  },
  tell: ({ effective_on: effectiveOn, kind, from, into, note }) => {
    if (from.length === 0) return { column: 'from', reason: 'must not be empty' };
    return {
      key: kind === 'merger' ? `${kind}/${into}` : `${kind}/${from.join('+')}/${into}`,
      names: [
        ...from.map((id) => ({ of: 'municipality' as const, id, column: 'from' })),
        { of: 'municipality', id: into, column: 'into' },
      ],
      makesKnown: kind === 'merger' ? from.map((id) => ({ of: 'merger', id, on: effectiveOn })) : [],
      assertion: asserting(municipality, MUNICIPALITY_REGISTER, [
        { type: 'municipality.Reorganised', data: { kind, from, into, effectiveOn, note } },
      ]),
    };
  },
});
