export { Clock, ClockModule, stoppedAt, systemClock } from './clock.ts';
