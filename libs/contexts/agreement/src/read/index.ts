export {
  AdoptionAnswer,
  adoptionOn,
  AdoptionStates,
  type AdoptionRow,
  type AdoptionState,
} from './adoption.answers.ts';
export { AgreementAnswer, AgreementPage, AgreementSummary } from './agreement-register.answers.ts';
export { AgreementFilters } from '../agreement.requests.ts';
export {
  agreementLines,
  agreementPage,
  agreementSummary,
  type AgreementLine,
} from './agreement-register.query.ts';
export { adoption } from './adoption.projection.ts';
export { agreementRegister } from './agreement-register.projection.ts';
export { isUnconfirmed } from './agreement-filters.ts';
export { AgreementById, AgreementByIdHandler } from './agreement-register.query.ts';
