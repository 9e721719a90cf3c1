export {
  CoalitionAnswer,
  CoalitionMunicipalityAnswer,
  CoalitionPage,
  CoalitionPartnerAnswer,
  CoalitionRoleAnswer,
  CoalitionRosterAnswer,
  CoalitionSummary,
} from './coalition-roster.answers.ts';
export {
  coalitionLines,
  coalitionSummary,
  heldOn,
  phaseOn,
  rosterAnswer,
  rosterQuestions,
  type CoalitionLine,
  type CoalitionMunicipalityRow,
  type CoalitionPartnerRow,
  type CoalitionRoleRow,
} from './coalition-roster.query.ts';
export {
  coalitionMunicipality,
  coalitionPartner,
  coalitionRole,
  coalitionWork,
} from './coalition-members.projection.ts';
export { coalitionRoster } from './coalition-roster.projection.ts';
export { CoalitionById, CoalitionByIdHandler } from './coalition-roster.query.ts';
