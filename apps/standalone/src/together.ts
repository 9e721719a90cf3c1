import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { importFolder, summaryOf } from '#contexts/import';
import { Decisions, EventStore } from '#platform/event-store';
import { listen } from '#platform/http';
import { endsWithTheProcess } from '#platform/process';
import { Identity, type AccessOptions } from '#platform/access';
import type { HttpSettings } from '#platform/configuration';
import { createApi } from '../../api/src/api.ts';
import { reachIssuer } from '../../api/src/servers.ts';
import { projectorModule, type Duties } from '../../projector/src/projector.ts';

export type Running = {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly access: AccessOptions;
};

/** How it is reached, and by whom. */
export type Entrance = {
  readonly http: HttpSettings;
  readonly access: AccessOptions;
  /** Folder of the keys with which referrals are sealed. */
  readonly keysDir: string;
  readonly duties: Duties;
};

export type Urls = { readonly eventStoreUrl: string; readonly databaseUrl: string };

const PUBLIC_HISTORY = fileURLToPath(new URL('../../../../examples/public-history', import.meta.url));

/** API and projector in this process, on stores that run. */
export async function runTogether(
  urls: Urls,
  { http, access, keysDir, duties }: Entrance,
  isSoleOwner: boolean,
): Promise<Running> {
  const app = await createApi({
    ...urls,
    access,
    http,
    keysDir,
    beside: [projectorModule(urls.databaseUrl, isSoleOwner, keysDir, duties)],
  });
  endsWithTheProcess(() => app.close());
  await reachIssuer(app.get(Identity));
  const url = await listen(app, http.port, http.host);
  app.useLogger(['fatal', 'error', 'warn', 'log']); // From here on, Nest itself has nothing more to tell.
  return { app, url, access };
}

/** Gives an empty register its first content. What was broken off is taken up again: a row that is there adds nothing. */
export async function importPublicHistory(app: NestFastifyApplication, dataDir: string): Promise<void> {
  const unfinished = join(dataDir, 'import-unfinished');
  const isEmpty = (await app.get(EventStore).lastPosition()) === null;
  if (!isEmpty && !existsSync(unfinished)) return;
  await writeFile(unfinished, '');
  const report = await importFolder(PUBLIC_HISTORY, { decisions: app.get(Decisions) });
  console.log(`The register was empty; it now has the public history.\n${summaryOf(report)}\n`);
  await rm(unfinished, { force: true });
}
