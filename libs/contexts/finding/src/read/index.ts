export { acknowledgement } from './acknowledgement.projection.ts';
