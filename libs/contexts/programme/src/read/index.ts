export {
  ObligationOutcomeAnswer,
  obligationOn,
  SupportAnswer,
  supportOn,
  type ObligationOutcomeRow,
  type SupportRow,
} from './programme-places.answers.ts';
export { ProgrammeAnswer, ProgrammeSummary } from './programme-register.answers.ts';
export { programmeLines } from './programme-register.query.ts';
export { obligationOutcome, programmeSupport } from './programme-places.projection.ts';
export { programmeRegister } from './programme-register.projection.ts';
export { ProgrammeById, ProgrammeByIdHandler } from './programme-register.query.ts';
