export * from './organisation.decider.ts';
export * from './organisation.events.ts';
export { mustBeOrganisation } from './organisation.guards.ts';
export * from './organisation.upcasters.ts';
