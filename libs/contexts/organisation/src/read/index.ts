export { OrganisationAnswer } from './organisation-register.answers.ts';
export { organisationRegister } from './organisation-register.projection.ts';
export { OrganisationById, OrganisationByIdHandler } from './organisation-register.query.ts';
