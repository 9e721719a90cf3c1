import { periodOf, type Provenance } from '#kernel';
import { periodFrom, periodValues, projection, type RowOf } from '#platform/read-store';
import type { ProgrammeEvent } from '../programme.events.ts';
import { ProgrammeTable } from './programme-register.table.ts';

type Row = RowOf<typeof ProgrammeTable>;

const unnamed = (provenance: Provenance): Row => ({
  name: null,
  level: null,
  grants: [],
  obligations: [],
  practices: [],
  provenance,
  ...periodValues(periodOf('unknown', 'unknown')),
});
const byId = ({ event }: { event: ProgrammeEvent }) => ({ programmeId: event.data.programmeId });

export const programmeRegister = projection<ProgrammeEvent, typeof ProgrammeTable>({
  name: 'programme-register',
  version: 3,
  table: ProgrammeTable,
  when: {
    'programme.Started': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => ({
        ...(row ?? unnamed(provenance)),
        name: data.name,
        level: data.level,
        provenance,
        ...periodValues(periodOf(data.from, data.until)),
      }),
    },
    'programme.Ended': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? unnamed(provenance);
        const { until } = periodOf('unknown', data.until);
        return { ...known, ...periodValues({ from: periodFrom(known).from, until }) };
      },
    },
    'programme.FundingGranted': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? {
          ...unnamed(provenance),
          ...periodValues(periodOf(data.from ?? 'unknown', data.until ?? 'unknown')),
        };
        return {
          ...known,
          name: known.name ?? data.name ?? null,
          level: known.level ?? data.level ?? null,
          grants: [...known.grants, data],
          obligations: [
            ...known.obligations,
            ...data.obligations.map((obligation) => ({ ...obligation, grantId: data.grantId })),
          ],
        };
      },
    },
    'programme.ObligationSet': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? { ...unnamed(provenance), ...periodValues(periodOf(data.from, data.until)) };
        const { obligationId, kind, dueOn } = data;
        return {
          ...known,
          name: known.name ?? kind,
          level: known.level ?? data.level,
          obligations: [...known.obligations, { obligationId, kind, dueOn, grantId: null }],
        };
      },
    },
    'programme.PracticeShared': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const { programmeId: _, ...practice } = data;
        const known = row ?? unnamed(provenance);
        return { ...known, practices: [...known.practices, practice] };
      },
    },
  },
});
