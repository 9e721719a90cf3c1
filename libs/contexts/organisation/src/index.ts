export * from './organisation.decider.ts';
export * from './organisation.events.ts';
export { mustBeOrganisation } from './organisation.guards.ts';
export {
  confirmerFacts,
  organisationFacts,
  type OrganisationFacts,
  type OrganisationState,
} from './organisation.state.ts';
export * from './organisation.upcasters.ts';
