import { beforeAll, describe, expect, it } from '@jest/globals';
import { collect, contract, events, failure, newStream, numbers, revisions } from './contract.ts';

const count = 300;
const upTo = (last: number): bigint[] => Array.from({ length: last + 1 }, (_, n) => BigInt(n));

describe('reading a stream', () => {
  const server = contract();
  const stream = newStream();
  beforeAll(() => server.client.appendToStream(stream, events(count)));
  const read = (options: Parameters<typeof server.client.readStream>[1], name = stream) =>
    collect(server.client.readStream(name, options));

  describe('forwards', () => {
    it('begins at the start when nothing else is said', async () => {
      expect(revisions(await read({}))).toEqual(upTo(count - 1));
    });
    it('includes the revision that it begins at', async () => {
      expect(revisions(await read({ fromRevision: 297n }))).toEqual([297n, 298n, 299n]);
    });
    it('gives at most so many events', async () => {
      expect(revisions(await read({ fromRevision: 10n, maxCount: 3 }))).toEqual([10n, 11n, 12n]);
    });
    it('gives what there is when more is asked', async () => {
      expect(await read({ fromRevision: 290n, maxCount: 1_000 })).toHaveLength(10);
    });
    it('gives nothing beyond the end', async () => {
      expect(await read({ fromRevision: 300n })).toEqual([]);
    });
    it('goes on over any number of pages', async () => {
      expect(numbers(await read({ maxCount: 257 }))).toEqual(Array.from({ length: 257 }, (_, n) => n));
    });
  });

  describe('backwards', () => {
    it('begins with the last event', async () => {
      const recorded = await read({ direction: 'backwards', fromRevision: 'end' });
      expect(revisions(recorded)).toEqual(upTo(count - 1).reverse());
    });
    it('includes the revision that it begins at', async () => {
      expect(revisions(await read({ direction: 'backwards', fromRevision: 2n }))).toEqual([2n, 1n, 0n]);
    });
    it('gives at most so many events', async () => {
      const recorded = await read({ direction: 'backwards', fromRevision: 'end', maxCount: 2 });
      expect(revisions(recorded)).toEqual([299n, 298n]);
    });
    it('from the start gives the first event', async () => {
      expect(revisions(await read({ direction: 'backwards', fromRevision: 'start' }))).toEqual([0n]);
    });
    it('from beyond the end begins with the last event', async () => {
      const recorded = await read({ direction: 'backwards', fromRevision: 1_000n, maxCount: 1 });
      expect(revisions(recorded)).toEqual([299n]);
    });
  });

  it('finds no stream where there is none', async () => {
    const none = newStream();
    expect(await failure(read({}, none))).toMatchObject({ type: 'stream-not-found' });
    expect(await failure(read({ direction: 'backwards', fromRevision: 'end' }, none))).toMatchObject({
      type: 'stream-not-found',
    });
  });

  it('tells each event where it is in the log', async () => {
    const [first, second] = await read({ maxCount: 2 });
    expect(first?.event?.position?.commit).toBeLessThan(second?.event?.position?.commit ?? 0n);
    expect(first?.commitPosition).toBe(first?.event?.position?.commit);
  });

  it('resolves no link by itself: an event is an event', async () => {
    const [first] = await read({ maxCount: 1 });
    expect(first?.link).toBeUndefined();
  });

  it('serves many readers at once', async () => {
    const readings = await Promise.all(Array.from({ length: 20 }, () => read({})));
    for (const reading of readings) expect(reading).toHaveLength(count);
  });

  it('can be left before its end', async () => {
    const seen: (bigint | undefined)[] = [];
    for await (const { event } of server.client.readStream(stream)) {
      seen.push(event?.revision);
      if (seen.length === 5) break;
    }
    expect(seen).toEqual(upTo(4));
    expect(await read({ maxCount: 1 })).toHaveLength(1);
  });

  it('gives large events whole', async () => {
    const large = newStream();
    const text = 'é'.repeat(200_000);
    await server.client.appendToStream(
      large,
      events(1).map((event) => ({ ...event, data: { text } })),
    );
    const [recorded] = await collect(server.client.readStream(large));
    expect(recorded?.event?.data).toEqual({ text });
  });
});
