import { randomUUID } from 'node:crypto';
import { status, type ServiceError } from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from '@jest/globals';
import { contract, event, events, newStream } from './contract.ts';
import { addressOf, complete, empty, identifier, rawClient, securityOf } from './raw.ts';

const { AppendReq, ReadReq } = streams;
const asText = () => new ReadReq.Options.UUIDOption().setString(empty());
const fromStart = (name: string) =>
  new ReadReq.Options.StreamOptions().setStreamIdentifier(identifier(name)).setStart(empty());
const allFromStart = () => new ReadReq.Options.AllOptions().setStart(empty());

/** What the official client never does, said in the protocol itself. */
describe('the protocol', () => {
  const server = contract();
  const raw = rawClient(server);

  const read = (options: InstanceType<typeof ReadReq.Options>) =>
    new Promise<{ responses: InstanceType<typeof streams.ReadResp>[]; code: status }>((resolve) => {
      const responses: InstanceType<typeof streams.ReadResp>[] = [];
      raw()
        .read(new ReadReq().setOptions(options))
        .on('data', (response: InstanceType<typeof streams.ReadResp>) => responses.push(response))
        .on('error', ({ code }: ServiceError) => resolve({ responses, code }))
        .on('end', () => resolve({ responses, code: status.OK }));
    });
  const append = (...requests: InstanceType<typeof AppendReq>[]) =>
    new Promise<ServiceError | null>((resolve) => {
      const call = raw().append((error: ServiceError | null) => resolve(error));
      for (const request of requests) call.write(request);
      call.end();
    });
  const appendTo = (name: string) =>
    new AppendReq().setOptions(new AppendReq.Options().setStreamIdentifier(identifier(name)).setAny(empty()));
  const proposal = (id: string, entries: Record<string, string>) => {
    const message = new AppendReq.ProposedMessage().setId(new shared.UUID().setString(id));
    for (const [key, value] of Object.entries(entries)) message.getMetadataMap().set(key, value);
    return new AppendReq().setProposedMessage(message);
  };

  it('offers batch append, and says its version', async () => {
    const client = new features.ServerFeaturesClient(addressOf(server), securityOf(server));
    const methods = await new Promise<string[]>((resolve, reject) =>
      client.getSupportedMethods(empty(), (error, answer) => {
        if (error !== null) return reject(error);
        expect(answer.getEventStoreServerVersion()).toMatch(/^\d+\.\d+\.\d+/);
        resolve(
          answer
            .getMethodsList()
            .map((method) => `${method.getServiceName()}/${method.getMethodName()}`.toLowerCase()),
        );
      }),
    );
    client.close();
    expect(methods).toContain('event_store.client.streams.streams/batchappend');
  });

  describe('refuses as an invalid argument', () => {
    const filter = () =>
      new ReadReq.Options.FilterOptions()
        .setEventType(new ReadReq.Options.FilterOptions.Expression().setRegex('.*'))
        .setCount(empty())
        .setCheckpointintervalmultiplier(1);
    const valid = () => new ReadReq.Options().setUuidOption(asText()).setNoFilter(empty()).setCount('1');

    it('reading without saying how ids are wanted', async () => {
      const options = new ReadReq.Options().setStream(fromStart('x')).setNoFilter(empty()).setCount('1');
      expect((await read(options)).code).toBe(status.INVALID_ARGUMENT);
    });
    it('reading a stream with a filter', async () => {
      const options = new ReadReq.Options().setUuidOption(asText()).setStream(fromStart('x')).setCount('1');
      expect((await read(options.setFilter(filter()))).code).toBe(status.INVALID_ARGUMENT);
    });
    it('reading without saying whether there is a filter', async () => {
      const options = new ReadReq.Options().setUuidOption(asText()).setStream(fromStart('x')).setCount('1');
      expect((await read(options)).code).toBe(status.INVALID_ARGUMENT);
    });
    it('reading neither a stream nor $all', async () => {
      expect((await read(valid())).code).toBe(status.INVALID_ARGUMENT);
    });
    it('subscribing backwards', async () => {
      const options = new ReadReq.Options()
        .setUuidOption(asText())
        .setNoFilter(empty())
        .setAll(allFromStart());
      options.setSubscription(new ReadReq.Options.SubscriptionOptions());
      options.setReadDirection(ReadReq.Options.ReadDirection.BACKWARDS);
      expect((await read(options)).code).toBe(status.INVALID_ARGUMENT);
    });
    it('an event without a type, naming what is required', async () => {
      const error = await append(
        appendTo(newStream()),
        proposal(randomUUID(), { 'content-type': 'application/json' }),
      );
      expect(error?.code).toBe(status.INVALID_ARGUMENT);
      expect(error?.metadata.getMap()).toMatchObject({
        exception: 'missing-required-metadata-property',
        'required-metadata-properties': 'type,content-type',
      });
    });
    it('an event without a content type', async () => {
      const error = await append(appendTo(newStream()), proposal(randomUUID(), { type: 'contract.Told' }));
      expect(error?.metadata.get('exception')).toEqual(['missing-required-metadata-property']);
    });
  });

  it('refuses an event whose id is none', async () => {
    expect((await append(appendTo(newStream()), proposal('seventeen', complete)))?.code).toBeDefined();
  });
  it('refuses a stream without a name', async () => {
    expect((await append(appendTo(''), proposal(randomUUID(), complete)))?.code).toBeDefined();
  });
  it('refuses events before the options', async () => {
    expect((await append(proposal(randomUUID(), complete)))?.code).toBeDefined();
  });

  it('gives ids as numbers to who wants them so', async () => {
    const stream = newStream();
    const given = event();
    await server.client.appendToStream(stream, given);
    const options = new ReadReq.Options().setStream(fromStart(stream)).setNoFilter(empty()).setCount('10');
    const structured = new ReadReq.Options.UUIDOption().setStructured(empty());
    const { responses } = await read(options.setUuidOption(structured));
    const id = responses[0]?.getEvent()?.getEvent()?.getId()?.getStructured();
    const half = (bits: string | undefined) =>
      BigInt.asUintN(64, BigInt(bits ?? 0))
        .toString(16)
        .padStart(16, '0');
    expect(half(id?.getMostSignificantBits()) + half(id?.getLeastSignificantBits())).toBe(
      given.id.replaceAll('-', ''),
    );
  });
  it('takes ids as numbers', async () => {
    const stream = newStream();
    const id = new shared.UUID.Structured().setMostSignificantBits('1').setLeastSignificantBits('-1');
    const message = new AppendReq.ProposedMessage().setId(new shared.UUID().setStructured(id));
    for (const [key, value] of Object.entries(complete)) message.getMetadataMap().set(key, value);
    expect(await append(appendTo(stream), new AppendReq().setProposedMessage(message))).toBeNull();
    for await (const { event: recorded } of server.client.readStream(stream))
      expect(recorded?.id).toBe('00000000-0000-0001-ffff-ffffffffffff');
  });
  it('filters a read of $all, forwards and backwards', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, events(3));
    await server.client.appendToStream(newStream(), events(3));
    for (const direction of [
      ReadReq.Options.ReadDirection.FORWARDS,
      ReadReq.Options.ReadDirection.BACKWARDS,
    ]) {
      const backwards = direction === ReadReq.Options.ReadDirection.BACKWARDS;
      const from = backwards ? new ReadReq.Options.AllOptions().setEnd(empty()) : allFromStart();
      const onName = new ReadReq.Options.FilterOptions.Expression().setPrefixList([stream]);
      const filter = new ReadReq.Options.FilterOptions().setStreamIdentifier(onName).setMax(32);
      const options = new ReadReq.Options().setUuidOption(asText()).setAll(from).setCount('100');
      const { responses } = await read(options.setReadDirection(direction).setFilter(filter));
      const revisions = responses.map((response) => response.getEvent()?.getEvent()?.getStreamRevision());
      expect(revisions).toEqual(backwards ? ['2', '1', '0'] : ['0', '1', '2']);
    }
  });
});
