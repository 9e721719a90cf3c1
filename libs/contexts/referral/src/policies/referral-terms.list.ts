import type { IsoDate } from '#kernel';
import {
  day,
  json,
  nullable,
  projection,
  table,
  text,
  type ProjectedFact,
  type RowOf,
} from '#platform/read-store';
import type { ReferralEvent } from '../referral.events.ts';
import { evolve, NO_REFERRAL, type ReferralState } from '../referral.state.ts';
import { openTermsOf, type Term } from '../referral-terms.state.ts';

/** The terms of referrals that still have to be met, each with the event that set its last day. */
export const ReferralTermsTable = table({
  columns: {
    referralId: text(),
    /** What moves a term, and nothing else of the referral. */
    steps: json<ReferralState['steps']>(),
    response: nullable(day()),
    responseBecause: nullable(text()),
    start: nullable(day()),
    startBecause: nullable(text()),
    feedback: nullable(day()),
    feedbackBecause: nullable(text()),
  },
  key: ['referralId'],
});
type Row = RowOf<typeof ReferralTermsTable>;
type Open = { readonly dueOn: IsoDate; readonly because: string };

/** The open term of a row; `null`: none is set, or it was met or dropped, or it is known to be overdue. */
export function openTerm(row: Row, term: Term): Open | null {
  const { [term]: dueOn, [`${term}Because` as const]: because } = row;
  return dueOn === null || because === null ? null : { dueOn, because };
}

const folded = {
  key: ({ event }: ProjectedFact<ReferralEvent>) => ({ referralId: event.data.referralId }),
  apply: (row: Row | undefined, { event, provenance, recordedAs }: ProjectedFact<ReferralEvent>): Row => {
    const state = evolve({ steps: row?.steps ?? NO_REFERRAL.steps }, event, provenance);
    const open = openTermsOf(state);
    const columnsOf = (term: Term): Open | { dueOn: null; because: null } => {
      const dueOn = open.find((due) => due.term === term)?.dueOn;
      if (dueOn === undefined) return { dueOn: null, because: null };
      const before = row === undefined ? null : openTerm(row, term);
      return { dueOn, because: before?.dueOn === dueOn ? before.because : recordedAs };
    };
    const [response, start, feedback] = [columnsOf('response'), columnsOf('start'), columnsOf('feedback')];
    return {
      steps: state.steps,
      ...{ response: response.dueOn, responseBecause: response.because },
      ...{ start: start.dueOn, startBecause: start.because },
      ...{ feedback: feedback.dueOn, feedbackBecause: feedback.because },
    };
  },
};

export const referralTerms = projection<ReferralEvent, typeof ReferralTermsTable>({
  name: 'referral-terms',
  version: 1,
  table: ReferralTermsTable,
  when: {
    'referral.Sent': folded,
    'referral.Accepted': folded,
    'referral.Declined': folded,
    'referral.Waitlisted': folded,
    'referral.SupportStarted': folded,
    'referral.FeedbackGiven': folded,
    'referral.ConsentRefused': folded,
    'referral.ConsentWithdrawn': folded,
    'referral.Cancelled': folded,
    'referral.ClosedUnreached': folded,
    'referral.SupportCompleted': folded,
    'referral.EnteredInError': folded,
    'referral.ResponseOverdue': folded,
    'referral.StartOverdue': folded,
    'referral.FeedbackOverdue': folded,
  },
});
