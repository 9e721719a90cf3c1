import { crc32 } from 'node:zlib';

/*
 * How a group and a record look in the log file. All that one commit wrote is one group, so that a crash leaves all of
 * it or none: the sum over a group tells whether it was written whole, and the sum over a record, whether it still is
 * what it was. A group's head has a sum of its own, so that a length is not believed before it is known to be one.
 * Sums are CRC-32, begun with the id of the log: no client can make an event that looks like a group. Numbers are
 * big-endian.
 */

/** Mark, bytes of the body, its sum, and the sum of these three. */
export const groupHeadBytes = 16;
export const groupMark = Buffer.from('GRUP');
/** Bytes, their sum, position. */
export const recordHeadBytes = 16;

/** What the head of a group says. */
export type GroupHead = { readonly length: number; readonly sum: number };

/** @param group its head, to be filled, and its body */
export function sealGroup(group: Buffer, seed: number): GroupHead {
  const head = { length: group.length - groupHeadBytes, sum: crc32(group.subarray(groupHeadBytes), seed) };
  groupMark.copy(group);
  group.writeUInt32BE(head.length, 4);
  group.writeUInt32BE(head.sum, 8);
  group.writeUInt32BE(crc32(group.subarray(0, 12), seed), 12);
  return head;
}

/** `null` where these bytes are not the head of a group. */
export function groupHeadIn(bytes: Buffer, seed: number): GroupHead | null {
  if (bytes.length < groupHeadBytes || !bytes.subarray(0, groupMark.length).equals(groupMark)) return null;
  if (crc32(bytes.subarray(0, 12), seed) !== bytes.readUInt32BE(12)) return null;
  return { length: bytes.readUInt32BE(4), sum: bytes.readUInt32BE(8) };
}

export function writeRecord(
  into: Buffer,
  at: number,
  position: number,
  record: Uint8Array,
  seed: number,
): void {
  into.writeUInt32BE(record.length, at);
  into.writeUInt32BE(crc32(record, seed), at + 4);
  into.writeBigUInt64BE(BigInt(position), at + 8);
  into.set(record, at + recordHeadBytes);
}

/** Whether a record, with its head before it, is what was written. */
export const isWhole = (bytes: Buffer, length: number, seed: number): boolean =>
  bytes.length === recordHeadBytes + length &&
  bytes.readUInt32BE(0) === length &&
  crc32(bytes.subarray(recordHeadBytes), seed) === bytes.readUInt32BE(4);

/** The records of a group's body, each with where it begins in it. */
export function* recordsIn(
  body: Buffer,
): Iterable<{ readonly at: number; readonly position: number; readonly bytes: Buffer }> {
  for (let at = 0; at < body.length;) {
    const length = body.readUInt32BE(at);
    const position = Number(body.readBigUInt64BE(at + 8));
    at += recordHeadBytes;
    yield { at, position, bytes: body.subarray(at, at + length) };
    at += length;
  }
}
