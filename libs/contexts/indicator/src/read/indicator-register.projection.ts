import { boundsOf } from '#kernel';
import { projection } from '#platform/read-store';
import { daysOf } from '../indicator.content.ts';
import type { IndicatorEvent } from '../indicator.events.ts';
import { IndicatorTable, MeasurementTable } from './indicator-register.table.ts';

export const indicatorRegister = projection<IndicatorEvent, typeof IndicatorTable>({
  name: 'indicator-register',
  version: 1,
  table: IndicatorTable,
  when: {
    'indicator.Defined': {
      key: ({ event: { data } }) => ({ indicatorId: data.indicatorId }),
      // What a source tells undoes nothing live.
      apply: (row, { event: { data }, provenance }) =>
        row?.provenance.kind === 'live' && provenance.kind === 'perSource'
          ? row
          : { definition: data, provenance },
    },
  },
});

export const indicatorMeasurement = projection<IndicatorEvent, typeof MeasurementTable>({
  name: 'indicator-measurement',
  version: 1,
  table: MeasurementTable,
  when: {
    'indicator.Measured': {
      key: ({ event: { data } }) => ({
        municipality: data.municipality,
        indicatorId: data.indicatorId,
        periodUntil: daysOf(data.period).latest,
        period: data.period,
      }),
      apply: (row, { event: { data }, provenance }) => {
        if (row?.provenance.kind === 'live' && provenance.kind === 'perSource') return row;
        const published = data.on === 'unknown' ? null : boundsOf(data.on);
        return {
          numerator: data.numerator ?? null,
          denominator: data.denominator ?? null,
          source: data.source,
          url: data.url ?? null,
          onEarliest: published?.earliest ?? null,
          onLatest: published?.latest ?? null,
          provenance,
        };
      },
    },
  },
});
