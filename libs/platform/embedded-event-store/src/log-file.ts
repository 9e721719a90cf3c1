import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { DataRoom } from './data-room.ts';
import { writeDurably } from './durable-files.ts';
import {
  groupHeadBytes,
  groupHeadIn,
  groupMark,
  isWhole,
  recordHeadBytes,
  recordsIn,
  sealGroup,
  writeRecord,
} from './group-codec.ts';

/** Where a record lies in the file: its first byte, and how many there are. */
export type Extent = { readonly at: number; readonly length: number };

/** A record as it was written. `position` 0 marks one that is no event. */
export type Stored = Extent & { readonly position: number; readonly bytes: Buffer };

/** A group as it lies in the file: from its first byte to the one after its last, and the sum of what is in it. */
export type Group = { readonly begin: number; readonly end: number; readonly sum: number };

/** What was written and flushed is no longer what it was. */
export class LogDamaged extends Error {
  constructor(path: string, at: number, what: string) {
    super(
      `The event log ${path} is damaged at byte ${at}: ${what}. Restore the folder from a backup, or copy what can still be read.`,
    );
    this.name = 'LogDamaged';
  }
}

/** The file: a head (magic, an id of its own), then groups, then zeros that are room for more. */
const magic = Buffer.from('EVENTLOG0002');
const idBytes = 20;
const headBytes = magic.length + idBytes;
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
    private last: Group,
  ) {
    this.seed = crc32(id);
  }

  /** Opens a log, or begins one where there is none. @throws LogDamaged where the file is something else */
  static open(path: string): LogFile {
    const fd = openOrBegin(path);
    const head = Buffer.alloc(headBytes);
    const read = readSync(fd, head, 0, headBytes, 0);
    if (read < headBytes || !head.subarray(0, magic.length).equals(magic)) {
      closeSync(fd);
      throw new LogDamaged(path, 0, 'it does not begin as an event log does');
    }
    const before = { begin: 0, end: headBytes, sum: 0 };
    return new LogFile(path, head.toString('hex', magic.length), fd, new DataRoom(path), before);
  }

  /** The last group; before the first one, the head of the file. */
  get lastGroup(): Group {
    return this.last;
  }

  /** Bytes of the file, its room included. */
  get size(): number {
    return fstatSync(this.fd).size;
  }

  /** Adds a record to the group that the next {@link flush} writes. @returns where it will lie */
  stage(position: number, bytes: Uint8Array): Extent {
    const from = this.staged;
    this.staged += recordHeadBytes + bytes.length;
    this.makeRoom();
    writeRecord(this.group, from, position, bytes, this.seed);
    return { at: this.last.end + from + recordHeadBytes, length: bytes.length };
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
    const { sum } = sealGroup(group, this.seed);
    const before = this.last;
    const begin = before.end;
    try {
      this.room.provide(begin + group.length);
      for (let done = 0; done < group.length;)
        done += writeSync(this.fd, group, done, group.length - done, begin + done);
      fdatasyncSync(this.fd);
    } catch (error) {
      this.cutBackTo(before);
      throw error;
    } finally {
      this.discard();
    }
    this.last = { begin, end: begin + group.length, sum };
  }

  /** Takes back what lies behind a group: others that nobody was told of. When even that fails, nothing is written any more. */
  cutBackTo(last: Group): void {
    try {
      ftruncateSync(this.fd, last.end);
      fdatasyncSync(this.fd);
      this.room.measure();
      this.last = last;
    } catch (error) {
      this.broken = new Error('The event log cannot be written any more: start the server again.', {
        cause: error,
      });
    }
  }

  /** The bytes of some records, which are read together where they lie together. @throws LogDamaged */
  read(extents: readonly Extent[]): Buffer[] {
    if (extents.length === 0) return [];
    const first = Math.min(...extents.map(({ at }) => at)) - recordHeadBytes;
    const last = Math.max(...extents.map(({ at, length }) => at + length));
    const wanted = extents.reduce((so, { length }) => so + recordHeadBytes + length, 0);
    const isTogether = last - first <= 2 * wanted;
    const whole = isTogether && extents.length > 1 ? this.bytes(first, last) : undefined;
    return extents.map(({ at, length }) => {
      const [from, to] = [at - recordHeadBytes, at + length];
      const bytes = whole ? whole.subarray(from - first, to - first) : this.bytes(from, to);
      if (!isWhole(bytes, length, this.seed))
        throw new LogDamaged(this.path, at, 'a record is not what was written');
      return bytes.subarray(recordHeadBytes);
    });
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

  /** Whether this very group is in the file. */
  has({ begin, end, sum }: Group): boolean {
    const body = this.groupAt(begin);
    return body !== null && begin + groupHeadBytes + body.length === end && crc32(body, this.seed) === sum;
  }

  /**
   * Every group after one, or from the first, in order, each with what is in it; to be read to its end before the
   * first append. A last group that was not written whole was never acknowledged, and is cut off.
   * @throws LogDamaged where something lies behind a group that is not whole
   */
  *groups(after?: Group): Iterable<{ readonly group: Group; readonly records: readonly Stored[] }> {
    this.last = after ?? this.last;
    for (;;) {
      const begin = this.last.end;
      const body = this.groupAt(begin);
      if (body === null) break;
      const from = begin + groupHeadBytes;
      const records: Stored[] = [];
      for (const { at, position, bytes } of recordsIn(body))
        records.push({ at: from + at, length: bytes.length, position, bytes });
      this.last = { begin, end: from + body.length, sum: crc32(body, this.seed) };
      yield { group: this.last, records };
    }
    if (this.hasGroupBehind(this.last.end))
      throw new LogDamaged(this.path, this.last.end, 'a group is not whole, and others follow it');
    this.cutBackTo(this.last);
  }

  /** The body of the group that begins at a byte; `null` where none does that is whole. */
  private groupAt(at: number): Buffer | null {
    const head = groupHeadIn(this.bytes(at, at + groupHeadBytes), this.seed);
    if (head === null || at + groupHeadBytes + head.length > this.size) return null;
    const body = this.bytes(at + groupHeadBytes, at + groupHeadBytes + head.length);
    return crc32(body, this.seed) === head.sum ? body : null;
  }

  private hasGroupBehind(from: number): boolean {
    for (let at = from; ;) {
      const bytes = this.bytes(at, at + scanBytes);
      for (let mark = bytes.indexOf(groupMark); mark >= 0; mark = bytes.indexOf(groupMark, mark + 1))
        if (this.groupAt(at + mark) !== null) return true;
      if (bytes.length < scanBytes) return false;
      at += bytes.length - groupMark.length + 1;
    }
  }

  close(): void {
    this.room.close();
    closeSync(this.fd);
  }
}

/** A log is there with its whole head, or not at all. */
function openOrBegin(path: string): number {
  if (!existsSync(path)) writeDurably(path, Buffer.concat([magic, randomBytes(idBytes)]));
  return openSync(path, 'r+');
}
