import type { EventOf, Provenance } from '#kernel';
import { day, integer, json, nullable, table, text } from '#platform/read-store';
import type { MeasuredPeriod } from '../indicator.content.ts';
import type { IndicatorDefined } from '../indicator.events.ts';

export type Definition = EventOf<typeof IndicatorDefined>['data'];

/** What indicators count. */
export const IndicatorTable = table({
  columns: { indicatorId: text(), definition: json<Definition>(), provenance: json<Provenance>() },
  key: ['indicatorId'],
});

/** Figures: the last day of the period is in the key, so that the latest one is looked up, as of any moment. */
export const MeasurementTable = table({
  columns: {
    municipality: text(),
    indicatorId: text(),
    periodUntil: day(),
    period: text<MeasuredPeriod>(),
    /** Null, both: the figure is hidden. */
    numerator: nullable(integer()),
    denominator: nullable(integer()),
    source: text(),
    url: nullable(text()),
    /** When it was published; null: nobody knows. */
    onEarliest: nullable(day()),
    onLatest: nullable(day()),
    provenance: json<Provenance>(),
  },
  key: ['municipality', 'indicatorId', 'periodUntil', 'period'],
  indexes: [['indicatorId', 'municipality', 'periodUntil', 'period']],
});
