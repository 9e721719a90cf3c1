import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/embedded-postgres';
import type { RunningStore } from './running-store.ts';

const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 10_000;
/** A server that ran for so long and then ended is not taken for one that cannot run. */
const SOUND_MS = 60_000;

/**
 * Starts the embedded PostgreSQL of a data folder, and starts it again, at the same address, whenever it ends by
 * itself; `say` is told so, in sentences. The caller owns the folder. Rejects when it does not start at first.
 */
export async function startDatabase(
  dataFolder: string,
  say: (sentence: string) => void,
): Promise<RunningStore> {
  const dataDir = join(dataFolder, 'postgresql');
  const stopping = new AbortController();
  let server: EmbeddedPostgres | null = await startEmbeddedPostgres({ dataDir });
  const { url, port } = server;

  const again = async (): Promise<EmbeddedPostgres | null> => {
    try {
      const started = await startEmbeddedPostgres({ dataDir, port });
      say('The database runs again.');
      return started;
    } catch (error) {
      say(
        `The database could not be started again: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    }
  };
  const watch = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      await server?.ended;
      if (stopping.signal.aborted) return;
      if (server !== null) say('The database has ended by itself; it is started again.');
      if (performance.now() - since > SOUND_MS) failures = 0;
      const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** failures++);
      await sleep(backoffMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) server = await again();
    }
  };

  const watching = watch();
  return {
    url,
    stop: async () => {
      stopping.abort();
      await server?.stop();
      await watching;
      await server?.stop(); // One that was being started meanwhile.
    },
  };
}
