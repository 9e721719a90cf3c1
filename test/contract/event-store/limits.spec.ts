import { describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { append, collect, contract, event, events, failure, newStream, ways } from './contract.ts';

const megabyte = 1_048_576;
const large = (bytes: number) => jsonEvent({ type: 'contract.Large', data: { text: 'x'.repeat(bytes) } });

describe('limits and deadlines', () => {
  const server = contract();

  describe.each(ways)('of $way', ({ way }) => {
    it('an append just below a megabyte is written', async () => {
      const stream = newStream();
      await append(server, way, stream, large(megabyte - 1_000));
      expect(await collect(server.client.readStream(stream))).toHaveLength(1);
    });
    it('one event above a megabyte is refused, and the limit is told', async () => {
      expect(await failure(append(server, way, newStream(), large(megabyte + 1)))).toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: megabyte,
      });
    });
    it('many events that are above a megabyte together are refused', async () => {
      const stream = newStream();
      const many = Array.from({ length: 30 }, () => large(40_000));
      expect(await failure(append(server, way, stream, many))).toMatchObject({
        type: 'maximum-append-size-exceeded',
      });
      expect(await failure(collect(server.client.readStream(stream)))).toMatchObject({
        type: 'stream-not-found',
      });
    });
    it('a refusal leaves the connection in order', async () => {
      await failure(append(server, way, newStream(), large(megabyte + 1)));
      expect(await append(server, way, newStream(), event())).toMatchObject({ success: true });
    });
  });

  it('a refused append that came in pieces is answered once', async () => {
    const stream = newStream();
    const many = Array.from({ length: 60 }, () => large(40_000));
    const refused = server.client.appendToStream(stream, many, { batchAppendSize: 100_000 });
    expect(await failure(refused)).toMatchObject({ type: 'maximum-append-size-exceeded' });
    expect(await server.client.appendToStream(stream, event())).toMatchObject({ nextExpectedRevision: 0n });
  });

  it.each(ways)('an append whose deadline has passed is told so: $way', async ({ way }) => {
    const options =
      way === 'classic append' ? { credentials: { username: 'admin', password: 'changeit' } } : {};
    const stream = newStream();
    const late = server.client.appendToStream(stream, events(5_000), { deadline: 1, ...options });
    expect(await failure(late)).toMatchObject({ type: 'deadline-exceeded' });
  });

  it('who does not want a lost race thrown is answered, in a classic append', async () => {
    const mild = EventStoreDBClient.connectionString(`${server.url}&throwOnAppendFailure=false`);
    const stream = newStream();
    await server.client.appendToStream(stream, events(3));
    const result = await mild.appendToStream(stream, event(), {
      expectedRevision: 0n,
      credentials: { username: 'admin', password: 'changeit' },
    });
    expect(result).toMatchObject({ success: false, nextExpectedRevision: 2n });
    await mild.dispose();
  });
});
