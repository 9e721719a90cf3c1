import { policy } from '#platform/policies';
import type { AgreementAsked } from '../agreement.handlers.ts';
import { agreementDates, oncePassed, type AgreementDatesTable } from './agreement-dates.list.ts';
import { agreementRoad } from './agreement.road.ts';

/** Once for each due day; a review, a correction or an end that comes before makes it moot. */
export const whenReviewDatePassesThenRecordFinding = policy<typeof AgreementDatesTable, AgreementAsked>({
  name: 'when-review-date-passes-then-record-finding',
  says: 'When the day for the next review has passed without one, the register records that as a finding.',
  list: agreementDates,
  matterOf: ({ reviewDueOn, reviewBecause }) => oncePassed(reviewDueOn, reviewBecause),
  ask: ({ agreementId, reviewDueOn: dueOn }, on) =>
    dueOn === null ? [] : [{ id: agreementId, command: { type: 'RecordReviewDue', agreementId, dueOn, on } }],
  road: agreementRoad,
});
