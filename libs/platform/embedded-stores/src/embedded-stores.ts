import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';
import type { EventStoreThread } from './event-store.worker.ts';

/** A store that this process runs, at its connection string. */
export type RunningStore = { readonly url: string; readonly stop: () => Promise<void> };

/**
 * Starts the embedded event store of a data folder, in a thread. The caller owns the folder. `onFailure` is called
 * when it ends by itself: then nothing can be recorded any more.
 */
export async function startEventStoreThread(
  dataFolder: string,
  onFailure: (error: Error) => void,
): Promise<RunningStore> {
  const worker = new Worker(new URL('./event-store.worker.js', import.meta.url), {
    workerData: { dataDir: join(dataFolder, 'event-store') } satisfies EventStoreThread,
  });
  const [url] = (await once(worker, 'message')) as [string];
  let isStopping = false;
  worker.once('error', onFailure);
  worker.once('exit', (code) => {
    if (!isStopping) onFailure(new Error(`the embedded event store ended by itself (${code})`));
  });
  return {
    url,
    stop: async () => {
      isStopping = true;
      const ended = once(worker, 'exit');
      worker.postMessage('stop');
      await ended;
    },
  };
}

/** Starts the embedded PostgreSQL of a data folder. The caller owns the folder. */
export async function startDatabase(dataFolder: string): Promise<RunningStore> {
  const { url, stop } = await startEmbeddedPostgres({ dataDir: join(dataFolder, 'postgresql') });
  return { url, stop };
}
