import { timeline } from './timeline.projection.ts';

/** Every read model of this context. */
export const projections = [timeline];
