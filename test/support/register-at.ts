import { afterAll, beforeAll } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { importFolder } from '#contexts/import';
import type { Clock } from '#platform/clock';
import { startEmbeddedEventStore } from '#platform/embedded-event-store';
import { Decisions } from '#platform/event-store';
import { listen } from '#platform/http';
import { createApi } from '../../apps/api/src/api.ts';
import { projectorModule } from '../../apps/projector/src/projector.ts';
import { testDatabase } from './postgres.ts';
import { folder } from './processes.ts';
import { apiAt, tokensOf, type Api, type Servers } from './register.ts';

const PUBLIC_HISTORY = fileURLToPath(new URL('../../examples/public-history', import.meta.url));

type Running = Api & Servers & { readonly decisions: Decisions; readonly close: () => Promise<void> };

/**
 * The whole register with the public history, by another clock than that of the machine: API, projector and policies
 * in this process, composed as the standalone composes them. To be called in a `describe`, for whose specs it is there.
 */
export function registerAt(clock: Clock): Api & { readonly running: () => Running } {
  let there: Running | undefined;
  const running = (): Running => {
    if (there === undefined) throw new Error('the register has not begun');
    return there;
  };
  beforeAll(async () => {
    there = await start(clock);
  }, 60_000);
  afterAll(() => there?.close());
  return {
    running,
    get: (...asked) => running().get(...asked),
    post: (...asked) => running().post(...asked),
    authorization: () => running().authorization(),
    as: (claims) => running().as(claims),
    get url() {
      return running().url;
    },
  };
}

async function start(clock: Clock): Promise<Running> {
  const eventStore = await startEmbeddedEventStore({
    dataDir: await folder('event-store-'),
    clock: () => clock.now(),
  });
  const database = await testDatabase();
  const servers = { eventStoreUrl: eventStore.connectionString, databaseUrl: database.url };
  const dataDir = await folder('access-');
  const access = { issuer: { kind: 'local', dataDir }, requestsPerMinute: 0 } as const;
  const keysDir = await folder('keys-');
  const beside = [
    projectorModule(database.url, true, keysDir, {
      retention: { months: 24, byTopic: new Map() },
      figuresThreshold: 10,
      ledger: { origin: 'register.example/spec', everyMs: 1_000, witness: null },
    }),
  ];
  const app = await createApi({ ...servers, access, keysDir, clock, beside });
  const close = async (): Promise<void> => {
    await app.close();
    await eventStore.stop();
  };
  const url = await listen(app, 0);
  const decisions = app.get(Decisions);
  await importFolder(PUBLIC_HISTORY, { decisions });
  return { ...servers, ...apiAt(url, tokensOf(dataDir)), decisions, close };
}
