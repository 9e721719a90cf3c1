import { describe, expect, it } from '@jest/globals';
import {
  append,
  collect,
  contract,
  event,
  events,
  failure,
  newStream,
  numbers,
  revisions,
  take,
  ways,
} from './contract.ts';

describe('deleting a stream', () => {
  const server = contract();
  const read = (stream: string) => collect(server.client.readStream(stream));
  async function deleted(count = 3): Promise<string> {
    const stream = newStream();
    await server.client.appendToStream(stream, events(count));
    await server.client.deleteStream(stream);
    return stream;
  }

  it('hides it: it is not found any more', async () => {
    const stream = await deleted();
    expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
    const backwards = server.client.readStream(stream, { direction: 'backwards', fromRevision: 'end' });
    expect(await failure(collect(backwards))).toMatchObject({ type: 'stream-not-found' });
  });
  it('answers with the position of what was written', async () => {
    const stream = newStream();
    const { position } = await server.client.appendToStream(stream, event());
    const result = await server.client.deleteStream(stream);
    expect(result.position?.commit).toBeGreaterThan(position?.commit ?? 0n);
  });
  it('succeeds at the current revision', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(4));
    await server.client.deleteStream(stream, { expectedRevision: 3n });
    expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
  });
  it('is refused at another revision, and says which was expected and found', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(4));
    expect(await failure(server.client.deleteStream(stream, { expectedRevision: 2n }))).toMatchObject({
      type: 'wrong-expected-version',
      streamName: stream,
      expectedVersion: 2n,
      actualVersion: 3n,
    });
    expect(await read(stream)).toHaveLength(4);
  });
  it('is refused when no stream is expected but there is one; the expectation is told as -1', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, event());
    expect(
      await failure(server.client.deleteStream(stream, { expectedRevision: 'no_stream' })),
    ).toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: -1n,
      actualVersion: 0n,
    });
  });
  it('is refused when there never was such a stream', async () => {
    expect(await failure(server.client.deleteStream(newStream()))).toMatchObject({
      type: 'wrong-expected-version',
    });
  });
  it('succeeds for a stream that has metadata only', async () => {
    const stream = newStream();
    await server.client.setStreamMetadata(stream, { cacheControl: 10 });
    expect(await server.client.deleteStream(stream, { expectedRevision: 'no_stream' })).toBeDefined();
  });
  it('leaves its events in $all', async () => {
    const { position } = await server.client.appendToStream(newStream(), event());
    const stream = await deleted(3);
    const all = await collect(server.client.readAll({ fromPosition: position ?? 'start' }));
    expect(all.filter(({ event: recorded }) => recorded?.streamId === stream)).toHaveLength(3);
  });
  it('writes metadata, which anyone can see in $all', async () => {
    const { position } = await server.client.appendToStream(newStream(), event());
    const stream = await deleted(1);
    const all = await collect(server.client.readAll({ fromPosition: position ?? 'start' }));
    expect(all.at(-1)?.event).toMatchObject({ type: '$metadata', streamId: `$$${stream}` });
  });

  describe.each(ways)('and writing to it again by $way', ({ way }) => {
    it.each(['any', 'no_stream'] as const)(
      'goes on with the next revision, expecting %s',
      async (expected) => {
        const stream = await deleted(3);
        expect((await append(server, way, stream, events(2), expected)).nextExpectedRevision).toBe(4n);
        expect(revisions(await read(stream))).toEqual([3n, 4n]);
      },
    );
    it('goes on at its last revision', async () => {
      const stream = await deleted(3);
      expect((await append(server, way, stream, event(8), 2n)).nextExpectedRevision).toBe(3n);
      expect(numbers(await read(stream))).toEqual([8]);
    });
    it('is refused to who expects it to exist', async () => {
      expect(await failure(append(server, way, await deleted(), event(), 'stream_exists'))).toMatchObject({
        type: 'stream-deleted',
      });
    });
    it('is refused behind its last revision', async () => {
      expect(await failure(append(server, way, await deleted(3), event(), 1n))).toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 2n,
      });
    });
    it('revives it: a late repetition of an old append at its expected revision is still recognised', async () => {
      const stream = newStream();
      const given = events(2);
      const first = await append(server, way, stream, given, 'no_stream');
      await server.client.deleteStream(stream);
      expect(await append(server, way, stream, given, 'no_stream')).toEqual(first);
      expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
    });
  });

  it('keeps the metadata that is written to it again: the old events stay hidden', async () => {
    const stream = await deleted(3);
    await server.client.setStreamMetadata(stream, { custom: 'x' });
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual({
      custom: 'x',
      truncateBefore: 3,
    });
    expect(await read(stream)).toEqual([]);
  });
  it('can be done again after it was written to again', async () => {
    const stream = await deleted(2);
    await server.client.appendToStream(stream, events(2));
    await server.client.deleteStream(stream, { expectedRevision: 3n });
    expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
    await server.client.appendToStream(stream, event(1));
    expect(revisions(await read(stream))).toEqual([4n]);
  });
});

