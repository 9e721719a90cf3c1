import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { jsonEvent, type StreamMetadata } from '@eventstore/db-client';
import {
  collect,
  contract,
  event,
  events,
  failure,
  newStream,
  numbers,
  revisions,
  take,
} from './contract.ts';

describe('metadata of a stream', () => {
  const server = contract();
  const read = (stream: string) => collect(server.client.readStream(stream));
  const backwards = (stream: string) =>
    collect(server.client.readStream(stream, { direction: 'backwards', fromRevision: 'end' }));
  async function streamWith(count: number, metadata: StreamMetadata): Promise<string> {
    const stream = newStream();
    await server.client.appendToStream(stream, events(count));
    await server.client.setStreamMetadata(stream, metadata);
    return stream;
  }

  it('is nothing when none was set', async () => {
    const stream = newStream();
    expect(await server.client.getStreamMetadata(stream)).toEqual({ streamName: stream });
  });
  it('comes back as it was set, keys of its own included', async () => {
    const metadata = { maxAge: 3_600, cacheControl: 15, truncateBefore: 1, maxCount: 12, turkey: '🦃' };
    const stream = await streamWith(0, metadata);
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual(metadata);
  });
  it('keeps an access list', async () => {
    const acl = {
      readRoles: ['$all'],
      writeRoles: ['$all'],
      deleteRoles: ['$all'],
      metaReadRoles: ['$all'],
      metaWriteRoles: ['$all'],
    };
    const stream = await streamWith(0, { acl });
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual({ acl });
  });
  it('is replaced as a whole by the next', async () => {
    const stream = await streamWith(5, { maxCount: 2, custom: 'a' });
    await server.client.setStreamMetadata(stream, { other: 'b' });
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual({ other: 'b' });
    expect(await read(stream)).toHaveLength(5);
  });
  it('can be set before the stream has an event', async () => {
    const stream = await streamWith(0, { maxCount: 2 });
    expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
    await server.client.appendToStream(stream, events(5), { expectedRevision: 'no_stream' });
    expect(revisions(await read(stream))).toEqual([3n, 4n]);
  });
  it('is appended with an expected revision of its own', async () => {
    const stream = newStream();
    await server.client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: 'no_stream' });
    expect(
      await failure(server.client.setStreamMetadata(stream, {}, { expectedRevision: 'no_stream' })),
    ).toMatchObject({
      type: 'wrong-expected-version',
      streamName: `$$${stream}`,
    });
    expect(
      (await server.client.setStreamMetadata(stream, {}, { expectedRevision: 0n })).nextExpectedRevision,
    ).toBe(1n);
  });
  it('is an event in $all', async () => {
    const { position } = await server.client.appendToStream(newStream(), event());
    const stream = await streamWith(0, { maxCount: 3 });
    const [first] = await take(server.client.subscribeToAll({ fromPosition: position ?? 'start' }), 1);
    expect(first?.event).toMatchObject({
      type: '$metadata',
      streamId: `$$${stream}`,
      data: { $maxCount: 3 },
    });
  });
  it('that cannot be read counts as none', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(3));
    await server.client.appendToStream(
      `$$${stream}`,
      jsonEvent({ type: '$metadata', data: ['no', 'object'] }),
    );
    expect(await read(stream)).toHaveLength(3);
  });
  it.each([
    ['a number that is text', { $maxCount: '2' }],
    ['half a number', { $maxAge: 0.5, $maxCount: 2 }],
    ['nothing where a number is due', { $tb: null, $maxCount: 2 }],
    ['a count of none', { $maxCount: 0 }],
    ['an age of none', { $maxAge: 0 }],
  ])('that holds %s hides nothing', async (_, data) => {
    const stream = await streamWith(3, {});
    await server.client.appendToStream(`$$${stream}`, jsonEvent({ type: '$metadata', data }));
    expect(await read(stream)).toHaveLength(3);
  });
  it('makes a stream exist for who expects one', async () => {
    const stream = await streamWith(0, { maxCount: 9 });
    const result = await server.client.appendToStream(stream, event(), { expectedRevision: 'stream_exists' });
    expect(result.nextExpectedRevision).toBe(0n);
  });
  it('of which only the last is given to readers', async () => {
    const stream = await streamWith(0, { maxCount: 1 });
    await server.client.setStreamMetadata(stream, { maxCount: 2 });
    expect(revisions(await read(`$$${stream}`))).toEqual([1n]);
  });

  describe('$maxCount', () => {
    it('leaves the last so many events to be read', async () => {
      expect(revisions(await read(await streamWith(20, { maxCount: 2 })))).toEqual([18n, 19n]);
    });
    it('holds for reading backwards', async () => {
      expect(revisions(await backwards(await streamWith(20, { maxCount: 2 })))).toEqual([19n, 18n]);
    });
    it('goes along with the stream', async () => {
      const stream = await streamWith(3, { maxCount: 2 });
      await server.client.appendToStream(stream, events(2), { expectedRevision: 2n });
      expect(revisions(await read(stream))).toEqual([3n, 4n]);
    });
    it('holds for subscriptions that catch up', async () => {
      const stream = await streamWith(10, { maxCount: 3 });
      expect(revisions(await take(server.client.subscribeToStream(stream), 3))).toEqual([7n, 8n, 9n]);
    });
    it('hides nothing in $all', async () => {
      const { position } = await server.client.appendToStream(newStream(), event());
      const stream = await streamWith(5, { maxCount: 1 });
      const all = await collect(server.client.readAll({ fromPosition: position ?? 'start' }));
      expect(all.filter(({ event: recorded }) => recorded?.streamId === stream)).toHaveLength(5);
    });
  });

  describe('$tb', () => {
    it('hides what is before it', async () => {
      expect(revisions(await read(await streamWith(5, { truncateBefore: 3 })))).toEqual([3n, 4n]);
    });
    it('holds for reading backwards', async () => {
      expect(revisions(await backwards(await streamWith(5, { truncateBefore: 3 })))).toEqual([4n, 3n]);
    });
    it('beyond the end hides everything, and the stream is there all the same', async () => {
      const stream = await streamWith(5, { truncateBefore: 9 });
      expect(await read(stream)).toEqual([]);
      expect(
        (await server.client.appendToStream(stream, event(), { expectedRevision: 4n })).nextExpectedRevision,
      ).toBe(5n);
    });
    it('holds for subscriptions, also beyond the end', async () => {
      const stream = await streamWith(5, { truncateBefore: 7 });
      await server.client.appendToStream(stream, events(4));
      expect(revisions(await take(server.client.subscribeToStream(stream), 2))).toEqual([7n, 8n]);
      const far = await streamWith(5, { truncateBefore: 2 ** 50 });
      const subscription = server.client.subscribeToStream(far);
      const heard: unknown[] = [];
      subscription.on('data', (resolved) => heard.push(resolved));
      await new Promise((resolve, reject) => subscription.on('caughtUp', resolve).on('error', reject));
      await server.client.appendToStream(far, event());
      await server.client.setStreamMetadata(far, {});
      await server.client.appendToStream(far, event());
      await new Promise<void>((resolve) => subscription.once('data', () => resolve()));
      expect(heard).toHaveLength(1);
      await subscription.unsubscribe();
    });
    it('together with $maxCount hides what either hides', async () => {
      expect(revisions(await read(await streamWith(10, { truncateBefore: 3, maxCount: 9 })))[0]).toBe(3n);
      expect(revisions(await read(await streamWith(10, { truncateBefore: 3, maxCount: 2 })))[0]).toBe(8n);
    });
  });

  describe('$maxAge', () => {
    it('leaves young events to be read', async () => {
      expect(await read(await streamWith(3, { maxAge: 3_600 }))).toHaveLength(3);
    });
    it('hides events that are older', async () => {
      const stream = await streamWith(3, { maxAge: 1 });
      await sleep(2_100);
      await server.client.appendToStream(stream, event(99), { expectedRevision: 2n });
      expect(numbers(await read(stream))).toEqual([99]);
      expect(numbers(await backwards(stream))).toEqual([99]);
    });
  });
});
