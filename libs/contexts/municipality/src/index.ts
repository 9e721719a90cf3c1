export * from './municipality.decider.ts';
export * from './municipality.events.ts';
export { mustBeMunicipality, mustBeThere } from './municipality.guards.ts';
export * from './municipality.state.ts';
