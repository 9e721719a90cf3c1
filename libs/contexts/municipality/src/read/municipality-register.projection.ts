import { lastDayBefore, periodOf, type Provenance } from '#kernel';
import { periodFrom, periodValues, projection, type RowOf } from '#platform/read-store';
import type { MunicipalityEvent } from '../municipality.events.ts';
import { mergerOf } from '../municipality.state.ts';
import { MunicipalityTable } from './municipality-register.table.ts';

type Row = RowOf<typeof MunicipalityTable>;

const named = (provenance: Provenance): Row => ({
  name: null,
  province: null,
  start: 'unknown',
  renamings: [],
  reorganisations: [],
  successor: null,
  provenance,
  ...periodValues(periodOf('unknown', 'open')),
});

export const municipalityRegister = projection<MunicipalityEvent, typeof MunicipalityTable>({
  name: 'municipality-register',
  version: 2,
  table: MunicipalityTable,
  when: {
    'municipality.Registered': {
      key: ({ event: { data } }) => ({ code: data.code }),
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? named(provenance);
        const isLive = known.name !== null && known.provenance.kind === 'live';
        if (isLive && provenance.kind === 'perSource') return known;
        const period = { from: periodOf(data.from, 'open').from, until: periodFrom(known).until };
        const { name, province } = data;
        return { ...known, name, province, start: data.from, provenance, ...periodValues(period) };
      },
    },
    'municipality.Renamed': {
      key: ({ event: { data } }) => ({ code: data.code }),
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? named(provenance);
        return { ...known, renamings: [...known.renamings, { name: data.name, on: data.on }] };
      },
    },
    'municipality.Reorganised': {
      key: ({ event: { data } }) => [...new Set([...data.from, data.into])].map((code) => ({ code })),
      apply: (row, { event: { data }, provenance }, { code }) => {
        const known = row ?? named(provenance);
        const perSource = provenance.kind === 'perSource';
        const reorganisations = [...known.reorganisations, { ...data, perSource }];
        const merger = mergerOf(code, { reorganisations });
        if (merger === null) return { ...known, reorganisations };
        const lastDay = lastDayBefore(merger.effectiveOn);
        const period = periodValues(periodOf(known.start, lastDay));
        return { ...known, reorganisations, successor: merger.into, ...period };
      },
    },
  },
});
