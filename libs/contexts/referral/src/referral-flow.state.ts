import type { IsoDate } from '#kernel';
import { endingOf, last, stateOn, type ReferralState } from './referral.state.ts';
import { dueOf, type Term } from './referral-terms.state.ts';
import { workingDaysBetween } from './working-days.ts';

/** What became of a referral that was sent, as far as figures count it: no organisation, and no day but that of sending. */
export type ReferralFlow = {
  readonly municipality: string;
  readonly agreementId: string;
  readonly sentOn: IsoDate;
  readonly isAccepted: boolean;
  readonly isDeclined: boolean;
  readonly isStarted: boolean;
  readonly isCompleted: boolean;
  readonly isLoopClosed: boolean;
  /** The terms of its agreement that were met too late, and those that could be: which the agreement set, and which ran. */
  readonly late: ReadonlySet<Term>;
  readonly terms: ReadonlySet<Term>;
  /** Working days from sending; `null`: it has not come to that, or nobody says when. */
  readonly toAcceptance: number | null;
  readonly toStart: number | null;
  readonly toFeedback: number | null;
};

/** What had become of a referral at the end of a day; `null` where it had not been sent, or was entered in error. */
export function flowOn(day: IsoDate, referral: ReferralState): ReferralFlow | null {
  const state = stateOn(day, referral);
  const [prepared, sent] = [last(state, 'referral.Prepared'), last(state, 'referral.Sent')];
  if (prepared === null || sent === null) return null;
  if (endingOf(referral)?.type === 'referral.EnteredInError') return null;
  const { municipality, agreementId } = prepared.data;
  const sentOn = sent.data.on;
  const [accepted, started] = [last(state, 'referral.Accepted'), last(state, 'referral.SupportStarted')];
  const feedback = last(state, 'referral.FeedbackGiven');
  const after = (step: { readonly data: { readonly on: IsoDate } } | null): number | null =>
    step === null ? null : workingDaysBetween(sentOn, step.data.on);
  const dues = (['response', 'start', 'feedback'] as const)
    .map((term) => dueOf(state, term))
    .filter((due) => due !== null);
  // A source may tell of the support, and nothing of what came before it.
  const isAccepted = accepted !== null || started !== null;
  return {
    ...{ municipality, agreementId, sentOn, isAccepted },
    isDeclined: !isAccepted && last(state, 'referral.Declined') !== null,
    isStarted: started !== null,
    isCompleted: started !== null && last(state, 'referral.SupportCompleted') !== null,
    isLoopClosed: feedback !== null,
    late: new Set(dues.filter(({ dueOn, metOn }) => metOn !== null && metOn > dueOn).map(({ term }) => term)),
    terms: new Set(dues.map(({ term }) => term)),
    ...{ toAcceptance: after(accepted), toStart: after(started), toFeedback: after(feedback) },
  };
}
