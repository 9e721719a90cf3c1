import { policy } from '#platform/policies';
import type { AgreementAsked } from '../agreement.handlers.ts';
import { agreementDates, oncePassed, type AgreementDatesTable } from './agreement-dates.list.ts';
import { agreementRoad } from './agreement.road.ts';

/** Also where only a source tells of the last day; never where the end is open, or unknown. */
export const whenLastDayPassesThenAgreementExpires = policy<typeof AgreementDatesTable, AgreementAsked>({
  name: 'when-last-day-passes-then-agreement-expires',
  says: 'When the last day of an agreement has passed, the register records that it expired.',
  list: agreementDates,
  matterOf: ({ until, untilBecause }) => oncePassed(until, untilBecause),
  ask: ({ agreementId }, today) => [
    { id: agreementId, command: { type: 'ExpireAgreement', agreementId, on: today } },
  ],
  road: agreementRoad,
});
