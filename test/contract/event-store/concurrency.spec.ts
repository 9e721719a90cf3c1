import { describe, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { append, collect, contract, event, events, newStream, numbers, revisions } from './contract.ts';

describe('many appends at once', () => {
  const server = contract();

  it('to one stream at one expected revision: one wins, the others lose', async () => {
    const stream = newStream();
    const attempts = Array.from({ length: 20 }, (_, n) =>
      append(server, 'batch append', stream, event(n), 'no_stream'),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await collect(server.client.readStream(stream))).toHaveLength(1);
  });

  it('to one stream at any revision: all are written, each at a revision of its own', async () => {
    const stream = newStream();
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, n) => append(server, 'batch append', stream, event(n))),
    );
    const told = results
      .map(({ nextExpectedRevision }) => Number(nextExpectedRevision))
      .sort((a, b) => a - b);
    expect(told).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(revisions(await collect(server.client.readStream(stream)))).toHaveLength(200);
  });

  it('in both ways at once: no revision is given twice', async () => {
    const stream = newStream();
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        append(server, n % 2 === 0 ? 'batch append' : 'classic append', stream, events(2)),
      ),
    );
    const recorded = await collect(server.client.readStream(stream));
    expect(revisions(recorded)).toEqual(Array.from({ length: 80 }, (_, n) => BigInt(n)));
  });

  it('never mix the events of one append with those of another', async () => {
    const stream = newStream();
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => append(server, 'batch append', stream, [event(n), event(n)])),
    );
    const told = numbers(await collect(server.client.readStream(stream)));
    for (let at = 0; at < told.length; at += 2) expect(told[at]).toBe(told[at + 1]);
  });

  it('are in the log in the order of their positions, and each stream in the order of its revisions', async () => {
    const streams = Array.from({ length: 10 }, () => newStream('order'));
    const start = await append(server, 'batch append', newStream(), event());
    await Promise.all(
      streams.flatMap((stream) =>
        Array.from({ length: 10 }, () => append(server, 'batch append', stream, events(3))),
      ),
    );
    const all = await collect(server.client.readAll({ fromPosition: start.position ?? 'start' }));
    const positions = all.map(({ event: recorded }) => recorded?.position?.commit ?? 0n);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));
    for (const stream of streams) {
      const own = all.filter(({ event: recorded }) => recorded?.streamId === stream);
      expect(revisions(own)).toEqual(Array.from({ length: 30 }, (_, n) => BigInt(n)));
    }
  });

  it('from several clients: each append is there once', async () => {
    const stream = newStream();
    const clients = Array.from({ length: 4 }, () => EventStoreDBClient.connectionString(server.url));
    await Promise.all(
      clients.map(async (client, at) => {
        for (let n = 0; n < 25; n += 1) await client.appendToStream(stream, event(at * 100 + n));
      }),
    );
    // All together at the end: one client's goodbye rejects what the others of the process still wait for.
    await Promise.all(clients.map((client) => client.dispose()));
    const told = numbers(await collect(server.client.readStream(stream)));
    expect(new Set(told).size).toBe(100);
    expect(told).toHaveLength(100);
  });

  it('are readable as soon as they are acknowledged', async () => {
    for (let n = 0; n < 20; n += 1) {
      const stream = newStream();
      await append(server, 'batch append', stream, event(n));
      expect(numbers(await collect(server.client.readStream(stream)))).toEqual([n]);
    }
  });

  it('of one client may come in pieces: a large append in many small messages is one append', async () => {
    const stream = newStream();
    const result = await server.client.appendToStream(stream, events(500), { batchAppendSize: 1_024 });
    expect(result.nextExpectedRevision).toBe(499n);
    expect(await collect(server.client.readStream(stream))).toHaveLength(500);
  });

  it('survive a flood: a thousand without waiting are all answered', async () => {
    const stream = newStream();
    const results = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) =>
        server.client.appendToStream(stream, event(n), { deadline: 60_000 }),
      ),
    );
    expect(new Set(results.map(({ nextExpectedRevision }) => nextExpectedRevision)).size).toBe(1_000);
  });
});
