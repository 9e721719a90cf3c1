import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { DataRoom } from './data-room.ts';

/** Where a record lies in the file: its first byte, and how many there are. */
export type Extent = { readonly at: number; readonly length: number };

/** A record as it was written. `position` 0 marks one that is no event. */
export type Stored = Extent & { readonly position: number; readonly bytes: Buffer };

/** What was written and flushed is no longer what it was. */
export class LogDamaged extends Error {
  constructor(path: string, at: number, what: string) {
    super(
      `The event log ${path} is damaged at byte ${at}: ${what}. Restore the folder from a backup, or copy what can still be read.`,
    );
    this.name = 'LogDamaged';
  }
}

/*
 * The file: a head (magic, an id of its own), then groups, then zeros that are room for more. All that one commit wrote
 * is one group, so that a crash leaves all of it or none: the sum over a group tells whether it was written whole, and
 * the sum over a record, whether it still is what it was. Sums are CRC-32, begun with the id of the log: no client can
 * make an event that looks like a group. Numbers are big-endian.
 */
const magic = Buffer.from('EVENTLOG0001');
const idBytes = 20;
const headBytes = magic.length + idBytes;
/** Mark, bytes of the body, its sum. */
const groupHeadBytes = 12;
const groupMark = Buffer.from('GRUP');
/** Bytes, their sum, position. */
const recordHeadBytes = 16;
const scanBytes = 1_048_576;

/** A file that only grows: what makes an append durable, and where every record is read from. */
export class LogFile {
  private group = Buffer.alloc(1_048_576);
  /** Bytes of `group` that are in use. */
  private staged = groupHeadBytes;
  private broken: Error | undefined;
  private readonly seed: number;

  private constructor(
    readonly path: string,
    readonly id: string,
    private readonly fd: number,
    private readonly room: DataRoom,
    private end: number,
  ) {
    this.seed = crc32(id);
  }

  /** Opens a log, or begins one. @throws LogDamaged where the file is something else */
  static open(path: string): LogFile {
    const fd = openSync(path, 'a+', 0o600);
    closeSync(fd);
    const file = openSync(path, 'r+');
    const head = Buffer.alloc(headBytes);
    if (fstatSync(file).size === 0) {
      magic.copy(head);
      randomBytes(idBytes / 2).copy(head, magic.length);
      writeSync(file, head, 0, headBytes, 0);
      fsyncSync(file);
    }
    readSync(file, head, 0, headBytes, 0);
    if (!head.subarray(0, magic.length).equals(magic)) {
      closeSync(file);
      throw new LogDamaged(path, 0, 'it does not begin as an event log does');
    }
    return new LogFile(path, head.toString('hex', magic.length), file, new DataRoom(path), headBytes);
  }

  /** Where the groups end. */
  get length(): number {
    return this.end;
  }

  /** Bytes of the file, its room included. */
  get size(): number {
    return fstatSync(this.fd).size;
  }

  /** Adds a record to the group that the next {@link flush} writes. @returns where it will lie */
  stage(position: number, bytes: Buffer): Extent {
    const from = this.staged;
    this.staged += recordHeadBytes + bytes.length;
    this.makeRoom();
    this.group.writeUInt32BE(bytes.length, from);
    this.group.writeUInt32BE(crc32(bytes, this.seed), from + 4);
    this.group.writeBigUInt64BE(BigInt(position), from + 8);
    bytes.copy(this.group, from + recordHeadBytes);
    return { at: this.end + from + recordHeadBytes, length: bytes.length };
  }

  /** One buffer serves all groups: a new one for each would wait for the collector by the megabyte. */
  private makeRoom(): void {
    if (this.staged <= this.group.length) return;
    const larger = Buffer.alloc(2 * this.staged);
    this.group.copy(larger);
    this.group = larger;
  }

  /** Forgets what is staged. */
  discard(): void {
    this.staged = groupHeadBytes;
  }

  /** Writes what is staged; it is on disk when this returns. After an error nothing of it is there. */
  flush(): void {
    if (this.broken !== undefined) throw this.broken;
    if (this.staged === groupHeadBytes) return;
    const group = this.group.subarray(0, this.staged);
    groupMark.copy(group);
    group.writeUInt32BE(group.length - groupHeadBytes, 4);
    group.writeUInt32BE(crc32(group.subarray(groupHeadBytes), this.seed), 8);
    const begin = this.end;
    try {
      this.room.provide(begin + group.length);
      for (let done = 0; done < group.length;)
        done += writeSync(this.fd, group, done, group.length - done, begin + done);
      fdatasyncSync(this.fd);
    } catch (error) {
      this.cutTo(begin);
      throw error;
    } finally {
      this.discard();
    }
    this.end = begin + group.length;
  }