describe('tombstoning a stream', () => {
  const server = contract();
  async function closed(count = 2): Promise<string> {
    const stream = newStream();
    await server.client.appendToStream(stream, events(count));
    await server.client.tombstoneStream(stream);
    return stream;
  }

  it('closes it for readers, for ever', async () => {
    const stream = await closed();
    expect(await failure(collect(server.client.readStream(stream)))).toMatchObject({
      type: 'stream-deleted',
      streamName: stream,
    });
  });
  it.each(ways)('closes it for $way, whatever is expected', async ({ way }) => {
    const stream = await closed();
    for (const expected of ['any', 'no_stream', 'stream_exists', 1n] as const)
      expect(await failure(append(server, way, stream, event(), expected))).toMatchObject({
        type: 'stream-deleted',
        streamName: stream,
      });
  });
  it('is refused at another revision', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(3));
    expect(await failure(server.client.tombstoneStream(stream, { expectedRevision: 0n }))).toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 0n,
      actualVersion: 2n,
    });
  });
  it('succeeds at the current revision', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(3));
    expect(await server.client.tombstoneStream(stream, { expectedRevision: 2n })).toBeDefined();
  });
  it('succeeds for a stream that never was', async () => {
    const stream = newStream();
    await server.client.tombstoneStream(stream, { expectedRevision: 'no_stream' });
    expect(await failure(collect(server.client.readStream(stream)))).toMatchObject({
      type: 'stream-deleted',
    });
  });
  it('succeeds for a stream that was deleted', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, event());
    await server.client.deleteStream(stream);
    await server.client.tombstoneStream(stream);
    expect(await failure(server.client.appendToStream(stream, event()))).toMatchObject({
      type: 'stream-deleted',
    });
  });
  it('cannot be done twice', async () => {
    expect(await failure(server.client.tombstoneStream(await closed()))).toMatchObject({
      type: 'stream-deleted',
    });
  });
  it('forbids deleting', async () => {
    expect(await failure(server.client.deleteStream(await closed()))).toMatchObject({
      type: 'stream-deleted',
    });
  });
  it('closes its metadata too', async () => {
    const stream = await closed();
    expect(await failure(server.client.setStreamMetadata(stream, { maxCount: 1 }))).toMatchObject({
      type: 'stream-deleted',
    });
    expect(await failure(server.client.getStreamMetadata(stream))).toMatchObject({ type: 'stream-deleted' });
  });
  it('is an event in $all, with the greatest revision there is', async () => {
    const { position } = await server.client.appendToStream(newStream(), event());
    const stream = await closed(1);
    const all = await take(server.client.subscribeToAll({ fromPosition: position ?? 'start' }), 2);
    expect(all[1]?.event).toMatchObject({
      type: '$streamDeleted',
      streamId: stream,
      revision: 9_223_372_036_854_775_807n,
    });
  });
  it('tells who is subscribed to it', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, event());
    const told = failure(take(server.client.subscribeToStream(stream), 99));
    await server.client.tombstoneStream(stream);
    expect(await told).toMatchObject({ type: 'stream-deleted' });
  });
});
