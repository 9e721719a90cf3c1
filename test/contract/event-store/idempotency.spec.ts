import { describe, expect, it } from '@jest/globals';
import { append, collect, contract, event, events, failure, newStream, ways } from './contract.ts';

describe.each(ways)('repeating an append by $way', ({ way }) => {
  const server = contract();
  const count = async (stream: string): Promise<number> =>
    (await collect(server.client.readStream(stream))).length;

  describe('with its expected revision (strong)', () => {
    it('is answered as it was the first time, and written once', async () => {
      const stream = newStream();
      const given = events(3);
      const first = await append(server, way, stream, given, 'no_stream');
      const again = await append(server, way, stream, given, 'no_stream');
      expect(again).toEqual(first);
      expect(await count(stream)).toBe(3);
    });
    it('is answered with its own revision and position, however far the stream has gone since', async () => {
      const stream = newStream();
      await append(server, way, stream, event());
      const given = events(2);
      const first = await append(server, way, stream, given, 0n);
      await append(server, way, stream, events(5), 2n);
      expect(await append(server, way, stream, given, 0n)).toEqual(first);
      expect(await count(stream)).toBe(8);
    });
    it('is recognised by the first part of it', async () => {
      const stream = newStream();
      const given = events(3);
      await append(server, way, stream, given, 'no_stream');
      const again = await append(server, way, stream, given.slice(0, 2), 'no_stream');
      expect(again.nextExpectedRevision).toBe(1n);
    });
    it('is refused when it goes on with events that were never there', async () => {
      const stream = newStream();
      const given = events(2);
      await append(server, way, stream, given, 'no_stream');
      expect(await failure(append(server, way, stream, [...given, event(9)], 'no_stream'))).toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 1n,
      });
      expect(await count(stream)).toBe(2);
    });
    it('is refused when only its later events are the same', async () => {
      const stream = newStream();
      const [first, second] = events(2);
      if (first === undefined || second === undefined) throw new Error('two events');
      await append(server, way, stream, [first, second], 'no_stream');
      expect(await failure(append(server, way, stream, [event(), second], 'no_stream'))).toMatchObject({
        type: 'wrong-expected-version',
      });
    });
    it('is refused when the same events stand at other revisions', async () => {
      const stream = newStream();
      const given = event();
      await append(server, way, stream, event(), 'no_stream');
      await append(server, way, stream, given, 0n);
      expect(await failure(append(server, way, stream, given, 'no_stream'))).toMatchObject({
        type: 'wrong-expected-version',
      });
    });
    it('is a second event at the current revision: ids are compared behind it only', async () => {
      const stream = newStream();
      const given = event();
      await append(server, way, stream, given, 'no_stream');
      expect((await append(server, way, stream, given, 0n)).nextExpectedRevision).toBe(1n);
      expect(await count(stream)).toBe(2);
    });
    it('is refused without events: nothing can be compared', async () => {
      const stream = newStream();
      await append(server, way, stream, events(2), 'no_stream');
      expect(await failure(append(server, way, stream, [], 'no_stream'))).toMatchObject({
        type: 'wrong-expected-version',
      });
    });
  });

  describe.each(['any', 'stream_exists'] as const)('expecting %s (weak)', (expected) => {
    it('is answered as it was the first time while the ids are remembered', async () => {
      const stream = newStream();
      await append(server, way, stream, event());
      const given = events(2);
      const first = await append(server, way, stream, given, expected);
      await append(server, way, stream, event());
      expect(await append(server, way, stream, given, expected)).toEqual(first);
      expect(await count(stream)).toBe(4);
    });
    it('is refused when only its beginning is known', async () => {
      const stream = newStream();
      const given = events(2);
      await append(server, way, stream, given);
      expect(await failure(append(server, way, stream, [...given, event(7)], expected))).toMatchObject({
        type: 'wrong-expected-version',
      });
    });
    it('is written when its first event is new, even if a later one is known', async () => {
      const stream = newStream();
      const known = event();
      await append(server, way, stream, known);
      expect((await append(server, way, stream, [event(), known], expected)).nextExpectedRevision).toBe(2n);
    });
    it('is written to another stream: ids are compared within a stream', async () => {
      const given = event();
      const [one, other] = [newStream(), newStream()];
      await append(server, way, one, given);
      await append(server, way, other, event());
      expect((await append(server, way, other, given, expected)).nextExpectedRevision).toBe(1n);
    });
  });
});

describe('repeating an append the other way', () => {
  const server = contract();

  it.each([
    ['batch append', 'classic append'],
    ['classic append', 'batch append'],
  ] as const)('is recognised: first by %s, then by %s', async (first, second) => {
    const stream = newStream();
    const given = events(2);
    const done = await append(server, first, stream, given, 'no_stream');
    expect(await append(server, second, stream, given, 'no_stream')).toEqual(done);
  });
});
