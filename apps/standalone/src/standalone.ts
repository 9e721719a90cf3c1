import { takeDataFolder } from '#platform/data-folder';
import { startDatabase, startEventStoreThread } from '#platform/embedded-stores';
import { endProcess, endsWithTheProcess, messageOf } from '#platform/process';
import type { Entrance, Running, Urls } from './together.ts';

/** API and projector in this process, on servers that somebody else runs. */
export async function runOnServers(urls: Urls, entrance: Entrance): Promise<Running> {
  const [{ runTogether }, { reachServers }] = await Promise.all([
    import('./together.ts'),
    import('../../api/src/servers.ts'),
  ]);
  await reachServers(urls);
  return runTogether(urls, entrance, false);
}

/**
 * API and projector in this process, on stores that it runs in `dataDir`. An empty register is given the public
 * history, if so wished.
 */
export async function runEmbedded(
  dataDir: string,
  entrance: Entrance,
  withHistory: boolean,
): Promise<Running> {
  const folder = await takeDataFolder(dataDir);
  endsWithTheProcess(() => folder.release());
  // The stores start beside this process, which meanwhile loads all the rest.
  const [urls, { runTogether, importPublicHistory }] = await Promise.all([
    startStores(dataDir),
    import('./together.ts'),
  ]);
  const running = await runTogether(urls, entrance, true);
  await folder.announce({ ...urls, apiUrl: running.url });
  if (withHistory) await importPublicHistory(running.app, dataDir);
  return running;
}

async function startStores(dataDir: string): Promise<Urls> {
  const [eventStore, database] = await Promise.all([
    startEventStoreThread(dataDir, (error) => {
      console.error(`The event store has failed: ${messageOf(error)}. Start the register again.`);
      void endProcess(1);
    }),
    startDatabase(dataDir, (sentence) => console.error(sentence)),
  ]);
  endsWithTheProcess(() => eventStore.stop());
  endsWithTheProcess(() => database.stop());
  return { eventStoreUrl: eventStore.url, databaseUrl: database.url };
}
