export {
  startEmbeddedEventStore,
  type EmbeddedEventStore,
  type EmbeddedEventStoreOptions,
} from './server.ts';
export { systemClock, ticksOf, ticksPerMillisecond, type Clock, type Ticks } from './clock.ts';
export { limitsDefault, type Limits } from './limits.ts';
export { HistoryWriter, HoldsEvents, type HistoryEvent, type WrittenEvent } from './history-writer.ts';
export { DataInUse } from './data-lock.ts';
export { scavenge, type ScavengeReport } from './scavenge.ts';
