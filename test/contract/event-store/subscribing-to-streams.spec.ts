import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { StreamSubscription } from '@eventstore/db-client';
import { contract, event, events, failure, newStream, numbers, revisions, take } from './contract.ts';

describe('subscribing to a stream', () => {
  const server = contract();
  const append = (stream: string, count: number) => server.client.appendToStream(stream, events(count));

  it('is confirmed first', async () => {
    const subscription = server.client.subscribeToStream(newStream());
    await once(subscription, 'confirmation');
    await subscription.unsubscribe();
  });
  it('gives what is there already, from the start', async () => {
    const stream = newStream();
    await append(stream, 5);
    expect(numbers(await take(server.client.subscribeToStream(stream), 5))).toEqual([0, 1, 2, 3, 4]);
  });
  it('gives what comes later, in order', async () => {
    const stream = newStream();
    await append(stream, 2);
    const taken = take(server.client.subscribeToStream(stream), 6);
    await append(stream, 2);
    await append(stream, 2);
    expect(revisions(await taken)).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
  });
  it('starts strictly after the given revision', async () => {
    const stream = newStream();
    await append(stream, 4);
    expect(revisions(await take(server.client.subscribeToStream(stream, { fromRevision: 1n }), 2))).toEqual([
      2n,
      3n,
    ]);
  });
  it('from the end gives only what comes later', async () => {
    const stream = newStream();
    await append(stream, 3);
    const subscription = server.client.subscribeToStream(stream, { fromRevision: 'end' });
    const taken = take(subscription, 1);
    await once(subscription, 'caughtUp');
    await append(stream, 1);
    expect(revisions(await taken)).toEqual([3n]);
  });
  it('may wait for a stream that does not exist yet', async () => {
    const stream = newStream();
    const subscription = server.client.subscribeToStream(stream);
    const taken = take(subscription, 2);
    await once(subscription, 'caughtUp');
    await append(stream, 2);
    expect(revisions(await taken)).toEqual([0n, 1n]);
  });
  it('says once that it has caught up, after what was there and before what comes', async () => {
    const stream = newStream();
    await append(stream, 3);
    const heard: string[] = [];
    const subscription = server.client.subscribeToStream(stream);
    const done = new Promise<void>((resolve) => {
      subscription.on('confirmation', () => heard.push('confirmation'));
      subscription.on('caughtUp', () => {
        heard.push('caughtUp');
        void append(stream, 2);
      });
      subscription.on('data', ({ event: recorded }) => {
        heard.push(`event ${recorded?.revision ?? ''}`);
        if (recorded?.revision === 4n) resolve();
      });
    });
    await done;
    await subscription.unsubscribe();
    expect(heard).toEqual([
      'confirmation',
      'event 0',
      'event 1',
      'event 2',
      'caughtUp',
      'event 3',
      'event 4',
    ]);
  });
  it('gives nothing of other streams', async () => {
    const [stream, other] = [newStream(), newStream()];
    const taken = take(server.client.subscribeToStream(stream), 2);
    await append(other, 3);
    await append(stream, 2);
    expect((await taken).map((resolved) => resolved.event?.streamId)).toEqual([stream, stream]);
  });
  it('misses nothing while events are written as it starts', async () => {
    const stream = newStream();
    const writing = Promise.all(Array.from({ length: 30 }, () => append(stream, 5)));
    const recorded = await take(server.client.subscribeToStream(stream), 150);
    await writing;
    expect(revisions(recorded)).toEqual(Array.from({ length: 150 }, (_, n) => BigInt(n)));
  });
  it('waits for a slow reader, and gives it everything', async () => {
    const stream = newStream();
    await append(stream, 400);
    const subscription = server.client.subscribeToStream(stream);
    const seen: unknown[] = [];
    for await (const { event: recorded } of subscription) {
      seen.push(recorded?.revision);
      if (seen.length % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      if (seen.length === 400) break;
    }
    expect(seen).toEqual(Array.from({ length: 400 }, (_, n) => BigInt(n)));
  });
  it('ends when its reader leaves', async () => {
    const subscription = server.client.subscribeToStream(newStream());
    await once(subscription, 'confirmation');
    const ended = once(subscription, 'end');
    subscription.resume();
    await subscription.unsubscribe();
    await ended;
  });
  it('may be one of many on one stream: each gets everything', async () => {
    const stream = newStream();
    const taking = Array.from({ length: 10 }, () => take(server.client.subscribeToStream(stream), 4));
    await append(stream, 4);
    for (const recorded of await Promise.all(taking)) expect(recorded).toHaveLength(4);
  });
  it('is refused for a stream that was closed for ever', async () => {
    const stream = newStream();
    await append(stream, 1);
    await server.client.tombstoneStream(stream);
    expect(await failureOf(server.client.subscribeToStream(stream))).toMatchObject({
      type: 'stream-deleted',
      streamName: stream,
    });
  });
  it('waits through a soft deletion, and goes on with the next revision', async () => {
    const stream = newStream();
    await append(stream, 2);
    await server.client.deleteStream(stream);
    const subscription = server.client.subscribeToStream(stream);
    const taken = take(subscription, 1);
    await once(subscription, 'caughtUp');
    await server.client.appendToStream(stream, event(7));
    expect(revisions(await taken)).toEqual([2n]);
  });
});

const failureOf = (subscription: StreamSubscription): Promise<unknown> => failure(take(subscription, 1));
