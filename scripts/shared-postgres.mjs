/**
 * One PostgreSQL for all specs of a run; each of them has databases of its own on it (test/support/postgres.ts). Null
 * where another run of the same checkout has it: then each spec file starts its own, as it does when it is run alone.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolderInUse, takeDataFolder } from '../dist/libs/platform/data-folder/src/index.js';
import { startEmbeddedPostgres } from '../dist/libs/platform/embedded-postgres/src/index.js';

/** Specs that run at the same time have an API, projectors and replays each. */
const CONNECTIONS_MAX = 200;

export async function sharedPostgres(root) {
  // Always the same folder: a server that a killed run left behind is found there, and ended.
  const dataDir = join(root, '.cache', 'test-postgres');
  try {
    const folder = await takeDataFolder(dataDir);
    const { url, abandon } = await startEmbeddedPostgres({ dataDir, connectionsMax: CONNECTIONS_MAX });
    return {
      url,
      stop: async () => {
        await abandon();
        await folder.release();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    if (error instanceof DataFolderInUse) return null;
    throw error;
  }
}
