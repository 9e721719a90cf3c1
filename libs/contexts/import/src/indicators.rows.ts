import { IdShape, NameShape, UrlShape } from '#kernel';
import {
  Computations,
  indicator,
  IndicatorDefined,
  IndicatorKinds,
  IndicatorUnits,
} from '#contexts/indicator';
import { z } from 'zod';
import { asserting, filled, perhaps, rowFile } from './row-file.ts';

/** What an indicator counts. Figures are not read from here: they are recorded one by one, with who published them. */
export const indicatorRows = rowFile({
  file: 'indicators.csv',
  identity: 'id',
  columns: {
    id: filled(IdShape),
    title: filled(NameShape),
    phase: perhaps(IndicatorDefined.data.shape.phase.unwrap()),
    kind: filled(z.enum(IndicatorKinds)),
    unit: filled(z.enum(IndicatorUnits)),
    numerator: filled(NameShape),
    denominator: perhaps(NameShape),
    computed_from: perhaps(z.enum(Computations)),
    publisher: filled(NameShape),
    source: perhaps(UrlShape),
  },
  tell: ({ id: indicatorId, computed_from: computedFrom, publisher, source: _, ...row }) => ({
    key: indicatorId,
    names: [],
    assertion: asserting(indicator, indicatorId, [
      { type: 'indicator.Defined', data: { ...row, indicatorId, computedFrom, source: publisher } },
    ]),
  }),
});
