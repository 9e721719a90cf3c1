import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent, type ResolvedEvent } from '@eventstore/db-client';
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { otherServices } from './other-services.ts';
import {
  startEmbeddedEventStore,
  type EmbeddedEventStore,
  type EmbeddedEventStoreOptions,
} from './server.ts';

const event = (n = 0) => jsonEvent({ type: 'server.Happened', data: { n } });

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe('the embedded server', () => {
  let dataDir: string;
  const open: { stop(): Promise<void> }[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-store-server-'));
  });
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.stop();
    await rm(dataDir, { recursive: true });
  });

  async function start(options: Partial<EmbeddedEventStoreOptions> = {}): Promise<EmbeddedEventStore> {
    const store = await startEmbeddedEventStore({ dataDir, ...options });
    open.push(store);
    return store;
  }
  function connected(url: string): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(url);
    open.push({ stop: () => client.dispose() });
    return client;
  }

  it('refuses to start a second time on the same data, and says why', async () => {
    await start();
    await expect(startEmbeddedEventStore({ dataDir })).rejects.toThrow(/already in use by another server/);
  });
  it('can be started on the data of a server that stopped, and has its events', async () => {
    const first = await start();
    await connected(first.connectionString).appendToStream('kept', [event(1), event(2)]);
    await first.stop();
    const second = await start();
    const recorded = await collect(connected(second.connectionString).readStream('kept'));
    expect(recorded.map(({ event: kept }) => kept?.data)).toEqual([{ n: 1 }, { n: 2 }]);
  });
  it('keeps everything while it grows by leaps: small appends between large ones', async () => {
    const first = await start();
    const client = connected(first.connectionString);
    const sizes = [10, 900_000, 10, 700_000, 20, 20, 1_000_000, 5, 300_000, 10];
    for (const size of sizes)
      await Promise.all(
        [1, 2, 3].map((n) =>
          client.appendToStream(
            `grown-${n}`,
            jsonEvent({ type: 'server.Grew', data: { text: 'x'.repeat(size) } }),
          ),
        ),
      );
    await first.stop();
    const again = connected((await start()).connectionString);
    for (const n of [1, 2, 3]) {
      const recorded = await collect(again.readStream(`grown-${n}`));
      expect(recorded.map(({ event: grown }) => JSON.stringify(grown?.data).length - 11)).toEqual(sizes);
    }
  });
  it('goes on with positions and revisions where it stopped', async () => {
    const first = await start();
    const before = await connected(first.connectionString).appendToStream('kept', event());
    await first.stop();
    const after = await connected((await start()).connectionString).appendToStream('kept', event());
    expect(after.nextExpectedRevision).toBe(1n);
    expect(after.position?.commit).toBeGreaterThan(before.position?.commit ?? 0n);
  });
  it('recognises a repetition with its expected revision after a restart, but not one without', async () => {
    const [strong, weak] = [event(), event()];
    const first = await start();
    const client = connected(first.connectionString);
    const done = await client.appendToStream('strong', strong, { expectedRevision: 'no_stream' });
    await client.appendToStream('weak', weak);
    await first.stop();
    const again = connected((await start()).connectionString);
    expect(await again.appendToStream('strong', strong, { expectedRevision: 'no_stream' })).toEqual(done);
    expect((await again.appendToStream('weak', weak)).nextExpectedRevision).toBe(1n);
  });
  it('forgets ids of appends without an expected revision, the oldest first', async () => {
    const client = connected((await start({ limits: { recentIdsMax: 2 } })).connectionString);
    const [one, two, three] = [event(), event(), event()];
    for (const given of [one, two, three]) await client.appendToStream('recent', given);
    expect((await client.appendToStream('recent', three)).nextExpectedRevision).toBe(2n);
    expect((await client.appendToStream('recent', one)).nextExpectedRevision).toBe(3n);
  });

  it('takes recorded time from the clock that it was given, in ticks or as a Date', async () => {
    const moments: (bigint | Date)[] = [new Date('2024-02-29T12:00:00.123Z'), 17_000_000_000_000_000n];
    let next = 0;
    const clock = () => moments[next] ?? 0n;
    const client = connected((await start({ clock })).connectionString);
    await client.appendToStream('timed', event());
    next = 1;
    await client.appendToStream('timed', event());
    const recorded = await collect(client.readStream('timed'));
    expect(recorded.map(({ event: timed }) => timed?.created.toISOString())).toEqual([
      '2024-02-29T12:00:00.123Z',
      '2023-11-14T22:13:20.000Z',
    ]);
  });
  it('measures $maxAge by that clock', async () => {
    let now = new Date('2024-01-01T00:00:00Z');
    const client = connected((await start({ clock: () => now })).connectionString);
    await client.setStreamMetadata('aged', { maxAge: 60 });
    await client.appendToStream('aged', event(1));
    now = new Date('2024-01-01T00:00:50Z');
    await client.appendToStream('aged', event(2));
    now = new Date('2024-01-01T00:01:20Z');
    const recorded = await collect(client.readStream('aged'));
    expect(recorded.map(({ event: aged }) => aged?.data)).toEqual([{ n: 2 }]);
  });

  it('listens on loopback only', async () => {
    const { port, connectionString } = await start();
    expect(connectionString).toBe(`esdb://127.0.0.1:${port}?tls=false`);
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (outside === undefined) return;
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: outside.address, port, timeout: 1_000 });
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.on('timeout', () => resolve(false)).on('close', () => socket.destroy());
    });
    expect(reached).toBe(false);
  });
  it('serves at most so many subscriptions at once', async () => {
    const client = connected((await start({ limits: { subscriptionsMax: 1 } })).connectionString);
    const first = client.subscribeToAll();
    await new Promise((resolve) => first.once('confirmation', resolve));
    const failure = await new Promise((resolve) => client.subscribeToAll().once('error', resolve));
    expect(String(failure)).toMatch(/at most 1 subscriptions/);
    first.resume();
    await first.unsubscribe();
  });
  it('refuses names of streams that are too long, in both ways of appending and in reading', async () => {
    const client = connected((await start({ limits: { streamNameBytesMax: 20 } })).connectionString);
    const long = 'a-name-that-is-far-too-long';
    const credentials = { username: 'admin', password: 'changeit' };
    await expect(client.appendToStream(long, event())).rejects.toThrow();
    await expect(client.appendToStream(long, event(), { credentials })).rejects.toThrow(/20 bytes/);
    await expect(collect(client.readStream(long))).rejects.toThrow(/20 bytes/);
    await expect(client.appendToStream('short', event())).resolves.toMatchObject({ success: true });
  });

  it('takes names of streams of any letters, up to their limit', async () => {
    const client = connected((await start()).connectionString);
    const letters = ['\u0001', '\u007f', 'é', '€', '🦃', '$', '~'];
    for (const letter of letters) {
      const name = letter.repeat(Math.floor(1_022 / Buffer.byteLength(letter)));
      await client.setStreamMetadata(name, { maxCount: 1 });
      await client.appendToStream(name, [event(1), event(2)]);
      expect(await collect(client.readStream(name))).toHaveLength(1);
      await client.deleteStream(name);
    }
  });
  it('refuses more events in an append than were agreed, in both ways of appending', async () => {
    const client = connected((await start({ limits: { appendEventsMax: 10 } })).connectionString);
    const many = Array.from({ length: 11 }, (_, n) => event(n));
    const credentials = { username: 'admin', password: 'changeit' };
    await expect(client.appendToStream('many', many)).rejects.toThrow();
    await expect(client.appendToStream('many', many, { credentials })).rejects.toThrow(/10 events/);
    await expect(client.appendToStream('many', many.slice(1))).resolves.toMatchObject({ success: true });
  });

  it('says what it does not offer', async () => {
    const client = connected((await start()).connectionString);
    await client.appendToStream('linked', event());
    await expect(collect(client.readStream('linked', { resolveLinkTos: true }))).rejects.toThrow(
      /link resolution/,
    );
    await expect(client.enableProjection('$by_category')).rejects.toThrow(/projections/);
    await expect(client.deletePersistentSubscriptionToStream('linked', 'group')).rejects.toThrow(
      /persistent subscriptions/,
    );
  });
  it.each(otherServices.map(([definition, what]) => ({ definition, what })))(
    'answers to every call of $what, and says that it does not offer it',
    async ({ definition, what }) => {
      const { port } = await start();
      const methods = Object.values(definition);
      const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
      open.push({ stop: () => Promise.resolve(client.close()) });
      const refusals = methods.map(
        ({ path }) =>
          new Promise<ServiceError>((resolve) => {
            const call = client.makeBidiStreamRequest(
              path,
              (bytes: Buffer) => bytes,
              (bytes: Buffer) => bytes,
            );
            call.on('error', resolve);
            call.end(Buffer.alloc(0));
          }),
      );
      for (const { code, details } of await Promise.all(refusals)) {
        expect(code).toBe(status.UNIMPLEMENTED);
        expect(details).toContain(what);
      }
    },
  );
  it('sends its readers away when it stops, and they hear it', async () => {
    const store = await start();
    const subscription = connected(store.connectionString).subscribeToAll();
    const heard = new Promise((resolve) => subscription.once('error', resolve));
    subscription.resume();
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    await store.stop();
    expect(await heard).toMatchObject({ type: 'unavailable' });
  });
  it('runs in a worker thread', async () => {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       import(workerData.hooks)
         .then(() => import(workerData.server))
         .then(({ startEmbeddedEventStore }) => startEmbeddedEventStore({ dataDir: workerData.dataDir }))
         .then((store) => {
           parentPort.on('message', () => store.stop().then(() => process.exit(0)));
           parentPort.postMessage(store.connectionString);
         });`,
      {
        eval: true,
        execArgv: [],
        workerData: {
          dataDir,
          hooks: new URL('../testing/typescript.mjs', import.meta.url).href,
          server: new URL('./server.ts', import.meta.url).href,
        },
      },
    );
    const url = await new Promise<string>((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    const client = EventStoreDBClient.connectionString(url);
    await client.appendToStream('threaded', event(3));
    const [recorded]: ResolvedEvent[] = await collect(client.readStream('threaded'));
    expect(recorded?.event?.data).toEqual({ n: 3 });
    await expect(startEmbeddedEventStore({ dataDir })).rejects.toThrow(/already in use/);
    await client.dispose();
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('stop');
    expect(await exited).toBe(0);
  });
});
