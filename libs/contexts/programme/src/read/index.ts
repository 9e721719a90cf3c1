import { programmeRegister } from './programme-register.projection.ts';

export { ProgrammeAnswer } from './programme-register.answers.ts';
export { programmeRegister };
export const projections = [programmeRegister];
