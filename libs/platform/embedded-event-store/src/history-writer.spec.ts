import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, FORWARDS, jsonEvent, START } from '@eventstore/db-client';
import { DataInUse } from './data-lock.ts';
import { HistoryWriter, HoldsEvents, type HistoryEvent } from './history-writer.ts';
import { startEmbeddedEventStore } from './server.ts';

const event = (n: number): HistoryEvent => ({
  id: randomUUID(),
  type: 'history.Happened',
  data: JSON.stringify({ n }),
  metadata: JSON.stringify({ at: n }),
});

describe('a history that is written in bulk', () => {
  let dataDir: string;
  let now = new Date('2016-01-01T00:00:00Z');
  const open = () => HistoryWriter.open(dataDir, () => now);

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'history-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('is what a server hands out afterwards, at the instants of its clock, and goes on from there', async () => {
    const writer = await open();
    const [first, second, third] = [event(1), event(2), event(3)];
    expect(writer.append('one', [first])).toBe(0);
    now = new Date('2020-06-01T12:00:00.123Z');
    expect(writer.append('one', [second, third])).toBe(2);
    writer.append('other', [event(4)]);
    await writer.close();

    const server = await startEmbeddedEventStore({ dataDir });
    const client = EventStoreDBClient.connectionString(server.connectionString);
    const appended = await client.appendToStream('one', jsonEvent({ type: 'x', data: {} }), {
      expectedRevision: 2n,
    });
    expect(appended.nextExpectedRevision).toBe(3n);
    const read = [];
    for await (const { event: found } of client.readStream('one', {
      direction: FORWARDS,
      fromRevision: START,
    }))
      read.push(found);
    expect(read.slice(0, 3)).toMatchObject([
      { id: first.id, data: { n: 1 }, metadata: { at: 1 }, created: new Date('2016-01-01T00:00:00Z') },
      { id: second.id, data: { n: 2 }, created: new Date('2020-06-01T12:00:00.123Z') },
      { id: third.id, revision: 2n },
    ]);
    await client.dispose();
    await server.stop();
  });

  it('can be read while it is written, whatever has gone to the disk', async () => {
    const writer = await open();
    expect(writer.read('one', 0)).toEqual([]);
    const events = Array.from({ length: 2_500 }, (_, n) => event(n));
    for (const one of events) writer.append('one', [one]);
    expect(writer.revisionOf('one')).toBe(2_499);
    expect(writer.read('one', 0)).toMatchObject(events.map((one, revision) => ({ ...one, revision })));
    expect(writer.read('one', 2_499)).toHaveLength(1);
    expect(writer.read('one', 2_500)).toEqual([]);
    await writer.close();
  });

  it('begins in a folder that nobody has, and in which nothing was recorded', async () => {
    const writer = await open();
    await expect(open()).rejects.toThrow(DataInUse);
    writer.append('one', [event(1)]);
    await writer.close();
    await expect(open()).rejects.toThrow(HoldsEvents);
  });
});
