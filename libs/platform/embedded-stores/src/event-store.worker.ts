import { parentPort, workerData } from 'node:worker_threads';
import { startEmbeddedEventStore } from '#platform/embedded-event-store';

/** What the thread is told at its start. */
export type EventStoreThread = { readonly dataDir: string };

// The embedded event store in a thread of its own: its encoding and its flushes do not wait for the API.
const { dataDir } = workerData as EventStoreThread;
const store = await startEmbeddedEventStore({ dataDir });
parentPort?.once('message', () => {
  void store.stop().then(() => parentPort?.close());
});
parentPort?.postMessage(store.connectionString);
