import { releasedFigures } from './figures.projection.ts';

/** Every read model of this context. */
export const projections = [releasedFigures];
