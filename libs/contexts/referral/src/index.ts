export * from './referral.content.ts';
export * from './referral.commands.ts';
export { referral } from './referral.decider.ts';
export * from './referral.events.ts';
export { partsIn, type ReferralPart } from './referral.facts.ts';
export { referralRejections } from './referral.guards.ts';
export { referralCatalogue } from './referral-history.events.ts';
export { caseDirectorOf, consentOf, endingOf, stateOn, type ReferralState } from './referral.state.ts';
export { flowOn, type ReferralFlow } from './referral-flow.state.ts';
export {
  ReferralStatuses,
  standingOf,
  standingsOf,
  type ReferralStatus,
  type Standing,
} from './referral-status.state.ts';
export { dueOf, duesOf, isOverdue, openTermsOf, Terms, type Due, type Term } from './referral-terms.state.ts';
export { addWorkingDays, isWorkingDay, workingDaysBetween } from './working-days.ts';
