import { isUtf8 } from 'node:buffer';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { BrokenEvent } from './errors.ts';
import type { LogEvent } from './log-event.ts';
import type { Position } from './position.ts';

const FORWARDS = 0;
const BACKWARDS = 1;
const TICKS_PER_MS = 10_000n;
/** Events that the store passes over before it tells how far it has come. */
const CHECKPOINT_EVENTS = 512;

/** A read of one stream, from a revision to its end. */
export function readStreamFrom(stream: string, revision: number, count: number): ReadReq {
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(stream));
  const of = new streams.ReadReq.Options.StreamOptions();
  of.setStreamIdentifier(name);
  of.setRevision(revision.toString());
  const options = optionsOf();
  options.setStream(of);
  options.setCount(count.toString());
  options.setNoFilter(new shared.Empty());
  return requestOf(options);
}

/** A read of the log without system events; the event at `after` itself may come first. */
export function readAllFrom(after: Position | 'start', count: number): ReadReq {
  const options = optionsOf();
  options.setAll(placeOf(after));
  options.setCount(count.toString());
  options.setFilter(noSystemEvents());
  return requestOf(options);
}

/** The last event that is not the system's own. */
export function readLast(): ReadReq {
  const of = new streams.ReadReq.Options.AllOptions();
  of.setEnd(new shared.Empty());
  const options = optionsOf();
  options.setAll(of);
  options.setReadDirection(BACKWARDS);
  options.setCount('1');
  options.setFilter(noSystemEvents());
  return requestOf(options);
}

/** A subscription to the log without system events, strictly after a place. */
export function subscribeAfter(after: Position | 'start'): ReadReq {
  const options = optionsOf();
  options.setAll(placeOf(after));
  options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  options.setFilter(noSystemEvents());
  return requestOf(options);
}

function requestOf(options: ReadReq.Options): ReadReq {
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}

function optionsOf(): ReadReq.Options {
  const uuid = new streams.ReadReq.Options.UUIDOption();
  uuid.setString(new shared.Empty());
  const options = new streams.ReadReq.Options();
  options.setUuidOption(uuid);
  options.setReadDirection(FORWARDS);
  return options;
}

function placeOf(after: Position | 'start'): ReadReq.Options.AllOptions {
  const of = new streams.ReadReq.Options.AllOptions();
  if (after === 'start') {
    of.setStart(new shared.Empty());
    return of;
  }
  const position = new streams.ReadReq.Options.Position();
  position.setCommitPosition(after.commit.toString());
  position.setPreparePosition(after.prepare.toString());
  of.setPosition(position);
  return of;
}

function noSystemEvents(): ReadReq.Options.FilterOptions {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  expression.setRegex('^[^$].*');
  const filter = new streams.ReadReq.Options.FilterOptions();
  filter.setEventType(expression);
  filter.setMax(CHECKPOINT_EVENTS);
  filter.setCheckpointintervalmultiplier(1);
  return filter;
}

/** The event of a frame; `null` where the frame carries none. Throws {@link BrokenEvent}. */
export function eventOf(frame: ReadResp): LogEvent | null {
  const recorded = frame.getEvent()?.getEvent();
  if (recorded === undefined) return null;
  const stream = Buffer.from(recorded.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const revision = Number(recorded.getStreamRevision());
  const isJson = recorded.getMetadataMap().get('content-type') === 'application/json';
  const ticks = BigInt(recorded.getMetadataMap().get('created') ?? 0);
  const textOf = (bytes: Uint8Array, encoding: 'utf8' | 'base64'): string => {
    if (encoding === 'utf8' && !isUtf8(bytes)) throw new BrokenEvent(stream, revision, 'is not text');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
  };
  return {
    id: uuidText(recorded.getId()),
    stream,
    revision,
    type: recorded.getMetadataMap().get('type') ?? '',
    position: {
      commit: BigInt(recorded.getCommitPosition()),
      prepare: BigInt(recorded.getPreparePosition()),
    },
    recordedAt: new Date(Number(ticks / TICKS_PER_MS)),
    recordedTicks: ticks,
    data: textOf(recorded.getData_asU8(), isJson ? 'utf8' : 'base64'),
    metadata: textOf(recorded.getCustomMetadata_asU8(), 'utf8'),
    isJson,
  };
}

/** How far a filtered subscription has come without finding anything; `null` where the frame does not say. */
export function checkpointOf(frame: ReadResp): Position | null {
  const checkpoint = frame.getCheckpoint();
  if (checkpoint === undefined) return null;
  return { commit: BigInt(checkpoint.getCommitPosition()), prepare: BigInt(checkpoint.getPreparePosition()) };
}

/** The usual text of a UUID, which servers send as text or as two halves. */
export function uuidText(uuid: UUID | undefined): string {
  const halves = uuid?.getStructured();
  if (halves === undefined) return uuid?.getString() ?? '';
  const hex = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
