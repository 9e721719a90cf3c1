import { timeline } from './timeline.projection.ts';

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
export { timeline };
export const projections = [timeline];
export { DeskAnswer } from './desk.answers.ts';
