import { periodOf, prevailing, type Provenance } from '#kernel';
import { periodFrom, periodValues, projection, type RowOf } from '#platform/read-store';
import type { ProgrammeEvent } from '../programme.events.ts';
import { ProgrammeTable } from './programme-register.table.ts';

type Row = RowOf<typeof ProgrammeTable>;

const unnamed = (provenance: Provenance): Row => ({
  name: null,
  level: null,
  started: null,
  ended: null,
  grants: [],
  obligations: [],
  practices: [],
  provenance,
  ...periodValues(periodOf('unknown', 'unknown')),
});
const byId = ({ event }: { event: ProgrammeEvent }) => ({ programmeId: event.data.programmeId });

/** `list` with one more, or in place of what tells the same: but a source undoes nothing that was decided live. */
function put<T extends { readonly perSource: boolean }>(
  list: readonly T[],
  told: T,
  isSame: (one: T) => boolean,
): readonly T[] {
  const known = list.find(isSame);
  return known === undefined
    ? [...list, told]
    : list.map((one) => (one === known ? prevailing(known, told) : one));
}
const putDuty = (duties: Row['obligations'], duty: Row['obligations'][number]): Row['obligations'] =>
  put(duties, duty, ({ obligationId }) => obligationId === duty.obligationId);

/** From its start to the end that was set, or else came. */
function running({ started, ended, ...row }: Row): Row {
  const set = started === null ? periodFrom(row) : periodOf(started.said.from, started.said.until);
  const until = ended === null ? set.until : periodOf('unknown', ended.said).until;
  return { ...row, started, ended, ...periodValues({ from: set.from, until }) };
}

const isTold = ({ kind }: Provenance): boolean => kind === 'perSource';

export const programmeRegister = projection<ProgrammeEvent, typeof ProgrammeTable>({
  name: 'programme-register',
  version: 4,
  table: ProgrammeTable,
  when: {
    'programme.Started': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? unnamed(provenance);
        const started = prevailing(known.started, { said: data, perSource: isTold(provenance) });
        if (started === known.started) return known;
        return running({ ...known, name: data.name, level: data.level, started, provenance });
      },
    },
    'programme.Ended': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? unnamed(provenance);
        return running({
          ...known,
          ended: prevailing(known.ended, { said: data.until, perSource: isTold(provenance) }),
        });
      },
    },
    'programme.FundingGranted': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? {
          ...unnamed(provenance),
          ...periodValues(periodOf(data.from ?? 'unknown', data.until ?? 'unknown')),
        };
        const { grantId } = data;
        const perSource = isTold(provenance);
        const grant = { ...data, perSource };
        const grants = put(known.grants, grant, (one) => one.grantId === grantId);
        if (!grants.includes(grant)) return known;
        return {
          ...known,
          name: known.name ?? data.name ?? null,
          level: known.level ?? data.level ?? null,
          grants,
          obligations: data.obligations
            .map((obligation) => ({ ...obligation, grantId, perSource }))
            .reduce(putDuty, known.obligations),
        };
      },
    },
    'programme.ObligationSet': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const known = row ?? { ...unnamed(provenance), ...periodValues(periodOf(data.from, data.until)) };
        const { obligationId, kind, dueOn } = data;
        const duty = { obligationId, kind, dueOn, grantId: null, perSource: isTold(provenance) };
        return {
          ...known,
          name: known.name ?? kind,
          level: known.level ?? data.level,
          obligations: putDuty(known.obligations, duty),
        };
      },
    },
    'programme.PracticeShared': {
      key: byId,
      apply: (row, { event: { data }, provenance }) => {
        const { programmeId: _, ...practice } = data;
        const known = row ?? unnamed(provenance);
        const told = { ...practice, perSource: isTold(provenance) };
        return { ...known, practices: put(known.practices, told, ({ url }) => url === told.url) };
      },
    },
  },
});
