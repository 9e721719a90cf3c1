import { timeline } from './timeline.projection.ts';
import { withheld } from './withheld.projection.ts';

/** Every read model of this context. */
export const projections = [withheld, timeline];
