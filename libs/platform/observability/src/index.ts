export type { Gauge, Sample } from './gauge.ts';
export { MetricsModule } from './metrics.module.ts';
