import { setTimeout as sleep } from 'node:timers/promises';
import { readConfiguration } from '#platform/configuration';
import { DataFolderInUse, endpointsOf, takeDataFolder } from '#platform/data-folder';
import { startEventStoreThread } from '#platform/embedded-stores';
import { endProcess, endsWithTheProcess, messageOf } from '#platform/process';
import { reachEventStore } from '../../api/src/servers.ts';

const OWNER_STARTS_MS = 20_000;

/**
 * Gives `work` the event store that the settings name: a server, the embedded one of a register that runs, or the
 * embedded one started for this command.
 */
export async function withEventStore(work: (url: string) => Promise<void>): Promise<void> {
  const { stores } = readConfiguration(process.env);
  if (stores.kind === 'servers') {
    await reachEventStore(stores.eventStoreUrl);
    return work(stores.eventStoreUrl);
  }
  const running = await ownerOf(stores.dataDir);
  if (running !== null) return work(running);
  const store = await startEventStoreThread(stores.dataDir, (error) => {
    console.error(`The event store has failed: ${messageOf(error)}`);
    void endProcess(1);
  });
  try {
    await work(store.url);
  } finally {
    await store.stop();
  }
}

/** The event store of the process that owns the folder; `null` when this one has taken the folder. */
async function ownerOf(dataDir: string): Promise<string | null> {
  for (const began = Date.now(); ; await sleep(200)) {
    try {
      const folder = await takeDataFolder(dataDir);
      endsWithTheProcess(() => folder.release());
      return null;
    } catch (error) {
      if (!(error instanceof DataFolderInUse)) throw error;
      const endpoints = await endpointsOf(dataDir);
      if (endpoints !== null) return endpoints.eventStoreUrl;
      if (Date.now() - began > OWNER_STARTS_MS) throw error; // It is starting, or it is another command.
    }
  }
}
