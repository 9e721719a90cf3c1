export * from './municipality.decider.ts';
export * from './municipality.events.ts';
export * from './municipality.state.ts';
