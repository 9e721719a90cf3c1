import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent, type ResolvedEvent } from '@eventstore/db-client';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const appendSize = 5;
/** A few in the gate, many in `npm run test:deep`. */
const KILLS = Number(process.env['ROUNDS'] ?? 3);

type Served = { readonly child: ChildProcess; readonly url: string };
type Acknowledged = { readonly stream: string; readonly append: number; readonly revision: bigint };

describe('a server that is killed in the middle of its work', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-store-crash-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  /** @param fileKib how long a file of its may become: a disk that is full */
  async function serve(fileKib: number | 'unlimited' = 'unlimited'): Promise<Served> {
    const child = spawn(
      'sh',
      [
        ...['-c', `ulimit -f ${fileKib === 'unlimited' ? fileKib : fileKib * 2} && exec "$@"`, 'sh'],
        ...[process.execPath, '--import', path('../testing/typescript.mjs'), path('./serve.ts')],
        ...['--data', dataDir, '--port', '0'],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    for await (const chunk of child.stdout) {
      const url = /esdb:[^\s,]+/.exec(String(chunk))?.[0];
      if (url !== undefined) return { child, url };
    }
    throw new Error('The server did not start.');
  }

  /** Appends to several streams until the connection breaks; remembers what was acknowledged. */
  async function load(url: string, run: number, acknowledged: Acknowledged[]): Promise<void> {
    const client = EventStoreDBClient.connectionString(url);
    const keepAppending = async (worker: number): Promise<void> => {
      const stream = `crash-${run}-${worker}`;
      for (let append = 0; ; append += 1) {
        const events = Array.from({ length: appendSize }, (_, part) =>
          jsonEvent({ type: 'crash.Happened', data: { append, part } }),
        );
        const result = await client.appendToStream(stream, events);
        acknowledged.push({ stream, append, revision: result.nextExpectedRevision });
      }
    };
    await Promise.allSettled(Array.from({ length: 8 }, (_, worker) => keepAppending(worker)));
    await client.dispose();
  }

  async function everything(url: string): Promise<Map<string, ResolvedEvent[]>> {
    const client = EventStoreDBClient.connectionString(url);
    const byStream = new Map<string, ResolvedEvent[]>();
    for await (const resolved of client.readAll()) {
      const stream = resolved.event?.streamId ?? '';
      byStream.set(stream, [...(byStream.get(stream) ?? []), resolved]);
    }
    await client.dispose();
    return byStream;
  }

  it(
    'starts again with every acknowledged event, without a gap, and with no half of an append',
    async () => {
      const acknowledged: Acknowledged[] = [];
      for (let run = 0; run < KILLS; run += 1) {
        const { child, url } = await serve();
        const loading = load(url, run, acknowledged);
        setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * 400);
        await once(child, 'exit');
        await loading;
      }
      expect(acknowledged.length).toBeGreaterThan(10 * KILLS);

      const { child, url } = await serve();
      const byStream = await everything(url);
      for (const { stream, append, revision } of acknowledged) {
        const last = byStream.get(stream)?.[Number(revision)]?.event;
        expect(last).toMatchObject({ revision, data: { append, part: appendSize - 1 } });
      }
      for (const [stream, events] of byStream) {
        expect(events.map(({ event }) => event?.revision)).toEqual(events.map((_, at) => BigInt(at)));
        if (stream.startsWith('crash-')) expect(events.length % appendSize).toBe(0);
      }
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    60_000 + KILLS * 10_000,
  );

  it('refuses what it has no room for, keeps all else, and goes on when there is room', async () => {
    const full = await serve(3_072);
    const client = EventStoreDBClient.connectionString(full.url);
    const outcomes: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      const event = jsonEvent({ type: 'full.Happened', data: { n, text: 'x'.repeat(100_000) } });
      outcomes.push(
        await client.appendToStream('full', event).then(
          () => `${n}`,
          () => 'refused',
        ),
      );
    }
    const done = outcomes.filter((outcome) => outcome !== 'refused');
    expect([outcomes[0], outcomes.at(-1), done.length > 5]).toEqual(['0', 'refused', true]);
    const found = (events: readonly ResolvedEvent[] = []): string[] =>
      events.map(({ event }) => String((event?.data as { n: number }).n));
    expect(found((await everything(full.url)).get('full'))).toEqual(done);
    await client.dispose();
    full.child.kill('SIGKILL');
    await once(full.child, 'exit');

    const { child, url } = await serve();
    const again = EventStoreDBClient.connectionString(url);
    await again.appendToStream('full', jsonEvent({ type: 'full.Happened', data: { n: 'again' } }));
    expect(found((await everything(url)).get('full'))).toEqual([...done, 'again']);
    await again.dispose();
    child.kill('SIGKILL');
    await once(child, 'exit');
  }, 30_000);

  it('takes back what its index has no room for, and goes on when there is room', async () => {
    const full = await serve(2_048);
    const client = EventStoreDBClient.connectionString(full.url);
    const done: string[] = [];
    let refused = 0;
    // The names are what fills the index.
    for (let n = 0; n < 4_000 && refused < 20; n += 1) {
      const stream = `${n}-${'n'.repeat(1_000)}`;
      const event = jsonEvent({ type: 'full.Happened', data: {} });
      await client.appendToStream(stream, event, { expectedRevision: 'no_stream' }).then(
        () => done.push(stream),
        () => (refused += 1),
      );
    }
    expect(refused).toBe(20);
    await client.dispose();
    full.child.kill('SIGKILL');
    await once(full.child, 'exit');

    const { child, url } = await serve();
    const again = EventStoreDBClient.connectionString(url);
    const streams = [...(await everything(url)).keys()].filter((stream) => !stream.startsWith('$'));
    expect(streams).toEqual(done);
    await again.appendToStream('more', jsonEvent({ type: 'full.Happened', data: {} }));
    expect((await everything(url)).has('more')).toBe(true);
    await again.dispose();
    child.kill('SIGKILL');
    await once(child, 'exit');
  }, 60_000);

  it('frees its data folder with its death: no lock is left behind', async () => {
    const first = await serve();
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await serve();
    expect(second.url).toMatch(/^esdb:/);
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
  }, 30_000);
});
