import { describe, expect, it } from '@jest/globals';
import { jsonEvent } from '@eventstore/db-client';
import {
  append,
  collect,
  contract,
  event,
  events,
  failure,
  newStream,
  numbers,
  octets,
  revisions,
  ways,
} from './contract.ts';

describe.each(ways)('appending by $way', ({ way }) => {
  const server = contract();
  const read = (stream: string) => collect(server.client.readStream(stream));

  describe('to a stream that does not exist', () => {
    it('succeeds when no stream is expected', async () => {
      const result = await append(server, way, newStream(), event(), 'no_stream');
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 0n });
    });
    it('succeeds when any revision is expected', async () => {
      expect((await append(server, way, newStream(), events(3), 'any')).nextExpectedRevision).toBe(2n);
    });
    it('is refused when a revision is expected, and says so', async () => {
      const stream = newStream();
      expect(await failure(append(server, way, stream, event(), 4n))).toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 4n,
        actualVersion: 'no_stream',
      });
    });
    it('is refused when the stream is expected to exist, and says so', async () => {
      expect(await failure(append(server, way, newStream(), event(), 'stream_exists'))).toMatchObject({
        type: 'wrong-expected-version',
        expectedVersion: 'stream_exists',
        actualVersion: 'no_stream',
      });
    });
    it('leaves no stream behind when it was refused', async () => {
      const stream = newStream();
      await failure(append(server, way, stream, event(), 0n));
      expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
    });
  });

  describe('to a stream that exists', () => {
    it('succeeds at the current revision', async () => {
      const stream = newStream();
      const { nextExpectedRevision } = await append(server, way, stream, events(2));
      expect((await append(server, way, stream, event(), nextExpectedRevision)).nextExpectedRevision).toBe(
        2n,
      );
    });
    it('succeeds when the stream is expected to exist', async () => {
      const stream = newStream();
      await append(server, way, stream, event());
      expect((await append(server, way, stream, event(), 'stream_exists')).nextExpectedRevision).toBe(1n);
    });
    it('is refused when no stream is expected, and says so', async () => {
      const stream = newStream();
      await append(server, way, stream, events(3));
      expect(await failure(append(server, way, stream, event(), 'no_stream'))).toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 'no_stream',
        actualVersion: 2n,
      });
    });
    it('is refused behind the current revision', async () => {
      const stream = newStream();
      await append(server, way, stream, events(3));
      expect(await failure(append(server, way, stream, event(), 1n))).toMatchObject({
        type: 'wrong-expected-version',
        expectedVersion: 1n,
        actualVersion: 2n,
      });
    });
    it('is refused ahead of the current revision', async () => {
      const stream = newStream();
      await append(server, way, stream, event());
      expect(await failure(append(server, way, stream, event(), 7n))).toMatchObject({ actualVersion: 0n });
    });
    it('writes nothing at all when it was refused', async () => {
      const stream = newStream();
      await append(server, way, stream, event(1));
      await failure(append(server, way, stream, [event(2), event(3)], 'no_stream'));
      expect(numbers(await read(stream))).toEqual([1]);
    });
  });

  describe('several events', () => {
    it('numbers them without a gap, in the order in which they were given', async () => {
      const stream = newStream();
      await append(server, way, stream, events(50));
      await append(server, way, stream, events(50));
      const recorded = await read(stream);
      expect(revisions(recorded)).toEqual(Array.from({ length: 100 }, (_, n) => BigInt(n)));
      expect(numbers(recorded).slice(50)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    });
    it('answers with the position of the last one', async () => {
      const stream = newStream();
      const { position } = await append(server, way, stream, events(3));
      expect((await read(stream)).at(-1)?.event?.position).toEqual(position);
    });
    it('gives each a position of its own, growing and irregular', async () => {
      const stream = newStream();
      await append(server, way, stream, [
        event(1),
        event(1_000_000),
        event(3, 'contract.SomethingElse'),
        event(4),
      ]);
      const positions = (await read(stream)).map(({ event: recorded }) => recorded?.position?.commit ?? 0n);
      const steps = positions.slice(1).map((position, at) => position - (positions[at] ?? 0n));
      expect(steps.every((step) => step > 1n)).toBe(true);
      expect(new Set(steps).size).toBeGreaterThan(1);
    });
    it('may be none, for a stream that exists', async () => {
      const stream = newStream();
      await append(server, way, stream, event());
      expect((await append(server, way, stream, [], 0n)).nextExpectedRevision).toBe(0n);
      expect(await read(stream)).toHaveLength(1);
    });
    it('may be none, and that makes no stream', async () => {
      const stream = newStream();
      expect((await append(server, way, stream, [], 'no_stream')).success).toBe(true);
      expect(await failure(read(stream))).toMatchObject({ type: 'stream-not-found' });
    });
  });

  describe('what an event holds', () => {
    it('comes back as it was given: id, type, JSON data and JSON metadata', async () => {
      const stream = newStream();
      const given = jsonEvent({
        type: 'contract.Told',
        data: { text: 'Drenthe ‐ Ę 🦃', nested: { list: [1, 2.5, null, true] } },
        metadata: { by: 'someone' },
      });
      await append(server, way, stream, given);
      const [resolved] = await read(stream);
      const { id, type, data, metadata } = given;
      expect(resolved?.event).toMatchObject({
        id,
        type,
        data,
        metadata,
        isJson: true,
        streamId: stream,
        revision: 0n,
      });
    });
    it('comes back byte for byte when it is not JSON', async () => {
      const stream = newStream();
      const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
      await append(server, way, stream, octets(bytes));
      const [resolved] = await read(stream);
      expect(resolved?.event?.isJson).toBe(false);
      expect(Uint8Array.from(Buffer.from(resolved?.event?.data as Uint8Array))).toEqual(bytes);
    });
    it('has no metadata when none was given', async () => {
      const stream = newStream();
      await append(server, way, stream, event());
      expect((await read(stream))[0]?.event?.metadata).toBeUndefined();
    });
    it('keeps metadata that is not JSON as bytes', async () => {
      const stream = newStream();
      const metadata = Uint8Array.from(Buffer.from('not { json'));
      await append(server, way, stream, jsonEvent({ type: 'contract.Told', data: {}, metadata }));
      expect(Buffer.from((await read(stream))[0]?.event?.metadata as Uint8Array).toString()).toBe(
        'not { json',
      );
    });
    it('may be empty', async () => {
      const stream = newStream();
      await append(server, way, stream, octets(new Uint8Array()));
      expect((await read(stream))[0]?.event?.data).toHaveLength(0);
    });
    it('says when it was recorded', async () => {
      const stream = newStream();
      const before = Date.now() - 60_000;
      await append(server, way, stream, event());
      const created = (await read(stream))[0]?.event?.created.getTime() ?? 0;
      expect(created).toBeGreaterThan(before);
      expect(created).toBeLessThan(Date.now() + 60_000);
    });
  });

  describe('names of streams', () => {
    it.each(['with spaces', 'with-dashes-and_more', 'Größe-Ę-🦃', 'a/b?c=d&e#f%20', "it's"])(
      'may be: %s',
      async (name) => {
        const stream = newStream(name);
        await append(server, way, stream, event(1));
        expect((await read(stream))[0]?.event?.streamId).toBe(stream);
      },
    );
    it('tell capitals from small letters', async () => {
      const stream = newStream('case');
      await append(server, way, stream, event(1));
      expect(await failure(read(stream.replace('case', 'CASE')))).toMatchObject({ type: 'stream-not-found' });
    });
  });
});
