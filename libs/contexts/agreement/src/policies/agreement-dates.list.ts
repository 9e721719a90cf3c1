import { passedFrom, type End, type PartialDate } from '#kernel';
import {
  json,
  nullable,
  projection,
  table,
  text,
  type Matter,
  type ProjectedFact,
  type RowOf,
} from '#platform/read-store';
import type { AgreementEvent } from '../agreement.events.ts';
import { effectOf, reviewDueOn } from '../agreement.facts.ts';
import { evolve, NO_AGREEMENT, type AgreementState } from '../agreement.state.ts';

/** The days of agreements that the register watches, each with the event that set it. */
export const AgreementDatesTable = table({
  columns: {
    agreementId: text(),
    /** What the decisions rest on, without the answers of municipalities. */
    state: json<Omit<AgreementState, 'adoptions' | 'confirmations'>>(),
    /** The last day of an agreement that has not ended. */
    until: nullable(text<End>()),
    untilBecause: nullable(text()),
    /** The day for a review that has not come, and of which nobody has said that it passed. */
    reviewDueOn: nullable(text<PartialDate>()),
    reviewBecause: nullable(text()),
  },
  key: ['agreementId'],
});
type Row = RowOf<typeof AgreementDatesTable>;

const folded = {
  key: ({ event }: ProjectedFact<AgreementEvent>) => ({ agreementId: event.data.agreementId }),
  apply: (row: Row | undefined, { event, provenance, recordedAs }: ProjectedFact<AgreementEvent>): Row => {
    const {
      adoptions: _,
      confirmations: __,
      ...state
    } = evolve({ ...NO_AGREEMENT, ...row?.state }, event, provenance);
    const known = { ...NO_AGREEMENT, ...state };
    const until = known.ending === null ? (effectOf(known)?.until ?? null) : null;
    const due = reviewDueOn(known);
    const dueOn = due === null || state.reviewsFellDue.includes(due) ? null : due;
    return {
      state,
      until,
      untilBecause: row?.until === until ? row.untilBecause : recordedAs,
      reviewDueOn: dueOn,
      reviewBecause: row?.reviewDueOn === dueOn ? row.reviewBecause : recordedAs,
    };
  },
};

export const agreementDates = projection<AgreementEvent, typeof AgreementDatesTable>({
  name: 'agreement-dates',
  version: 2,
  table: AgreementDatesTable,
  when: {
    'agreement.Drafted': folded,
    'agreement.Submitted': folded,
    'agreement.Signed': folded,
    'agreement.TookEffect': folded,
    'agreement.PartyAcceded': folded,
    'agreement.PartyWithdrew': folded,
    'agreement.Reviewed': folded,
    'agreement.ReviewFellDue': folded,
    'agreement.Amended': folded,
    'agreement.Extended': folded,
    'agreement.Terminated': folded,
    'agreement.Expired': folded,
    'agreement.Superseded': folded,
  },
});

/** What is to be done once a date has passed; `null`: it never passes. */
export function oncePassed(date: End | null, because: string | null): Matter | null {
  const dueFrom = date === null ? null : passedFrom(date);
  return date === null || dueFrom === null || because === null ? null : { what: date, dueFrom, because };
}
