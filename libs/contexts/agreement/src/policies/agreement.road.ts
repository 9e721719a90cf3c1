import type { Road } from '#platform/policies';
import { DecideOnAgreement, DecideOnAgreementHandler, type AgreementAsked } from '../agreement.handlers.ts';

/** The same road as that of a request: through the handler. */
export const agreementRoad: Road<AgreementAsked> = (decisions, { id, command }, request) =>
  new DecideOnAgreementHandler(decisions).execute(new DecideOnAgreement(id, command, request));
