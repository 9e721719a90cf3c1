import { setTimeout as sleep } from 'node:timers/promises';
import type { Upcasters } from '#kernel';
import { keysDirIn, readConfiguration, type Configuration } from '#platform/configuration';
import { DataFolderInUse, endpointsOf, takeDataFolder } from '#platform/data-folder';
import { startDatabase, startEventStoreThread } from '#platform/embedded-stores';
import { endProcess, endsWithTheProcess, messageOf } from '#platform/process';
import { readingWith } from '../../api/src/reading.ts';
import { reachEventStore, reachServers } from '../../api/src/servers.ts';

const OWNER_STARTS_MS = 20_000;

/** The connection strings of both stores. */
export type StoreUrls = { readonly eventStoreUrl: string; readonly databaseUrl: string };

/** How what is stored reads, with the keys that the settings name, and how it is signed. */
export function readingHere(): {
  readonly keysDir: string;
  readonly upcasters: Upcasters;
  readonly ledger: Configuration['ledger'];
} {
  const configuration = readConfiguration(process.env);
  const keysDir = keysDirIn(configuration);
  return { keysDir, upcasters: readingWith(keysDir), ledger: configuration.ledger };
}

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
  if (running !== null) return work(running.eventStoreUrl);
  await startEventStore(stores.dataDir).then(work);
}

/** The same with both stores. */
export async function withStores(work: (urls: StoreUrls) => Promise<void>): Promise<void> {
  const { stores } = readConfiguration(process.env);
  if (stores.kind === 'servers') {
    await reachServers(stores);
    return work(stores);
  }
  const running = await ownerOf(stores.dataDir);
  if (running !== null) return work(running);
  const [eventStoreUrl, database] = await Promise.all([
    startEventStore(stores.dataDir),
    startDatabase(stores.dataDir, (sentence) => console.error(sentence)),
  ]);
  endsWithTheProcess(() => database.stop());
  await work({ eventStoreUrl, databaseUrl: database.url });
}

/** Starts the embedded event store of a folder that this process has taken; it ends with the process. */
async function startEventStore(dataDir: string): Promise<string> {
  const store = await startEventStoreThread(dataDir, (error) => {
    console.error(`The event store has failed: ${messageOf(error)}`);
    void endProcess(1);
  });
  endsWithTheProcess(() => store.stop());
  return store.url;
}

/** The stores of the process that owns the folder; `null` when this one has taken the folder. */
async function ownerOf(dataDir: string): Promise<StoreUrls | null> {
  for (const began = Date.now(); ; await sleep(200)) {
    try {
      const folder = await takeDataFolder(dataDir);
      endsWithTheProcess(() => folder.release());
      return null;
    } catch (error) {
      if (!(error instanceof DataFolderInUse)) throw error;
      const endpoints = await endpointsOf(dataDir);
      if (endpoints !== null) return endpoints;
      if (Date.now() - began > OWNER_STARTS_MS) throw error; // It is starting, or it is another command.
    }
  }
}
