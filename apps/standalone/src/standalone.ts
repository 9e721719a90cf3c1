import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { importFolder, summaryOf } from '#contexts/import';
import { takeDataFolder } from '#platform/data-folder';
import { startDatabase, startEventStoreThread } from '#platform/embedded-stores';
import { Decisions, EventStore } from '#platform/event-store';
import { listenOnLoopback } from '#platform/http';
import { endProcess, endsWithTheProcess, messageOf } from '#platform/process';
import { createApi } from '../../api/src/api.ts';
import { reachServers } from '../../api/src/servers.ts';
import { projectorModule } from '../../projector/src/projector.ts';

export type Running = { readonly app: NestFastifyApplication; readonly url: string };

type Urls = { readonly eventStoreUrl: string; readonly databaseUrl: string };

const PUBLIC_HISTORY = fileURLToPath(new URL('../../../../examples/public-history', import.meta.url));

/** API and projector in this process, on servers that somebody else runs. */
export async function runOnServers(urls: Urls, port: number): Promise<Running> {
  await reachServers(urls);
  return run(urls, port, false);
}

/**
 * API and projector in this process, on stores that it runs in `dataDir`. An empty register is given the public
 * history, if so wished.
 */
export async function runEmbedded(dataDir: string, port: number, withHistory: boolean): Promise<Running> {
  const folder = await takeDataFolder(dataDir);
  endsWithTheProcess(() => folder.release());
  const [eventStore, database] = await Promise.all([
    startEventStoreThread(dataDir, (error) => {
      console.error(`The event store has failed: ${messageOf(error)}. Start the register again.`);
      void endProcess(1);
    }),
    startDatabase(dataDir, (sentence) => console.error(sentence)),
  ]);
  endsWithTheProcess(() => eventStore.stop());
  endsWithTheProcess(() => database.stop());
  const urls = { eventStoreUrl: eventStore.url, databaseUrl: database.url };
  const running = await run(urls, port, true);
  await folder.announce({ ...urls, apiUrl: running.url });
  if (withHistory) await importPublicHistory(running.app, dataDir);
  return running;
}

async function run(urls: Urls, port: number, isSoleOwner: boolean): Promise<Running> {
  const app = await createApi({ ...urls, beside: [projectorModule(urls.databaseUrl, isSoleOwner)] });
  endsWithTheProcess(() => app.close());
  const url = await listenOnLoopback(app, port);
  app.useLogger(['fatal', 'error', 'warn', 'log']); // From here on, Nest itself has nothing more to tell.
  return { app, url };
}

/** Gives an empty register its first content. What was broken off is taken up again: a row that is there adds nothing. */
async function importPublicHistory(app: NestFastifyApplication, dataDir: string): Promise<void> {
  const unfinished = join(dataDir, 'import-unfinished');
  const isEmpty = (await app.get(EventStore).lastPosition()) === null;
  if (!isEmpty && !existsSync(unfinished)) return;
  await writeFile(unfinished, '');
  const report = await importFolder(PUBLIC_HISTORY, { decisions: app.get(Decisions) });
  console.log(`The register was empty; it now has the public history.\n${summaryOf(report)}\n`);
  await rm(unfinished, { force: true });
}
