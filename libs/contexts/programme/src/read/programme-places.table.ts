import type { EventOf, Provenance } from '#kernel';
import { json, nullable, table, text } from '#platform/read-store';
import type {
  ObligationMet,
  ObligationMissed,
  ProgrammeEvent,
  SupportEnrolled,
} from '../programme.events.ts';

type Told<D> = { readonly said: D; readonly provenance: Provenance };
export type Fulfilment = Told<EventOf<typeof ObligationMet>['data']>;
export type Omission = Told<EventOf<typeof ObligationMissed>['data']>;

/** Whom an obligation binds where neither a municipality nor an organisation is named. */
export const WHOEVER = '*';

/** What became of obligations: each that is bound meets a common one on its own. */
export const ObligationOutcomeTable = table({
  columns: {
    /** The code of a municipality, the id of an organisation, or {@link WHOEVER}: they never look alike. */
    holder: text(),
    programmeId: text(),
    obligationId: text(),
    met: nullable(json<Fulfilment>()),
    /** One that was missed may still be met, late. */
    missed: nullable(json<Omission>()),
  },
  key: ['holder', 'programmeId', 'obligationId'],
  indexes: [['programmeId', 'holder', 'obligationId']],
});

/** What happened on the way of support, after the enrolment. */
export type SupportStep = Extract<
  ProgrammeEvent,
  {
    readonly type:
      | 'programme.SituationAnalysed'
      | 'programme.GoalSet'
      | 'programme.FollowUpPlanned'
      | 'programme.FollowUpDone'
      | 'programme.SupportClosed';
  }
>;
/** From an enrolment (`null`: a source told of steps only) to its close. */
export type Trajectory = {
  readonly enrolment: EventOf<typeof SupportEnrolled>['data'] | null;
  readonly steps: readonly SupportStep[];
};

/** The support of a municipality: one trajectory after the other. */
export const SupportTable = table({
  columns: {
    municipality: text(),
    programmeId: text(),
    trajectories: json<readonly Trajectory[]>(),
    /** Of the last enrolment, or of what is known instead. */
    provenance: json<Provenance>(),
  },
  key: ['municipality', 'programmeId'],
});
