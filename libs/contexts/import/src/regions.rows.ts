import { IdShape, NameShape, UrlShape } from '#kernel';
import { municipality, MUNICIPALITY_REGISTER } from '#contexts/municipality';
import { asserting, filled, perhaps, rowFile, start } from './row-file.ts';

/** A region of municipalities; its members are in `municipalities.csv`. */
export const regionRows = rowFile({
  file: 'regions.csv',
  identity: 'id',
  columns: { id: filled(IdShape), name: filled(NameShape), from: start, source: perhaps(UrlShape) },
  tell: ({ id, name, from }) => ({
    key: id,
    names: [],
    assertion: asserting(municipality, MUNICIPALITY_REGISTER, [
      { type: 'region.Established', data: { regionId: id, name, from } },
    ]),
  }),
});
