import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  binaryEvent,
  EventStoreDBClient,
  excludeSystemEvents,
  jsonEvent,
  type JSONType,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { roundsOr } from '#test/support/chance';
import { append, collect, contract, event, events, ids, newStream, numbers, ways } from './contract.ts';

/** Thousands, in the gate; ten times as many with `npm run test:deep`. */
const FLOOD = roundsOr(1) > 1 ? 10_000 : 1_000;

/** What programmes do with the official client, as its makers try it out themselves. */
describe('who uses the official client', () => {
  const server = contract();
  const connected = (): EventStoreDBClient => EventStoreDBClient.connectionString(server.url);

  describe.each(ways)('in $way', ({ way }) => {
    it.each([
      ['a bare text', 'CC ‐ 1830'],
      ['a control character', { text: '\u0018' }],
      ['a letter beyond Latin-1', { text: 'Ęŧ' }],
      ['characters outside the basic plane', { '🦃': '🍗' }],
      ['a bare number', 42],
      ['a list', [1, null, 'two']],
      ['nothing', null],
    ] satisfies [string, unknown][])('appends %s, and gets it back', async (_, data) => {
      const stream = newStream();
      await append(server, way, stream, jsonEvent({ type: 'contract.Said', data: data as JSONType }));
      const [resolved] = await collect(server.client.readStream(stream));
      expect(resolved?.event?.data).toEqual(data);
    });

    it.each([
      [
        'text as metadata of JSON',
        (metadata: Uint8Array) => jsonEvent({ type: 'contract.Noted', data: {}, metadata }),
      ],
      [
        'bytes as metadata of bytes',
        (metadata: Uint8Array) =>
          binaryEvent({ type: 'contract.Noted', data: Uint8Array.of(1, 2), metadata }),
      ],
    ])('appends %s, and gets it back', async (_, made) => {
      const stream = newStream();
      const metadata = Uint8Array.of(0, 255, 128, 7);
      await append(server, way, stream, made(metadata));
      const [resolved] = await collect(server.client.readStream(stream));
      expect(Buffer.from(resolved?.event?.metadata as Uint8Array).equals(metadata)).toBe(true);
    });

    it('hears and appends by turns, stream after stream', async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        const stream = newStream();
        const [before, after] = [events(3), events(7)];
        const { nextExpectedRevision } = await append(server, way, stream, before, 'no_stream');
        const heard: ResolvedEvent[] = [];
        const subscription = server.client.subscribeToStream(stream);
        const all = new Promise<void>((resolve, reject) => {
          subscription.on('error', reject);
          subscription.on('data', (resolved) => {
            if (heard.push(resolved) === 10) resolve();
          });
        });
        await append(server, way, stream, after, nextExpectedRevision);
        await all;
        expect(ids(heard)).toEqual([...before, ...after].map(({ id }) => id));
        await subscription.unsubscribe();
      }
    }, 30_000);
  });

  it('appends thousands of events without waiting for one', async () => {
    const client = connected();
    const stream = newStream();
    const large = () => jsonEvent({ type: 'contract.Flooded', data: { value: 'A'.repeat(900) } });
    const flood = Array.from({ length: FLOOD }, () =>
      client.appendToStream(stream, large(), { deadline: 60_000 }),
    );
    const answers = await Promise.all(flood);
    const revisions = answers.map(({ nextExpectedRevision }) => Number(nextExpectedRevision));
    expect(revisions.toSorted((a, b) => a - b)).toEqual(revisions.map((_, at) => at));
    await client.dispose();
  }, 60_000);

  it('may let everything go, and begin again with the same client', async () => {
    const client = connected();
    const stream = newStream();
    await client.appendToStream(stream, events(4));
    const ended = [
      client.subscribeToStream(stream),
      client.subscribeToAll(),
      client.subscribeToStream(newStream()),
    ].map(
      (subscription) =>
        new Promise((resolve, reject) => subscription.on('end', resolve).on('error', reject).resume()),
    );
    await sleep(100);
    await client.dispose();
    await Promise.all(ended);
    expect(await client.appendToStream(stream, event())).toMatchObject({ nextExpectedRevision: 4n });
    await client.dispose();
  });

  it('may listen to nothing but what it asks for, and leave in the middle', async () => {
    const stream = newStream();
    const { position } = await server.client.appendToStream(stream, event());
    await server.client.appendToStream(stream, events(99));
    const heard: ResolvedEvent[] = [];
    for await (const resolved of server.client.subscribeToAll({ fromPosition: position ?? 'start' })) {
      if (resolved.event?.streamId !== stream) continue;
      heard.push(resolved);
      if (heard.length % 10 === 0) await sleep(5);
      if (heard.length === 99) break;
    }
    expect(numbers(heard)).toEqual(Array.from({ length: 99 }, (_, n) => n));
  });

  it('may lead a subscription into a pipe', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(9));
    const subscription = server.client.subscribeToStream(stream);
    const written: ResolvedEvent[] = [];
    const sink = new Writable({
      objectMode: true,
      write: (resolved: ResolvedEvent, _encoding, done) => {
        if (written.push(resolved) < 9) return done();
        void subscription.unsubscribe().then(() => done());
      },
    });
    await pipeline(subscription, sink);
    expect(numbers(written)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('is given nothing while it takes note of a checkpoint, and not one too many', async () => {
    const stream = newStream();
    const { position } = await server.client.appendToStream(stream, event());
    await server.client.appendToStream(stream, events(8));
    const checkpoints: Position[] = [];
    let isNoting = false;
    let disturbed = 0;
    let count = 0;
    const subscription = server.client.subscribeToAll({
      fromPosition: position ?? 'start',
      filter: excludeSystemEvents({
        checkpointInterval: 2,
        checkpointReached: async (_, at) => {
          checkpoints.push(at);
          isNoting = true;
          await sleep(20);
          isNoting = false;
        },
      }),
    });
    const all = new Promise<void>((resolve, reject) => {
      subscription.on('error', reject);
      subscription.on('data', () => {
        if (isNoting) disturbed += 1;
        if ((count += 1) === 384) resolve();
      });
    });
    for (let turn = 0; turn < 47; turn += 1) await server.client.appendToStream(stream, events(8));
    await all;
    await subscription.unsubscribe();
    expect(disturbed).toBe(0);
    // At every 64 events, and once when it had caught up; who leaves may miss the last.
    expect([6, 7]).toContain(checkpoints.length);
    const commits = checkpoints.map(({ commit }) => commit);
    expect(commits.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(commits);
  });

  it('is told at once when the server that it appends to is gone, in whatever it was writing', async () => {
    const client = connected();
    const stream = newStream();
    await client.appendToStream(stream, event());
    const writing = Array.from({ length: 4 }, async () => {
      for (;;) await client.appendToStream(stream, events(200));
    });
    await sleep(50);
    await client.dispose();
    for (const outcome of await Promise.allSettled(writing)) expect(outcome.status).toBe('rejected');
    const found = await collect(server.client.readStream(stream));
    expect((found.length - 1) % 200).toBe(0);
  });
});
