export { startDatabase } from './database.ts';
export { startEventStoreThread } from './event-store-thread.ts';
export { DataFolderNotEmpty, openHistoryLog, type HistoryLog } from './history-log.ts';
export type { RunningStore } from './running-store.ts';
