import { DISTANT_PAST } from '#kernel';
import { policy } from '#platform/policies';
import type { DecisionAsked } from '../decision.handlers.ts';
import { decisionConditions, type DecisionConditionsTable } from './decision-conditions.list.ts';
import { decisionRoad } from './decision.road.ts';

/**
 * The decider itself records it together with the last consent; this finds the decisions whose last consent came by
 * another road: a source told of it, or a refusal was retracted. A condition that names nobody stays open.
 */
export const whenLastBodyAgreesThenDecisionIsEffective = policy<
  typeof DecisionConditionsTable,
  DecisionAsked
>({
  name: 'when-last-body-agrees-then-decision-is-effective',
  says: 'When the last body that a conditional decision names has agreed, the decision becomes effective.',
  list: decisionConditions,
  matterOf: ({ effectiveOn, because }) =>
    effectiveOn === null || because === null ? null : { what: effectiveOn, dueFrom: DISTANT_PAST, because },
  ask: ({ decisionId }) => [{ id: decisionId, command: { type: 'RecordEffect', decisionId } }],
  road: decisionRoad,
});
