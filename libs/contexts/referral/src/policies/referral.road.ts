import type { Road } from '#platform/policies';
import { DecideOnReferral, DecideOnReferralHandler, type ReferralAsked } from '../referral.handlers.ts';

/** The same road as that of a request: through the handler. */
export const referralRoad: Road<ReferralAsked> = (decisions, { id, command }, request) =>
  new DecideOnReferralHandler(decisions).execute(new DecideOnReferral(id, command, request));