  /** Takes back what lies behind `end`: groups that nobody was told of. When even that fails, nothing is written any more. */
  cutTo(end: number): void {
    try {
      ftruncateSync(this.fd, end);
      fdatasyncSync(this.fd);
      this.room.measure();
      this.end = end;
    } catch (error) {
      this.broken = new Error('The event log cannot be written any more: start the server again.', {
        cause: error,
      });
    }
  }

  /** The bytes of some records, which are read together where they lie together. @throws LogDamaged */
  read(extents: readonly Extent[]): Buffer[] {
    if (extents.length === 0) return [];
    const first = Math.min(...extents.map(({ at }) => at));
    const last = Math.max(...extents.map(({ at, length }) => at + length));
    const wanted = extents.reduce((so, { length }) => so + recordHeadBytes + length, 0);
    const isTogether = last - first <= 2 * wanted + groupHeadBytes;
    const whole = isTogether && extents.length > 1 ? this.bytes(first - recordHeadBytes, last) : undefined;
    return extents.map(({ at, length }) => {
      const from = at - recordHeadBytes;
      const bytes = whole
        ? whole.subarray(from - (first - recordHeadBytes), at + length - (first - recordHeadBytes))
        : this.bytes(from, at + length);
      return this.checked(bytes, at, length);
    });
  }

  private checked(bytes: Buffer, at: number, length: number): Buffer {
    const record = bytes.subarray(recordHeadBytes);
    if (record.length !== length || crc32(record, this.seed) !== bytes.readUInt32BE(4))
      throw new LogDamaged(this.path, at, 'a record is not what was written');
    return record;
  }

  private bytes(from: number, to: number): Buffer {
    const buffer = Buffer.allocUnsafe(to - from);
    let done = 0;
    while (done < buffer.length) {
      const read = readSync(this.fd, buffer, done, buffer.length - done, from + done);
      if (read === 0) break;
      done += read;
    }
    return buffer.subarray(0, done);
  }

  /**
   * Every group from a byte on, in order, each with where the next one begins; to be read to its end before the first
   * append. A last group that was not written whole was never acknowledged, and is cut off.
   * @throws LogDamaged where something lies behind a group that is not whole
   */
  *groups(from: number): Iterable<{ readonly records: readonly Stored[]; readonly end: number }> {
    this.end = Math.max(from, headBytes);
    for (let body = this.groupAt(this.end); body !== null; body = this.groupAt(this.end)) {
      const begin = this.end + groupHeadBytes;
      const records: Stored[] = [];
      for (let at = 0; at < body.length;) {
        const length = body.readUInt32BE(at);
        const position = Number(body.readBigUInt64BE(at + 8));
        at += recordHeadBytes;
        records.push({ at: begin + at, length, position, bytes: body.subarray(at, at + length) });
        at += length;
      }
      this.end = begin + body.length;
      yield { records, end: this.end };
    }
    if (this.hasGroupBehind(this.end))
      throw new LogDamaged(this.path, this.end, 'a group is not whole, and others follow it');
    this.cutTo(this.end);
  }

  /** The body of the group that begins at a byte; `null` where none does that is whole. */
  private groupAt(at: number): Buffer | null {
    const head = this.bytes(at, at + groupHeadBytes);
    if (head.length < groupHeadBytes || !head.subarray(0, groupMark.length).equals(groupMark)) return null;
    const length = head.readUInt32BE(4);
    if (at + groupHeadBytes + length > this.size) return null;
    const body = this.bytes(at + groupHeadBytes, at + groupHeadBytes + length);
    return crc32(body, this.seed) === head.readUInt32BE(8) ? body : null;
  }

  private hasGroupBehind(from: number): boolean {
    for (let at = from; ;) {
      const bytes = this.bytes(at, at + scanBytes);
      const mark = bytes.indexOf(groupMark);
      if (mark >= 0 && this.groupAt(at + mark) !== null) return true;
      if (mark < 0 && bytes.length < scanBytes) return false;
      at += mark < 0 ? bytes.length - groupMark.length + 1 : mark + 1;
    }
  }

  close(): void {
    this.room.close();
    closeSync(this.fd);
  }
}
