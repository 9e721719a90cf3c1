import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent, type ResolvedEvent } from '@eventstore/db-client';
import { scavenge } from './scavenge.ts';
import { startEmbeddedEventStore } from './server.ts';

const events = (count: number, secret = '') =>
  Array.from({ length: count }, (_, n) => jsonEvent({ type: 'scavenge.Happened', data: { n, secret } }));

describe('scavenging', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-store-scavenge-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  async function using<T>(work: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
    const store = await startEmbeddedEventStore({ dataDir });
    const client = EventStoreDBClient.connectionString(store.connectionString);
    try {
      return await work(client);
    } finally {
      await client.dispose();
      await store.stop();
    }
  }
  async function all(client: EventStoreDBClient): Promise<ResolvedEvent[]> {
    const found: ResolvedEvent[] = [];
    for await (const resolved of client.readAll()) found.push(resolved);
    return found;
  }
  const ofStream = (found: readonly ResolvedEvent[], stream: string) =>
    found.filter(({ event }) => event?.streamId === stream).map(({ event }) => event?.revision);
  async function filesContain(text: string): Promise<boolean> {
    const files = await readdir(dataDir);
    const contents = await Promise.all(files.map((file) => readFile(join(dataDir, file))));
    return contents.some((bytes) => bytes.includes(text));
  }

  it('leaves nothing of a tombstoned stream in any file but the tombstone', async () => {
    const secret = randomUUID();
    await using(async (client) => {
      await client.appendToStream('secret', events(20, secret));
      await client.appendToStream('other', events(20));
      await client.tombstoneStream('secret');
    });
    expect(await filesContain(secret)).toBe(true);
    const report = await scavenge({ dataDir });
    expect(report.removed).toBe(20);
    expect(await filesContain(secret)).toBe(false);
    await using(async (client) => {
      const found = await all(client);
      expect(ofStream(found, 'secret')).toEqual([9_223_372_036_854_775_807n]);
      expect(ofStream(found, 'other')).toHaveLength(20);
      await expect(client.appendToStream('secret', events(1))).rejects.toMatchObject({
        type: 'stream-deleted',
      });
    });
  });
  it('removes the events of a deleted stream, which goes on with its next revision', async () => {
    await using(async (client) => {
      await client.appendToStream('deleted', events(3));
      await client.deleteStream('deleted');
    });
    await scavenge({ dataDir });
    await using(async (client) => {
      expect(ofStream(await all(client), 'deleted')).toEqual([]);
      expect((await client.appendToStream('deleted', events(1))).nextExpectedRevision).toBe(3n);
    });
  });
  it('removes what $maxCount and $tb hide, but never the last event', async () => {
    await using(async (client) => {
      await client.appendToStream('counted', events(5));
      await client.setStreamMetadata('counted', { maxCount: 2 });
      await client.appendToStream('truncated', events(5));
      await client.setStreamMetadata('truncated', { truncateBefore: 9 });
    });
    await scavenge({ dataDir });
    await using(async (client) => {
      const found = await all(client);
      expect(ofStream(found, 'counted')).toEqual([3n, 4n]);
      expect(ofStream(found, 'truncated')).toEqual([4n]);
    });
  });
  it('changes nothing of what stays: position, revision, id, data and time', async () => {
    const before = await using(async (client) => {
      for (let n = 0; n < 30; n += 1) await client.appendToStream(`stays-${n % 3}`, events(4));
      await client.appendToStream('goes', events(50));
      await client.tombstoneStream('goes');
      return (await all(client)).filter(({ event }) => event?.streamId !== 'goes');
    });
    await scavenge({ dataDir });
    await using(async (client) => {
      expect((await all(client)).filter(({ event }) => event?.streamId !== 'goes')).toEqual(before);
    });
  });
  it('never gives a position again, even if the last events of the log went', async () => {
    const last = await using(async (client) => {
      await client.appendToStream('goes', events(2));
      const { position } = await client.appendToStream('goes', events(2));
      await client.deleteStream('goes');
      return position?.commit ?? 0n;
    });
    await scavenge({ dataDir });
    const next = await using((client) => client.appendToStream('new', events(1)));
    expect(next.position?.commit).toBeGreaterThan(last);
  });
  it('is refused while a server runs', async () => {
    const store = await startEmbeddedEventStore({ dataDir });
    await expect(scavenge({ dataDir })).rejects.toThrow(/already in use/);
    await store.stop();
  });
});
