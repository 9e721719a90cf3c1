import { cp, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedEventStore } from './server.ts';

const APPENDS = 12;
const EVENTS = 3;

/** What a machine that loses its power can do to the files: everything that was not flushed is lost, torn or there. */
describe('a machine that goes down', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'event-store-power-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const log = (): string => join(folder, 'events.log');

  async function using<T>(work: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
    const store = await startEmbeddedEventStore({ dataDir: folder });
    const client = EventStoreDBClient.connectionString(store.connectionString);
    try {
      return await work(client);
    } finally {
      await client.dispose();
      await store.stop();
    }
  }
  const append = (client: EventStoreDBClient, n: number) =>
    client.appendToStream(
      `power-${n % 3}`,
      Array.from({ length: EVENTS }, (_, part) =>
        jsonEvent({ type: 'power.Happened', data: { n, part, text: 'x'.repeat(100 * n) } }),
      ),
    );
  /** The appends that are there, each whole. */
  async function appends(client: EventStoreDBClient): Promise<number[]> {
    const found = new Map<number, number>();
    for await (const { event } of client.readAll()) {
      if (event?.type !== 'power.Happened') continue;
      const { n } = event.data as { n: number };
      found.set(n, (found.get(n) ?? 0) + 1);
    }
    expect([...found.values()].every((count) => count === EVENTS)).toBe(true);
    return [...found.keys()];
  }
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

  /** Fills the folder, and tells where the log ended before the last append and after it. */
  async function filled(): Promise<{ before: number; after: number }> {
    return using(async (client) => {
      for (const n of upTo(APPENDS - 1)) await append(client, n);
      const before = await lengthOf();
      await append(client, APPENDS - 1);
      return { before, after: await lengthOf() };
    });
  }
  /** Where the log ends, and its room begins. */
  async function lengthOf(): Promise<number> {
    const bytes = await readFile(log());
    let end = bytes.length;
    while (bytes[end - 1] === 0) end -= 1;
    return end;
  }
  /** The index as it would be found: not closed, and written before the machine last started. */
  const unclosed = async (): Promise<void> => {
    const path = join(folder, 'index.trust');
    const trust = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...trust, boot: 'an earlier one' }));
  };

  it('finds everything without its index', async () => {
    await filled();
    await rm(join(folder, 'index.mdb'));
    expect(await using(appends)).toEqual(upTo(APPENDS));
    await using((client) => append(client, APPENDS));
    expect(await using(appends)).toEqual(upTo(APPENDS + 1));
  });

  it('does not trust an index that was not closed, nor that of another log', async () => {
    await filled();
    await writeFile(join(folder, 'index.mdb'), Buffer.alloc(65_536, 0xaa));
    await unclosed();
    expect(await using(appends)).toEqual(upTo(APPENDS));

    const other = await mkdtemp(join(tmpdir(), 'event-store-other-'));
    await cp(folder, other, { recursive: true });
    await rm(folder, { recursive: true });
    folder = other; // A copy has files of its own, and their inodes.
    await writeFile(join(folder, 'index.mdb'), Buffer.alloc(65_536, 0xaa));
    expect(await using(appends)).toEqual(upTo(APPENDS));
  });

  it('follows a log that is longer, or shorter, than its index', async () => {
    await using((client) => append(client, 0));
    const early = await mkdtemp(join(tmpdir(), 'event-store-early-'));
    await cp(folder, early, { recursive: true });
    await using((client) => append(client, 1));
    const index = await readFile(join(early, 'index.mdb'));
    await writeFile(join(folder, 'index.mdb'), index); // The same file, with what it held before.
    expect(await using(appends)).toEqual([0, 1]);

    await truncate(log(), await lengthOf().then((length) => length - 1));
    expect(await using(appends)).toEqual([0]);
    await rm(early, { recursive: true });
  });

  it('serves what an earlier copy of the log holds, whatever its index knows, and goes on', async () => {
    await using((client) => append(client, 0));
    const earlier = await readFile(log()); // With its room, in which its index will look for more.
    await using(async (client) => {
      for (const n of [1, 2, 3]) await append(client, n);
    });
    await writeFile(log(), Buffer.concat([earlier, Buffer.alloc(1_048_576)]));
    expect(await using(appends)).toEqual([0]);
    // What is written now lies where others lay.
    await using((client) => append(client, 4));
    expect(await using(appends)).toEqual([0, 4]);
    await unclosed();
    expect(await using(appends)).toEqual([0, 4]);
  });

  it('drops an append that was not written whole, wherever it was torn, and goes on', async () => {
    const { before, after } = await filled();
    const whole = await readFile(log());
    for (let cut = before; cut < after; cut += Math.ceil((after - before) / 40)) {
      await writeFile(log(), whole);
      await truncate(log(), cut);
      await unclosed();
      expect([cut, await using(appends)]).toEqual([cut, upTo(APPENDS - 1)]);
    }
    await using((client) => append(client, APPENDS));
    expect(await using(appends)).toEqual([...upTo(APPENDS - 1), APPENDS]);
  });

  it('drops an append of which any sector did not reach the disk', async () => {
    const { before, after } = await filled();
    const whole = await readFile(log());
    for (let sector = Math.floor(before / 512); sector * 512 < after; sector += 1) {
      const torn = Buffer.from(whole);
      torn.fill(0, Math.max(before, sector * 512), Math.min(after, (sector + 1) * 512));
      await writeFile(log(), torn);
      await unclosed();
      expect([sector, await using(appends)]).toEqual([sector, upTo(APPENDS - 1)]);
    }
  });

  it('refuses to start where something before the end is not what was written, and names the byte', async () => {
    const { before } = await filled();
    const whole = await readFile(log());
    for (const at of [40, 200, Math.floor(before / 2), before - 5]) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 4;
      await writeFile(log(), spoilt);
      await unclosed();
      await expect(using(appends)).rejects.toThrow(
        /events\.log is damaged at byte \d+: a group is not whole/,
      );
      expect((await readFile(log())).equals(spoilt)).toBe(true); // Nothing was cut off.
    }
    await writeFile(log(), whole);
    expect(await using(appends)).toEqual(upTo(APPENDS));
  });

  it('does not hand out what is not what was written, and serves the rest', async () => {
    await filled();
    const at = (await readFile(log())).indexOf('"n":4,');
    await using(async (client) => {
      const file = await open(log(), 'r+');
      await file.write('"n":5,', at);
      await file.close();
      await expect(appends(client)).rejects.toThrow(/damaged/);
      const others = client.readStream('power-0'); // 4 is in another one
      let count = 0;
      for await (const { event } of others) count += event === undefined ? 0 : 1;
      expect(count).toBe((APPENDS / 3) * EVENTS);
    });
  });

  it('appends to other streams, though what is known of one is damaged', async () => {
    await using(async (client) => {
      await client.setStreamMetadata('spoilt', { truncateBefore: 77 });
      await append(client, 1);
    });
    const at = (await readFile(log())).indexOf('"$tb":77');
    await using(async (client) => {
      const file = await open(log(), 'r+');
      await file.write('"$tb":78', at);
      await file.close();
      const event = jsonEvent({ type: 'power.Happened', data: {} });
      const outcomes = await Promise.allSettled(
        ['power-1', 'spoilt', 'power-2'].map((stream) => client.appendToStream(stream, event)),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });
  });

  it('leaves nothing of a scavenging that was broken off', async () => {
    await filled();
    const copy = join(folder, 'events.scavenged.log');
    await cp(log(), copy);
    expect(await using(appends)).toEqual(upTo(APPENDS));
    await expect(stat(copy)).rejects.toThrow(/ENOENT/);
  });

  it('refuses a file that is no log, and data of an earlier version', async () => {
    await writeFile(log(), 'something else entirely, and long enough to be looked at');
    await expect(using(appends)).rejects.toThrow(/damaged at byte 0: it does not begin as an event log does/);
    await rm(log());
    await writeFile(join(folder, 'events.mdb'), '');
    await expect(using(appends)).rejects.toThrow(/written by an earlier version/);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });
});
