import { passedFrom } from '#kernel';
import { policy, type Policy } from '#platform/policies';
import type { ReferralAsked } from '../referral.handlers.ts';
import { Terms, type Term } from '../referral-terms.state.ts';
import { openTerm, referralTerms, type ReferralTermsTable } from './referral-terms.list.ts';
import { referralRoad } from './referral.road.ts';

const SAYS = {
  response: 'When a referral has not been answered within the working days of its agreement, it is overdue.',
  start: 'When the support has not begun within the working days of the agreement, it is overdue.',
  feedback: 'When no feedback has come within the working days of the agreement, it is overdue.',
} as const satisfies Record<Term, string>;

const whenPasses = (term: Term): Policy =>
  policy<typeof ReferralTermsTable, ReferralAsked>({
    name: `when-${term}-term-passes-then-referral-is-overdue`,
    says: SAYS[term],
    list: referralTerms,
    matterOf: (row) => {
      const open = openTerm(row, term);
      const dueFrom = open === null ? null : passedFrom(open.dueOn);
      return open === null || dueFrom === null ? null : { what: open.dueOn, dueFrom, because: open.because };
    },
    ask: (row, today) => {
      const open = openTerm(row, term);
      if (open === null) return [];
      const { referralId } = row;
      return [
        { id: referralId, command: { type: 'RecordOverdue', referralId, term, dueOn: open.dueOn, today } },
      ];
    },
    road: referralRoad,
  });

/** One for each term: of a response, of the start, of feedback. */
export const whenTermPassesThenReferralIsOverdue: readonly Policy[] = Terms.map(whenPasses);
