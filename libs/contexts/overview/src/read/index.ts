export { FiguresAnswer, PairAnswer } from './figures.answers.ts';
export { PlaceIndicatorsAnswer } from './indicator-figures.answers.ts';
export {
  AdoptionMatrixAnswer,
  MunicipalityOverviewAnswer,
  PlaceAgreementsAnswer,
  PlaceCoalitionsAnswer,
  PlaceProgrammesAnswer,
  RegionMemberOverviewAnswer,
  RegionOverviewAnswer,
  TimelineAnswer,
} from './overview.answers.ts';
export { RegionOverview } from './overview.query.ts';
export { DeskAnswer } from './desk.answers.ts';
export { timeline } from './timeline.projection.ts';
export { DossierAnswer } from './dossier/dossier.answers.ts';
export { agreedDocuments, type AgreedDocument } from './dossier/agreed-documents.ts';
export { dossierPage } from './dossier/dossier.page.ts';
export { Dossier, DossierHandler } from './dossier/dossier.query.ts';
export { scopedReading, type ReplayScope, type ScopedReading } from './replay-scope.ts';
