import { organisationRegister } from './organisation-register.projection.ts';

export { OrganisationAnswer } from './organisation-register.answers.ts';
export { organisationRegister };
export const projections = [organisationRegister];
