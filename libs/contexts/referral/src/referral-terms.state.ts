import type { IsoDate } from '#kernel';
import type { ReferralEvent } from './referral.events.ts';
import { endingOf, last, stepsOf, type ReferralState } from './referral.state.ts';
import { addWorkingDays } from './working-days.ts';

/** What an agreement may set a term for: an answer, the beginning of the support, and word of what came of it. */
export const Terms = ['response', 'start', 'feedback'] as const;
export type Term = (typeof Terms)[number];

const MET_BY = {
  response: ['referral.Accepted', 'referral.Declined', 'referral.Waitlisted'],
  start: ['referral.SupportStarted'],
  feedback: ['referral.FeedbackGiven'],
} as const;
export const OVERDUE = {
  response: 'referral.ResponseOverdue',
  start: 'referral.StartOverdue',
  feedback: 'referral.FeedbackOverdue',
} as const satisfies Record<Term, ReferralEvent['type']>;

/** A term that runs or ran. */
export type Due = {
  readonly term: Term;
  /** The last day for it. */
  readonly dueOn: IsoDate;
  /** The day on which it was met, in time or late; `null`: it has not been. */
  readonly metOn: IsoDate | null;
  /** The day from which it mattered no more, since the referral ended otherwise; `null`: it does, or was met. */
  readonly droppedOn: IsoDate | null;
};

/**
 * A term as it stands, or `null` where the agreement set none or it has not begun to run: those for an answer and for
 * the beginning count in working days from sending, the one for feedback from the end of the support.
 */
export function dueOf(state: ReferralState, term: Term): Due | null {
  const sent = last(state, 'referral.Sent');
  if (sent === null) return null;
  const { respondWithinWorkingDays, startWithinWorkingDays, feedbackWithinWorkingDays } = sent.data.terms;
  const supportEnded = last(state, 'referral.SupportCompleted', 'referral.ClosedUnreached');
  const [since, days] = {
    response: [sent.data.on, respondWithinWorkingDays] as const,
    start: [sent.data.on, startWithinWorkingDays] as const,
    feedback: [supportEnded?.data.on ?? null, feedbackWithinWorkingDays] as const,
  }[term];
  if (since === null || days === undefined) return null;
  const [met] = stepsOf(state, ...MET_BY[term]);
  const metOn = met?.data.on ?? null;
  return {
    term,
    dueOn: addWorkingDays(since, days),
    metOn,
    droppedOn: metOn === null ? droppedOn(state, term) : null,
  };
}

/** All terms that run or ran. */
export const duesOf = (state: ReferralState): Due[] =>
  Terms.map((term) => dueOf(state, term)).filter((due) => due !== null);

/** Only the term of feedback outlives the end of the support, and no term any other end. */
function droppedOn(state: ReferralState, term: Term): IsoDate | null {
  const ending = endingOf(state);
  if (ending === null) return null;
  const goesOn = ending.type === 'referral.SupportCompleted' || ending.type === 'referral.ClosedUnreached';
  return term === 'feedback' && goesOn ? null : ending.data.on;
}

/** True where the last day of a term has passed, and on this day it had neither been met nor dropped. */
export const isOverdue = ({ dueOn, metOn, droppedOn }: Due, day: IsoDate): boolean =>
  dueOn < day && (metOn === null || metOn > day) && (droppedOn === null || droppedOn > day);

/**
 * The terms that still have to be met and of which the register has not recorded yet that they passed: each is overdue
 * from the day after `dueOn` on, and becomes a `RecordOverdue`.
 */
export const openTermsOf = (state: ReferralState): Due[] =>
  duesOf(state).filter(
    ({ term, dueOn, metOn, droppedOn }) =>
      metOn === null &&
      droppedOn === null &&
      !stepsOf(state, OVERDUE[term]).some(({ data }) => data.dueOn === dueOn),
  );
