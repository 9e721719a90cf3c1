export type { Gauge, Sample } from './gauge.ts';
