import { sameJson, type Provenance } from '#kernel';
import { projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import type { ProgrammeEvent } from '../programme.events.ts';
import {
  ObligationOutcomeTable,
  SupportTable,
  WHOEVER,
  type SupportStep,
  type Trajectory,
} from './programme-places.table.ts';

type OutcomeRow = RowOf<typeof ObligationOutcomeTable>;
type Outcome = Extract<
  ProgrammeEvent,
  { readonly type: 'programme.ObligationMet' | 'programme.ObligationMissed' }
>;
/** What a source tells undoes nothing that was decided live. */
const keeps = (
  known: { readonly provenance: Provenance } | null | undefined,
  { kind }: Provenance,
): boolean => kind === 'perSource' && known?.provenance.kind === 'live';
const NOTHING: OutcomeRow = { met: null, missed: null };
const ofHolder = ({ event: { data } }: ProjectedFact<Outcome>) => ({
  holder: data.municipality ?? data.organisationId ?? WHOEVER,
  programmeId: data.programmeId,
  obligationId: data.obligationId,
});

/** What became of obligations, by whom they bind. */
export const obligationOutcome = projection<ProgrammeEvent, typeof ObligationOutcomeTable>({
  name: 'obligation-outcome',
  version: 2,
  table: ObligationOutcomeTable,
  when: {
    'programme.ObligationMet': {
      key: ofHolder,
      apply: (row = NOTHING, { event: { data }, provenance }) =>
        keeps(row.met, provenance) ? row : { ...row, met: { said: data, provenance } },
    },
    'programme.ObligationMissed': {
      key: ofHolder,
      apply: (row = NOTHING, { event: { data }, provenance }) =>
        keeps(row.missed, provenance) ? row : { ...row, missed: { said: data, provenance } },
    },
  },
});

type SupportRow = RowOf<typeof SupportTable>;
type Supporting = SupportStep | Extract<ProgrammeEvent, { readonly type: 'programme.SupportEnrolled' }>;
const ofPlace = ({ event: { data } }: ProjectedFact<Supporting>) => ({
  municipality: data.municipality,
  programmeId: data.programmeId,
});

const stepping = {
  key: ofPlace,
  apply: (row: SupportRow | undefined, { event, provenance }: ProjectedFact<SupportStep>): SupportRow => {
    const known = row?.trajectories ?? [];
    const { enrolment, steps }: Trajectory = known.at(-1) ?? { enrolment: null, steps: [] };
    const last = { enrolment, steps: [...steps.filter((one) => !sameJson(one, event)), event] };
    return { trajectories: [...known.slice(0, -1), last], provenance: row?.provenance ?? provenance };
  },
};

/** How the support of municipalities goes. */
export const programmeSupport = projection<ProgrammeEvent, typeof SupportTable>({
  name: 'programme-support',
  version: 2,
  table: SupportTable,
  when: {
    'programme.SupportEnrolled': {
      key: ofPlace,
      apply: (row, { event: { data }, provenance }) => {
        const known = row?.trajectories ?? [];
        const last = known.at(-1);
        const isEnrolled = last !== undefined && last.enrolment !== null;
        if (row !== undefined && isEnrolled && keeps(row, provenance)) return row;
        const isTold = isEnrolled && row?.provenance.kind === 'perSource' && provenance.kind === 'live';
        // Steps that a source told first belong to this enrolment; a second enrolment begins anew.
        const trajectories =
          last !== undefined && (!isEnrolled || isTold)
            ? [...known.slice(0, -1), { enrolment: data, steps: last.steps }]
            : [...known, { enrolment: data, steps: [] }];
        return { trajectories, provenance };
      },
    },
    'programme.SituationAnalysed': stepping,
    'programme.GoalSet': stepping,
    'programme.FollowUpPlanned': stepping,
    'programme.FollowUpDone': stepping,
    'programme.SupportClosed': stepping,
  },
});
