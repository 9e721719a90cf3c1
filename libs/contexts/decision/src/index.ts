export * from './decision.commands.ts';
export { decision, decisionRejections } from './decision.decider.ts';
export * from './decision.events.ts';
export {
  conditionsOf,
  decisionFacts,
  effectiveOnOf,
  ownerOf,
  type DecisionFacts,
  type DecisionState,
} from './decision.state.ts';
export * from './decision.upcasters.ts';
