export { DecisionAnswer, DecisionPage, DecisionSummary } from './decision-register.answers.ts';
export { DecisionFilters } from '../decision.requests.ts';
export {
  decisionLines,
  decisionPage,
  decisionSummary,
  type DecisionLine,
} from './decision-register.query.ts';
export { decisionRegister, decisionScope } from './decision-register.projection.ts';
export { DecisionById, DecisionByIdHandler } from './decision-register.query.ts';
