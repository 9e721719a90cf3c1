export { IndicatorAnswer } from './indicator-register.answers.ts';
export {
  indicatorAnswer,
  indicatorLines,
  latestMeasurements,
  type IndicatorRow,
  type MeasurementRow,
} from './indicator-register.query.ts';
export { indicatorMeasurement, indicatorRegister } from './indicator-register.projection.ts';
export { IndicatorById, IndicatorByIdHandler } from './indicator-register.query.ts';
