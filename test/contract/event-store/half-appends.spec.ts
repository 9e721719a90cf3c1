import { randomUUID } from 'node:crypto';
import { connect as connectHttp2, constants } from 'node:http2';
import { status, type ServiceError } from '@grpc/grpc-js';
import grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import google from 'google-protobuf/google/protobuf/empty_pb.js';
import time from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { describe, expect, it } from '@jest/globals';
import { collect, contract, event, newStream } from './contract.ts';
import { addressOf, complete, empty, identifier, rawClient, uuid } from './raw.ts';

const { AppendReq, BatchAppendReq } = streams;
type BatchAppendReq = streams.BatchAppendReq;
type BatchAppendResp = streams.BatchAppendResp;

/** An append of which only a part came is no append, however it broke off. */
describe('half an append', () => {
  const server = contract();
  const raw = rawClient(server);
  const isThere = async (stream: string): Promise<boolean> => {
    const found: unknown = await collect(server.client.readStream(stream)).catch((error: unknown) => error);
    return Array.isArray(found);
  };

  describe('in a batch stream', () => {
    const fill = (message: streams.BatchAppendReq.ProposedMessage, entries: Record<string, string>) => {
      for (const [key, value] of Object.entries(entries)) message.getMetadataMap().set(key, value);
      return message;
    };
    type Part = {
      readonly stream?: string;
      readonly entries?: Record<string, string>[];
      readonly isFinal?: boolean;
      readonly deadline?: Date;
      readonly revision?: string;
    };
    const part = (
      id: string,
      { stream, entries = [complete], isFinal = false, deadline, revision }: Part,
    ): BatchAppendReq => {
      const request = new BatchAppendReq().setCorrelationId(uuid(id)).setIsFinal(isFinal);
      for (const given of entries) {
        const message = new BatchAppendReq.ProposedMessage().setId(uuid(randomUUID()));
        request.addProposedMessages(fill(message, given));
      }
      if (stream === undefined) return request;
      const options = new BatchAppendReq.Options().setStreamIdentifier(identifier(stream));
      if (revision === undefined) options.setAny(new google.Empty());
      else options.setStreamPosition(revision);
      if (deadline !== undefined) options.setDeadline(time.Timestamp.fromDate(deadline));
      return request.setOptions(options);
    };
    /** Says all that, and hears what is answered until the server ends it. */
    const say = (...parts: BatchAppendReq[]): Promise<{ answers: string[]; error?: ServiceError }> =>
      new Promise((resolve) => {
        const answers: string[] = [];
        const call = raw().batchAppend();
        call.on('data', (answer: BatchAppendResp) =>
          answers.push(
            `${answer.getCorrelationId()?.getString() ?? ''} ${answer.getError()?.getMessage() ?? 'done'}`,
          ),
        );
        call.on('error', (error: ServiceError) => resolve({ answers, error }));
        call.on('end', () => resolve({ answers }));
        for (const request of parts) call.write(request);
        call.end();
      });

    it('is none when its final part never came', async () => {
      const stream = newStream();
      expect(await say(part(randomUUID(), { stream }))).toEqual({ answers: [] });
      expect(await isThere(stream)).toBe(false);
    });
    it('is none when its first part was refused, even if the others begin anew', async () => {
      const [stream, id] = [newStream(), randomUUID()];
      const { answers } = await say(
        part(id, { stream, entries: [complete, { type: 'contract.Told' }] }),
        part(id, { stream }),
        part(id, { stream, isFinal: true }),
      );
      expect(answers).toEqual([expect.stringContaining('content-type')]);
      expect(await isThere(stream)).toBe(false);
    });
    it('is none when its deadline passed before its first part came, even if the others say none', async () => {
      const [stream, id] = [newStream(), randomUUID()];
      const { answers } = await say(
        part(id, { stream, deadline: new Date(Date.now() - 1_000) }),
        part(id, { stream, isFinal: true }),
      );
      expect(answers).toEqual([`${id} Timeout`]);
      expect(await isThere(stream)).toBe(false);
    });
    it.each([
      ['has passed already', 0, 'Timeout'],
      ['is long enough', 60, 'done'],
    ])('is none when the time that it was given %s', async (_, seconds, outcome) => {
      const [stream, id] = [newStream(), randomUUID()];
      const request = part(id, { stream, isFinal: true, deadline: new Date(0) });
      // The classes that the client ships do not know this field: google.protobuf.Duration, the seventh of the options.
      const options = Buffer.from(request.getOptions()?.serializeBinary() ?? []);
      const younger = Buffer.concat([options, Buffer.from([0x3a, 2, 0x08, seconds])]);
      const bytes = Buffer.concat([
        Buffer.from(request.clone().setOptions().serializeBinary()),
        Buffer.from([0x12, younger.length]),
        younger,
      ]);
      const answer = await new Promise<BatchAppendResp>((resolve, reject) => {
        const { path, responseDeserialize } = grpc.StreamsService.batchAppend;
        const call = raw().makeBidiStreamRequest(path, (given: Buffer) => given, responseDeserialize);
        call.on('data', resolve).on('error', reject);
        call.write(bytes);
        call.end();
      });
      expect(answer.getError()?.getMessage() ?? 'done').toBe(outcome);
      expect(await isThere(stream)).toBe(outcome === 'done');
    });
    it('of one id may be followed by a whole one of the same id', async () => {
      const [stream, id] = [newStream(), randomUUID()];
      const { answers } = await say(
        part(id, { stream, entries: [{}] }),
        part(id, { isFinal: true }),
        part(id, { stream, isFinal: true }),
      );
      expect(answers).toEqual([expect.stringContaining('type'), `${id} done`]);
      expect(await collect(server.client.readStream(stream))).toHaveLength(1);
    });
    it('leaves the parts of others alone, however they are mixed', async () => {
      const [one, two] = [newStream(), newStream()];
      const [first, second] = [randomUUID(), randomUUID()];
      const { answers } = await say(
        part(first, { stream: one }),
        part(second, { stream: two }),
        part(first, { isFinal: true }),
        part(second, { entries: [], isFinal: true }),
      );
      expect(answers.toSorted()).toEqual([`${first} done`, `${second} done`].toSorted());
      expect(await collect(server.client.readStream(one))).toHaveLength(2);
      expect(await collect(server.client.readStream(two))).toHaveLength(1);
    });
    it('may not be left behind without end', async () => {
      const stream = newStream();
      const parts = Array.from({ length: 1_001 }, () => part(randomUUID(), { stream }));
      const { error } = await say(...parts);
      expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
      expect(await isThere(stream)).toBe(false);
    });
    it('is told which revision cannot be', async () => {
      const { answers } = await say(
        part(randomUUID(), { stream: newStream(), isFinal: true, revision: '18446744073709551615' }),
      );
      expect(answers).toEqual([expect.stringContaining('18446744073709551615')]);
    });
  });

  describe('in a call of its own', () => {
    const options = (stream: string) =>
      new AppendReq().setOptions(
        new AppendReq.Options().setStreamIdentifier(identifier(stream)).setAny(empty()),
      );
    const proposal = () => {
      const message = new AppendReq.ProposedMessage().setId(uuid(randomUUID()));
      for (const [key, value] of Object.entries(complete)) message.getMetadataMap().set(key, value);
      return new AppendReq().setProposedMessage(message);
    };
    const framed = (request: streams.AppendReq): Buffer => {
      const bytes = Buffer.from(request.serializeBinary());
      const head = Buffer.alloc(5);
      head.writeUInt32BE(bytes.length, 1);
      return Buffer.concat([head, bytes]);
    };

    it('is none when the client takes it back', async () => {
      const stream = newStream();
      const code = await new Promise<status>((resolve) => {
        const call = raw().append((error: ServiceError | null) => resolve(error?.code ?? status.OK));
        call.write(options(stream));
        call.write(proposal());
        setTimeout(() => call.cancel(), 50);
      });
      expect(code).toBe(status.CANCELLED);
      await server.client.appendToStream(newStream(), event());
      expect(await isThere(stream)).toBe(false);
    });
    it.each(['NGHTTP2_NO_ERROR', 'NGHTTP2_CANCEL', 'the whole connection'] as const)(
      'is none when it is reset: %s',
      async (how) => {
        const stream = newStream();
        const session = connectHttp2(
          `${server.url.includes('tls=false') ? 'http' : 'https'}://${addressOf(server)}`,
        );
        session.on('error', () => undefined);
        const call = session.request({
          ':method': 'POST',
          ':path': '/event_store.client.streams.Streams/Append',
          'content-type': 'application/grpc+proto',
          te: 'trailers',
        });
        call.on('error', () => undefined);
        call.write(framed(options(stream)));
        await new Promise<void>((resolve) => call.write(framed(proposal()), () => resolve()));
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (how === 'the whole connection') session.destroy();
        else call.close(constants[how]);
        await new Promise((resolve) => setTimeout(resolve, 50));
        session.destroy();
        await server.client.appendToStream(newStream(), event());
        expect(await isThere(stream)).toBe(false);
      },
    );
  });
});
