export { startDatabase } from './database.ts';
export { startEventStoreThread } from './event-store-thread.ts';
export type { RunningStore } from './running-store.ts';
