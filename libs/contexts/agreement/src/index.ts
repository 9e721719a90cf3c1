export { covers } from './agreement.adopting.ts';
export * from './agreement.commands.ts';
export * from './agreement.content.ts';
export { agreement } from './agreement.decider.ts';
export * from './agreement.events.ts';
export {
  agreementFacts,
  effectOf,
  reviewDueOn,
  versionInForce,
  type AgreementFacts,
} from './agreement.facts.ts';
export { agreementRejections } from './agreement.guards.ts';
export { missingSignatures, type Adoption, type AgreementState, type Version } from './agreement.state.ts';
export { AgreementModule } from './agreement.module.ts';
export { AdoptionAnswer, adoptionOn, AdoptionStates, type AdoptionRow } from './read/adoption.answers.ts';
export { adoption } from './read/adoption.projection.ts';
export { EVERYBODY } from './read/adoption.table.ts';
export { AgreementPage, AgreementSummary } from './read/agreement-register.answers.ts';
export { agreementRegister } from './read/agreement-register.projection.ts';
export { agreementLines, agreementSummary, type AgreementLine } from './read/agreement-register.query.ts';
