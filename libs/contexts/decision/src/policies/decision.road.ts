import type { Road } from '#platform/policies';
import { DecideOnDecision, DecideOnDecisionHandler, type DecisionAsked } from '../decision.handlers.ts';

/** The same road as that of a request: through the handler. */
export const decisionRoad: Road<DecisionAsked> = (decisions, { id, command }, request) =>
  new DecideOnDecisionHandler(decisions).execute(new DecideOnDecision(id, command, request));
