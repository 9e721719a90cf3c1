import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/embedded-postgres';
import { eventually } from '../support/event-stores.ts';
import { writeOrganisations, type Load } from '../support/load.ts';
import { folder, isAlive, type Child } from '../support/processes.ts';
import { flawsIn, settledLog } from '../support/proof.ts';
import {
  logOf,
  startApi,
  startEventStore,
  startProjector,
  type Answered,
  type Api,
  type Servers,
} from '../support/register.ts';

const OUTAGE_MS = 1_500;
const RECOVERY_MS_MAX = 20_000;

describe('a register under which a store goes away', () => {
  let databaseDir: string;
  let storeDir: string;
  let database: EmbeddedPostgres;
  let store: Awaited<ReturnType<typeof startEventStore>>;
  let servers: Servers;
  let api: Api & { readonly process: Child };
  let projector: Child;

  beforeAll(async () => {
    [databaseDir, storeDir] = await Promise.all([folder('postgres-'), folder('event-store-')]);
    [database, store] = await Promise.all([
      startEmbeddedPostgres({ dataDir: databaseDir }),
      startEventStore(storeDir),
    ]);
    servers = { eventStoreUrl: store.url, databaseUrl: database.url };
    [api, projector] = await Promise.all([startApi(servers), startProjector(servers)]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([api.process.end(), projector.end()]);
    await database.stop();
  }, 40_000);

  const register = (): Promise<Answered> =>
    api.post('/v1/organisations', { name: 'Partner', kind: 'other', domain: 'social' });
  const isReady = async (): Promise<boolean> => (await api.get('/health/ready')).status === 200;
  const expectProblem = (answer: Answered, code: string): void => {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 503, code });
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  };
  /** All that was acknowledged is there, once, and in the order in which it was acknowledged. */
  const expectAll = async ({ acknowledged }: Load): Promise<void> => {
    const stored = new Map<string, string[]>();
    for (const { stream, id } of await logOf(servers.eventStoreUrl)) {
      if (acknowledged.has(stream)) stored.set(stream, [...(stored.get(stream) ?? []), id]);
    }
    expect(stored).toEqual(acknowledged);
    expect(await flawsIn(servers.databaseUrl, await settledLog(servers))).toEqual([]);
    expect([isAlive(api.process.pid), isAlive(projector.pid)]).toEqual([true, true]);
  };

  it('records without PostgreSQL, says 503 to questions, and shows everything when it is back', async () => {
    const load = writeOrganisations(api, { writers: 4 });
    await eventually(() => load.acknowledged.size > 4);
    await database.stop();
    const before = load.acknowledged.size;

    expectProblem(await api.get('/v1/organisations'), 'database.unavailable');
    const { status, body } = await register();
    expect(status).toBe(201);
    const { id, position } = body as { readonly id: string; readonly position: string };
    expectProblem(await api.get(`/v1/organisations/${id}?after=${position}`), 'database.unavailable');
    expect((await api.get('/health/ready')).body).toMatchObject({ errors: [{ field: 'read-store' }] });
    await sleep(OUTAGE_MS);
    expect(load.acknowledged.size).toBeGreaterThan(before);
    expect(load.refusals.size).toBe(0);

    database = await startEmbeddedPostgres({ dataDir: databaseDir, port: database.port });
    const isVisible = async (): Promise<boolean> =>
      (await api.get(`/v1/organisations/${id}?after=${position}`)).status === 200;
    await eventually(isVisible, RECOVERY_MS_MAX);
    await load.finish();
    await expectAll(load);
    await eventually(isReady, RECOVERY_MS_MAX);
    expect(projector.output()).toMatch(/WARN.*waits, since .*PostgreSQL is not available/);
  }, 90_000);

  it('answers without the event store, says 503 to commands, and loses and doubles nothing', async () => {
    const load = writeOrganisations(api, { writers: 4 });
    await eventually(() => load.acknowledged.size > 4);
    await store.process.end('SIGKILL');

    await eventually(() => load.refusals.has('event-store.unavailable'), RECOVERY_MS_MAX);
    expectProblem(await register(), 'event-store.unavailable');
    expect((await api.get('/v1/organisations')).status).toBe(200);
    expect((await api.get('/health/ready')).body).toMatchObject({ errors: [{ field: 'event-store' }] });
    await sleep(OUTAGE_MS);

    store = await startEventStore(storeDir, store.port);
    const key = { 'idempotency-key': uuidV7() };
    const again = { name: 'Once', kind: 'other', domain: 'social' };
    const isAccepted = async (): Promise<boolean> =>
      (await api.post('/v1/organisations', again, key)).status === 201;
    await eventually(isAccepted, RECOVERY_MS_MAX);
    await load.finish();
    expect([...load.refusals.keys()].filter((code) => !code.startsWith('event-store.'))).toEqual([]);
    await expectAll(load);
    await eventually(isReady, RECOVERY_MS_MAX);
    expect(projector.output()).toMatch(/waits, since .*event store/);
  }, 90_000);
});
