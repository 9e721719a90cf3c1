import { organisationRegister } from './organisation-register.projection.ts';

/** Every read model of this context. */
export const projections = [organisationRegister];
