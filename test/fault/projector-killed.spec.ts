import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { chance, roundsOr } from '../support/chance.ts';
import { eventually } from '../support/event-stores.ts';
import { writeOrganisations } from '../support/load.ts';
import { testDatabase } from '../support/postgres.ts';
import { folder, type Child } from '../support/processes.ts';
import {
  caughtUp,
  contentFromScratch,
  contentOf,
  expectedJournal,
  givenBy,
  givenIn,
  journalOf,
} from '../support/read-side.ts';
import {
  rowsOf,
  startApi,
  startEventStore,
  startProjector,
  type Api,
  type Servers,
} from '../support/register.ts';

const ROUNDS = roundsOr(2);
const ROUND_MS_MAX = 30_000;
const PAUSE_MS_MAX = 400;

describe('a projector that is killed in the middle of a batch', () => {
  const random = chance('projector-killed');
  let servers: Servers;
  let api: Api;
  const projectors = new Map<number, Child>();
  const start = async (): Promise<void> => {
    const projector = await startProjector(servers);
    projectors.set(projector.pid, projector);
  };
  const ask = async <R extends object>(sql: string): Promise<R | undefined> =>
    (await rowsOf<R>(servers.databaseUrl, sql))[0];
  const placeNow = async (): Promise<number> =>
    (await ask<{ seq: number }>('SELECT seq::int FROM projector'))?.seq ?? 0;
  /** The one transaction that writes, if there is one at this moment, is the projector's batch. */
  const amidBatch = (act = ''): Promise<object | undefined> =>
    ask(`SELECT pid ${act} FROM pg_stat_activity
      WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()`);

  beforeAll(async () => {
    const store = await startEventStore(await folder('event-store-'));
    servers = { eventStoreUrl: store.url, databaseUrl: (await testDatabase()).url };
    api = await startApi(servers);
    await Promise.all([start(), start()]);
  }, 60_000);

  /** Afterwards all of it is there, once and in order, and nothing else. */
  const expectWhole = async (): Promise<void> => {
    await caughtUp(servers);
    const journal = await journalOf(servers.databaseUrl);
    expect(journal.map(({ leaf: _, ...event }) => event)).toEqual(
      await expectedJournal(servers.eventStoreUrl),
    );
    expect(await givenIn(servers.databaseUrl)).toEqual(givenBy(journal));
    expect(await contentOf(servers.databaseUrl)).toEqual(await contentFromScratch(servers.eventStoreUrl));
  };

  it(
    'leaves all of it or none, and the next one goes on from there (SIGKILL of the leader)',
    async () => {
      const load = writeOrganisations(api);
      for (let round = 0; round < ROUNDS; round += 1) {
        await sleep(random() * PAUSE_MS_MAX);
        await eventually(async () => (await amidBatch()) !== undefined, ROUND_MS_MAX);
        const holder = (await ask<{ holder: string }>('SELECT holder FROM projector'))?.holder ?? '';
        const leader = projectors.get(Number(holder.split('/')[1]));
        expect(await leader?.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
        const [killedAt, since] = [await placeNow(), Date.now()];
        const replaced = start();
        await eventually(async () => (await placeNow()) > killedAt, ROUND_MS_MAX);
        expect(Date.now() - since).toBeLessThan(ROUND_MS_MAX / 2);
        await replaced;
      }
      await load.finish();
      expect(load.acknowledged.size).toBeGreaterThan(ROUNDS);
      await expectWhole();
    },
    60_000 + ROUNDS * ROUND_MS_MAX,
  );

  it(
    'leaves all of it or none, and goes on from there (its session is terminated)',
    async () => {
      const load = writeOrganisations(api);
      for (let round = 0; round < ROUNDS; round += 1) {
        await sleep(random() * PAUSE_MS_MAX);
        await eventually(
          async () => (await amidBatch(', pg_terminate_backend(pid)')) !== undefined,
          ROUND_MS_MAX,
        );
        const terminatedAt = await placeNow();
        await eventually(async () => (await placeNow()) > terminatedAt, ROUND_MS_MAX);
      }
      await load.finish();
      await expectWhole();
    },
    60_000 + ROUNDS * ROUND_MS_MAX,
  );
});
