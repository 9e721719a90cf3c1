export { OrganisationAnswer } from './organisation-register.answers.ts';
export { organisationRegister } from './organisation-register.projection.ts';
