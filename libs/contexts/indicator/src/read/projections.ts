import { indicatorMeasurement, indicatorRegister } from './indicator-register.projection.ts';

/** Every read model of this context. */
export const projections = [indicatorRegister, indicatorMeasurement];
