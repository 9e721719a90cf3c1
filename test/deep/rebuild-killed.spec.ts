import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chance, roundsOr } from '../support/chance.ts';
import { eventually } from '../support/event-stores.ts';
import { writeOrganisations } from '../support/load.ts';
import { testDatabase } from '../support/postgres.ts';
import { folder, startProgram, type Child } from '../support/processes.ts';
import { caughtUp, contentFromScratch, contentOf } from '../support/read-side.ts';
import {
  rowsOf,
  startApi,
  startEventStore,
  startProjector,
  type Api,
  type Servers,
  onServers,
} from '../support/register.ts';

const ROUNDS = roundsOr(1);
const REBUILD_MS_MAX = 60_000;
const KILL_MS_MAX = 4_000;
const PUBLIC_HISTORY = fileURLToPath(new URL('../../examples/public-history', import.meta.url));

type OpenApi = { readonly paths: Readonly<Record<string, { readonly get?: object }>> };

describe('a rebuild of all read models', () => {
  const random = chance('rebuild-killed');
  let servers: Servers;
  let settings: Record<string, string>;
  let api: Api;
  let projector: Child;
  const register = (...args: string[]): Child => startProgram('apps/register/src/main.js', args, settings);
  const done = async (...args: string[]): Promise<string> => {
    const child = register(...args);
    expect({ ...(await child.ended), said: child.output() }).toMatchObject({ code: 0 });
    return child.output();
  };
  const generations = (): Promise<{ readonly storage: string; readonly live: boolean }[]> =>
    rowsOf(servers.databaseUrl, 'SELECT storage, is_live AS live FROM projection ORDER BY storage');

  beforeAll(async () => {
    const store = await startEventStore(await folder('event-store-'));
    servers = { eventStoreUrl: store.url, databaseUrl: (await testDatabase()).url };
    settings = await onServers(servers);
    [api, projector] = await Promise.all([startApi(servers), startProjector(servers)]);
    await done('import', PUBLIC_HISTORY);
    await caughtUp(servers);
  }, 120_000);

  it('is noticed by no question', async () => {
    const paths = await everyQuestion();
    expect(paths.length).toBeGreaterThan(20);
    const before = new Map<string, unknown>();
    for (const path of paths) before.set(path, await answerTo(path));
    let isOver = false;
    let asked = 0;
    const hammer = async (): Promise<void> => {
      for (let at = Math.floor(random() * paths.length); !isOver; at += 1, asked += 1) {
        const path = paths[at % paths.length] ?? '';
        expect([path, await answerTo(path)]).toEqual([path, before.get(path)]);
      }
    };
    const hammers = [hammer(), hammer()];
    try {
      await done('rebuild', '--all');
      await done('rebuild', '--all', '--back');
    } finally {
      isOver = true;
      await Promise.all(hammers);
    }
    process.stderr.write(`questions asked during a rebuild and its undoing: ${asked}\n`);
    for (const path of paths) expect([path, await answerTo(path)]).toEqual([path, before.get(path)]);
    await expectWhole();
  }, 240_000);

  it(
    'leaves all of it or none where it is killed, and goes on from there, while events come and projectors die',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const load = writeOrganisations(api, { writers: 2 });
        const killed = register('rebuild', '--all');
        await sleep(random() * KILL_MS_MAX);
        await killed.end('SIGKILL');
        if (random() < 0.5) {
          await projector.end('SIGKILL');
          projector = await startProjector(servers);
        }
        const answering = (await generations()).filter(({ live }) => live);
        expect(new Set(answering.map(({ storage }) => storage.replace(/_g\d+$/, ''))).size).toBe(
          answering.length,
        );
        await done('rebuild', '--all');
        await load.finish();
        await expectWhole();
      }
      expect(await done('verify', 'completeness')).toMatch(/^Complete: /m);
      expect(await done('status')).toMatch(/It has every event of the event store/);
    },
    120_000 + ROUNDS * 3 * REBUILD_MS_MAX,
  );

  /** Row by row what a fresh replay makes. */
  async function expectWhole(): Promise<void> {
    await caughtUp(servers);
    const isLevel = async (): Promise<boolean> =>
      (
        await rowsOf(
          servers.databaseUrl,
          'SELECT FROM projection WHERE is_live AND seq < (SELECT seq FROM projector)',
        )
      ).length === 0;
    await eventually(isLevel, REBUILD_MS_MAX);
    expect(await contentOf(servers.databaseUrl)).toEqual(await contentFromScratch(servers.eventStoreUrl));
  }

  /** The body of an answer; a code where it is none. */
  async function answerTo(path: string): Promise<unknown> {
    const { status, body } = await api.get(path);
    return status === 200 ? body : status;
  }

  /** Every question of the API, of now and as of a moment, about records that there are. */
  async function everyQuestion(): Promise<string[]> {
    const { paths } = (await api.get('/v1/openapi.json')).body as OpenApi;
    const questions: string[] = [];
    for (const [path, { get }] of Object.entries(paths)) {
      if (get === undefined) continue;
      const filled = await filledIn(`/v1${path}`);
      if (filled === null) continue;
      if ((await api.get(filled)).status !== 200) continue;
      questions.push(filled, `${filled}?asOf=${encodeURIComponent(new Date().toISOString())}`);
    }
    return questions;
  }

  /** A path with an id in it that there is: the first that the list before it has. */
  async function filledIn(path: string): Promise<string | null> {
    const [list = '', ...rest] = path.split(/\/\{[^}]+\}/);
    if (rest.length === 0) return path;
    if (rest.length > 1) return null;
    const known: Readonly<Record<string, string>> = {
      '/v1/municipalities': 'GM0114',
      '/v1/regions': 'veenkolonien',
    };
    const { body } = await api.get(list);
    const data = (body as { readonly data?: readonly Readonly<Record<string, unknown>>[] } | null)?.data;
    const first = Array.isArray(data)
      ? (data[0] as Readonly<Record<string, unknown>> | undefined)
      : undefined;
    const id = known[list] ?? Object.entries(first ?? {}).find(([name]) => /^id$|Id$/.test(name))?.[1];
    return typeof id === 'string' ? `${list}/${encodeURIComponent(id)}${rest[0] ?? ''}` : null;
  }
});
