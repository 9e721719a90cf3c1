import { acknowledgement } from './acknowledgement.projection.ts';

/** Every read model of this context. */
export const projections = [acknowledgement];
