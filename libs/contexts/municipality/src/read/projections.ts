import { municipalityRegister } from './municipality-register.projection.ts';
import { regionMembership, regionRegister } from './region-register.projection.ts';

/** Every read model of this context. */
export const projections = [municipalityRegister, regionRegister, regionMembership];
