export { Clock, stoppedAt, systemClock } from './clock.ts';
