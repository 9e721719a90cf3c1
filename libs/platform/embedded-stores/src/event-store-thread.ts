import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EventStoreThread } from './event-store.worker.ts';
import type { RunningStore } from './running-store.ts';

/**
 * Starts the embedded event store of a data folder, in a thread. The caller owns the folder. `onFailure` is called
 * once, when it ends by itself: then nothing can be recorded any more. Rejects when it does not start.
 */
export async function startEventStoreThread(
  dataFolder: string,
  onFailure: (error: Error) => void,
): Promise<RunningStore> {
  const worker = new Worker(new URL('./event-store.worker.js', import.meta.url), {
    workerData: { dataDir: join(dataFolder, 'event-store') } satisfies EventStoreThread,
  });
  let isStopping = false;
  // An error is heard before the exit that it leads to.
  const ended = new Promise<Error>((resolve) => {
    worker.once('error', resolve);
    worker.once('exit', (code) => resolve(new Error(`the embedded event store ended by itself (${code})`)));
  });
  const url = await Promise.race([
    new Promise<string>((resolve) => worker.once('message', resolve)),
    ended.then((error) => Promise.reject(error)),
  ]);
  void ended.then((error) => {
    if (!isStopping) onFailure(error);
  });
  return {
    url,
    stop: async () => {
      isStopping = true;
      worker.postMessage('stop');
      await ended;
    },
  };
}
