import { adoption } from './adoption.projection.ts';
import { agreementRegister } from './agreement-register.projection.ts';

/** Every read model of this context. */
export const projections = [agreementRegister, adoption];
