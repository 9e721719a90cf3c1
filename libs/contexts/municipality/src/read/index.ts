export { geographyOf, geographyQuestions, type GeographyRows, type MunicipalityRow } from './geography.ts';
export { MunicipalityAnswer, ReorganisationAnswer } from './municipality-register.answers.ts';
export { municipalityAnswer } from './municipality-register.query.ts';
export { municipalityRegister } from './municipality-register.projection.ts';
export { regionMembership, regionRegister } from './region-register.projection.ts';
export { MunicipalityByCode, MunicipalityByCodeHandler } from './municipality-register.query.ts';
export { RegionById, RegionByIdHandler } from './region-register.query.ts';
