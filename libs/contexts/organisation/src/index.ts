export * from './organisation.decider.ts';
export * from './organisation.events.ts';
