export * from './municipality.decider.ts';
export * from './municipality.events.ts';
export { MunicipalityModule } from './municipality.module.ts';
export * from './municipality.state.ts';
export {
  geographyOf,
  geographyQuestions,
  type GeographyRows,
  type MunicipalityRow,
} from './read/geography.ts';
export { MunicipalityAnswer, ReorganisationAnswer } from './read/municipality-register.answers.ts';
export { municipalityRegister } from './read/municipality-register.projection.ts';
export { municipalityAnswer } from './read/municipality-register.query.ts';
export { regionMembership, regionRegister } from './read/region-register.projection.ts';
