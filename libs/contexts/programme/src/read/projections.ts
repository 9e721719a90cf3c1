import { obligationOutcome, programmeSupport } from './programme-places.projection.ts';
import { programmeRegister } from './programme-register.projection.ts';

/** Every read model of this context. */
export const projections = [programmeRegister, obligationOutcome, programmeSupport];
