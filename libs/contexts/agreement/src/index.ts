export { covers, isAboveMunicipal, leadsTo } from './agreement-adopting.decider.ts';
export * from './agreement.commands.ts';
export * from './agreement.content.ts';
export { agreement } from './agreement.decider.ts';
export * from './agreement.events.ts';
export {
  agreementFacts,
  effectOf,
  reviewDueOn,
  versionInForce,
  versionOn,
  type AgreementFacts,
  type VersionFacts,
} from './agreement.facts.ts';
export { agreementRejections } from './agreement.guards.ts';
export { missingSignatures, type Adoption, type AgreementState, type Version } from './agreement.state.ts';
