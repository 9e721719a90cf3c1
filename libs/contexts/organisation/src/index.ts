export * from './organisation.decider.ts';
export * from './organisation.events.ts';
export { OrganisationModule } from './organisation.module.ts';
export { organisationRegister } from './read/organisation-register.projection.ts';
