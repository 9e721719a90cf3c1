import { decisionRegister, decisionScope } from './decision-register.projection.ts';

/** Every read model of this context. */
export const projections = [decisionRegister, decisionScope];
