export * from './coalition.commands.ts';
export { coalition } from './coalition.decider.ts';
export * from './coalition.events.ts';
export { coalitionFacts, phaseOf, type CoalitionFacts } from './coalition.facts.ts';
export { coalitionRejections } from './coalition.guards.ts';
export type { CoalitionState } from './coalition.state.ts';
