export * from './coalition.commands.ts';
export { coalition } from './coalition.decider.ts';
export * from './coalition.events.ts';
export { coalitionRejections } from './coalition.guards.ts';
export { coalitionFacts, phaseOf, type CoalitionFacts, type CoalitionState } from './coalition.state.ts';
