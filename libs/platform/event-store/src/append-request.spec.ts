import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from '@jest/globals';
import { encodeAppend, type AppendRequest } from './append-request.ts';

const correlation = '00000000-0000-0000-0000-00000000001f';
const event = (data: string, type = 'tally.Added') => ({
  id: '019a0000-0000-7000-8000-000000000001',
  type,
  data,
  metadata: '{"actor":"user-1"}',
});
const append = (how: Partial<AppendRequest> = {}): AppendRequest => ({
  correlation,
  stream: 'tally-1',
  expectedRevision: 4,
  events: [event('{}')],
  deadline: 1_772_366_400_123,
  timeoutMs: 4_000,
  ...how,
});

/** As the generated classes of the official client read it. */
function read(bytes: Buffer) {
  const request = streams.BatchAppendReq.deserializeBinary(bytes);
  const options = request.getOptions();
  return {
    correlation: request.getCorrelationId()?.getString(),
    isFinal: request.getIsFinal(),
    stream: Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
    expectedRevision: options?.hasNoStream() === true ? -1 : Number(options?.getStreamPosition()),
    deadline: options?.getDeadline()?.toDate().getTime(),
    events: request.getProposedMessagesList().map((message) => ({
      id: message.getId()?.getString(),
      type: message.getMetadataMap().get('type'),
      contentType: message.getMetadataMap().get('content-type'),
      data: Buffer.from(message.getData_asU8()).toString(),
      metadata: Buffer.from(message.getCustomMetadata_asU8()).toString(),
    })),
  };
}

const written = ({ timeoutMs: _, ...request }: AppendRequest) => ({
  ...request,
  isFinal: true,
  events: request.events.map((one) => ({ ...one, contentType: 'application/json' })),
});

describe('an append on the wire', () => {
  it.each([
    ['of one event', append()],
    ['to a stream that must not be there', append({ expectedRevision: -1 })],
    ['to a stream that begins', append({ expectedRevision: 0 })],
    ['behind a great many events', append({ expectedRevision: Number.MAX_SAFE_INTEGER })],
    [
      'of many events, in their order',
      append({ events: ['{"a":1}', '{"a":2}', '{"a":3}'].map((data) => event(data)) }),
    ],
    [
      'of text beyond ASCII',
      append({ stream: 'tally-Súdwest-Fryslân', events: [event('{"note":"één 👶"}', 'tally.Geëindigd')] }),
    ],
    [
      'of lengths of one, two, three and four bytes',
      append({
        events: [1, 127, 128, 16_383, 16_384, 300_000, 2_100_000].map((length) => event('x'.repeat(length))),
      }),
    ],
    ['of an event without metadata', append({ events: [{ ...event('{}'), metadata: '' }] })],
  ])('%s', (_, request) => expect(read(encodeAppend(request))).toEqual(written(request)));

  it('says how long it may take after when it must be done, so that this counts and no clock', () => {
    const bytes = encodeAppend(append({ deadline: 5_000, timeoutMs: 2_500.5 }));
    const nanos = [0x10, 0x80, 0xca, 0xb5, 0xee, 0x01];
    const took = bytes.indexOf(Buffer.from([0x3a, 8, ...nanos, 0x08, 2]));
    const until = bytes.indexOf(Buffer.from([0x32, 4, 0x10, 0, 0x08, 5]));
    expect([until > 0, took > until]).toEqual([true, true]);
  });
  it('takes a deadline between two milliseconds for the one before', () =>
    expect(read(encodeAppend(append({ deadline: 1_000.75 }))).deadline).toBe(1_000));
});
