import type { Ticks } from './clock.ts';
import { blockLength, varintLength, WireWriter } from './wire.ts';

/** An event as a client proposed it, checked. */
export type ProposedEvent = {
  /** Lower case, 36 characters. */
  readonly id: string;
  readonly type: string;
  readonly typeBytes: Uint8Array;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
};

export type Placement = {
  readonly streamName: Uint8Array;
  /** `Infinity` stands for 2^63 - 1, the revision of a tombstone. */
  readonly revision: number;
  readonly position: number;
  readonly created: Ticks;
};

const headLength = 28;
const idLength = 36;
const longMaxVarint = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
const typeKey = Buffer.from('type');
const createdEntryKey = Buffer.from('created');
const contentTypeEntry = (value: string): Buffer => mapEntry(Buffer.from('content-type'), Buffer.from(value));
const jsonEntry = contentTypeEntry('application/json');
const octetsEntry = contentTypeEntry('application/octet-stream');

function mapEntry(key: Uint8Array, value: Uint8Array): Buffer {
  const writer = new WireWriter(blockLength(key.length) + blockLength(value.length));
  writer.block(0x0a, key);
  writer.block(0x12, value);
  return writer.bytes;
}

/**
 * The stored form: a short head of offsets, so that a reader can look at id, stream, type, time and data without
 * decoding, and then the complete `ReadResp` message, ready to be sent.
 */
export function encodeRecord(event: ProposedEvent, place: Placement): Buffer {
  const created = Buffer.from(place.created.toString(), 'latin1');
  const nameBlock = blockLength(place.streamName.length);
  const typeEntry = blockLength(typeKey.length) + blockLength(event.typeBytes.length);
  const createdEntry = blockLength(createdEntryKey.length) + blockLength(created.length);
  const contentType = event.isJson ? jsonEntry : octetsEntry;
  const positionLength = 1 + varintLength(place.position);
  const revisionLength =
    1 + (place.revision === Infinity ? longMaxVarint.length : varintLength(place.revision));
  const recorded =
    blockLength(2 + idLength) +
    blockLength(nameBlock) +
    revisionLength +
    positionLength * 2 +
    blockLength(typeEntry) +
    blockLength(contentType.length) +
    blockLength(createdEntry) +
    (event.metadata.length > 0 ? blockLength(event.metadata.length) : 0) +
    blockLength(event.data.length);
  const readEvent = blockLength(recorded) + positionLength;

  const w = new WireWriter(headLength + blockLength(readEvent));
  w.at = headLength;
  w.tag(0x0a, readEvent);
  w.tag(0x0a, recorded);
  w.tag(0x0a, 2 + idLength);
  w.tag(0x12, idLength);
  const idAt = w.at;
  w.latin(event.id);
  w.tag(0x12, nameBlock);
  w.tag(0x1a, place.streamName.length);
  const nameAt = w.at;
  w.raw(place.streamName);
  if (place.revision === Infinity) {
    w.bytes[w.at++] = 0x18;
    w.raw(longMaxVarint);
  } else w.tag(0x18, place.revision);
  w.tag(0x20, place.position);
  w.tag(0x28, place.position);
  w.tag(0x32, typeEntry);
  w.block(0x0a, typeKey);
  w.tag(0x12, event.typeBytes.length);
  const typeAt = w.at;
  w.raw(event.typeBytes);
  w.block(0x32, contentType);
  w.tag(0x32, createdEntry);
  w.block(0x0a, createdEntryKey);
  w.block(0x12, created);
  if (event.metadata.length > 0) w.block(0x3a, event.metadata);
  w.tag(0x42, event.data.length);
  const dataAt = w.at;
  w.raw(event.data);
  w.tag(0x18, place.position);

  w.bytes.writeUInt16LE(idAt, 0);
  w.bytes.writeUInt16LE(nameAt, 2);
  w.bytes.writeUInt16LE(place.streamName.length, 4);
  w.bytes.writeUInt16LE(typeAt, 6);
  w.bytes.writeUInt16LE(event.typeBytes.length, 8);
  w.bytes.writeUInt16LE(event.isJson ? 1 : 0, 10);
  w.bytes.writeUInt32LE(dataAt, 12);
  w.bytes.writeUInt32LE(event.data.length, 16);
  w.bytes.writeBigInt64LE(place.created, 20);
  return w.bytes;
}

/** The `ReadResp` message of a stored event. */
export const messageOf = (record: Buffer): Buffer => record.subarray(headLength);

export const idOf = (record: Buffer): string => {
  const at = record.readUInt16LE(0);
  return record.toString('latin1', at, at + idLength);
};

export const streamNameOf = (record: Buffer): string => {
  const at = record.readUInt16LE(2);
  return record.toString('utf8', at, at + record.readUInt16LE(4));
};

/** `Infinity` for a tombstone. */
export const revisionOf = (record: Buffer): number => {
  let at = record.readUInt16LE(2) + record.readUInt16LE(4) + 1;
  let revision = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = record[at++] ?? 0;
    revision += (byte % 128) * scale;
    if (byte < 128) return revision >= 2 ** 53 ? Infinity : revision;
  }
};

export const typeOf = (record: Buffer): string => {
  const at = record.readUInt16LE(6);
  return record.toString('utf8', at, at + record.readUInt16LE(8));
};

export const isJsonOf = (record: Buffer): boolean => record.readUInt16LE(10) === 1;

export const dataOf = (record: Buffer): Buffer => {
  const at = record.readUInt32LE(12);
  return record.subarray(at, at + record.readUInt32LE(16));
};

export const createdOf = (record: Buffer): Ticks => record.readBigInt64LE(20);
