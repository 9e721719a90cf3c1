import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import type { Ticks } from './clock.ts';
import { DataRoom } from './data-room.ts';
import { encodeRecord, type ProposedEvent } from './event-record.ts';

/** Where a stream stands. `last` is the revision of its last event, -1 before the first. */
export type StreamHead = { readonly id: number; readonly last: number; readonly tombstoned: boolean };

export type Direction = 'forwards' | 'backwards';

/** Records in reading order, and the place of each: its position in the log, or its revision in the stream. */
export type Slice = { readonly records: readonly Buffer[]; readonly places: readonly number[] };

export const dataFile = 'events.mdb';

const firstPosition = 128;
/** Address space, not memory: growing beyond it is possible, but leaves the smaller maps before it in use too. */
const mapBytes = 2 ** 36;
/** Room that a record takes in the log besides its bytes, so that positions grow as byte offsets do. */
const recordFrameBytes = 24;

/**
 * The tables in LMDB: `log` (position → record), `streams` (name → head), `index` (stream id, revision → position).
 * Reading sees committed transactions only, and committed means flushed; writing is possible inside `transact` alone.
 */
export class EventLog {
  /** What the next event and the next stream get. */
  private next: { position: number; stream: number };

  private constructor(
    private readonly root: RootDatabase,
    private readonly log: Database<Buffer, number>,
    private readonly streams: Database<number[], string>,
    private readonly index: Database<number, number[]>,
    private readonly counters: Database<number[], string>,
    private readonly room: DataRoom,
  ) {
    this.next = this.storedNext();
  }

  /** @param file the data file's name in the folder; another than the usual one only for making a copy */
  static open(dataDir: string, file: string = dataFile): EventLog {
    // Commits are made durable before they become visible, so that no reader can see what a crash could take back.
    const path = join(dataDir, file);
    const root = open({
      path,
      maxDbs: 4,
      overlappingSync: false,
      mapSize: mapBytes,
      eventTurnBatching: false,
    });
    return new EventLog(
      root,
      root.openDB<Buffer, number>('log', { encoding: 'binary' }),
      root.openDB<number[], string>('streams', { encoding: 'ordered-binary' }),
      root.openDB<number, number[]>('index', { encoding: 'ordered-binary' }),
      root.openDB<number[], string>('counters', { encoding: 'ordered-binary' }),
      new DataRoom(path),
    );
  }

  async close(): Promise<void> {
    await this.root.close();
    this.room.close();
  }

  /** All that `work` writes, or nothing; it is on disk when this returns. `work` must be synchronous. */
  transact<T>(work: () => T): T {
    this.room.provide(usedBytes(this.root.getStats()));
    try {
      return this.root.transactionSync(() => {
        const result = work();
        void this.counters.put('next', [this.next.position, this.next.stream]);
        return result;
      });
    } catch (error) {
      this.next = this.storedNext();
      throw error;
    }
  }

  private storedNext(): { position: number; stream: number } {
    const [position = firstPosition, stream = 1] = this.counters.get('next') ?? [];
    return { position, stream };
  }

  head(name: string): StreamHead | undefined {
    const row = this.streams.get(name);
    if (row === undefined) return undefined;
    const [id = 0, last = -1, tombstoned = 0] = row;
    return { id, last, tombstoned: tombstoned === 1 };
  }

  /** The place of the last event in the log, 0 when there is none. */
  lastPosition(): number {
    for (const position of this.log.getKeys({ reverse: true, limit: 1 })) return position;
    return 0;
  }

  record(streamId: number, revision: number): Buffer | undefined {
    const position = this.index.get([streamId, revision]);
    return position === undefined ? undefined : this.log.get(position);
  }

  positionOf(streamId: number, revision: number): number | undefined {
    return this.index.get([streamId, revision]);
  }

  /** Forwards after, or backwards before, a position; never including it. Stops at either bound. */
  all(direction: Direction, beyond: number, countMax: number, bytesMax: number): Slice {
    const forwards = direction === 'forwards';
    return gather(
      this.log.getRange({
        start: forwards ? beyond + 0.5 : beyond - 0.5,
        reverse: !forwards,
        limit: countMax,
      }),
      bytesMax,
    );
  }

  /** Events of one stream from a revision on, that revision included, down to or up to `until`. */
  stream(id: number, from: number, until: number, countMax: number, bytesMax: number): Slice {
    const keys = this.index.getRange({
      start: [id, from],
      end: [id, until],
      inclusiveEnd: true,
      reverse: until < from,
      limit: countMax,
    });
    return gather(this.lookUp(keys), bytesMax);
  }

  private *lookUp(
    keys: Iterable<{ key: number[]; value: number }>,
  ): Iterable<{ key: number; value: Buffer }> {
    for (const { key, value: position } of keys) {
      const record = this.log.get(position);
      if (record !== undefined) yield { key: key[1] ?? 0, value: record };
    }
  }

  /** Every stream by name, those that are deleted too. */
  *heads(): Iterable<readonly [name: string, head: StreamHead]> {
    for (const name of this.streams.getKeys()) {
      const head = this.head(name);
      if (head !== undefined) yield [name, head];
    }
  }

  /** Inside `transact` of another log: takes over how far numbers and positions have gone, and every head. */
  continueFrom(source: EventLog): void {
    this.next = { ...source.next };
    for (const [name, head] of source.heads()) this.putHead(name, head);
  }

  /** Inside `transact` of another log: takes over one event, at its place. */
  takeOver(streamId: number, revision: number, position: number, record: Buffer): void {
    this.putRecord(position, record);
    if (revision !== Infinity) void this.index.put([streamId, revision], position);
  }

  /** Inside `transact`: the stream's head, made now if the stream is new. */
  claim(name: string): StreamHead {
    const known = this.head(name);
    if (known !== undefined) return known;
    const head = { id: this.next.stream++, last: -1, tombstoned: false };
    this.putHead(name, head);
    return head;
  }

  /** Inside `transact`: adds events at the end of a stream and of the log. @returns the last one's position */
  append(name: string, head: StreamHead, events: readonly ProposedEvent[], created: Ticks): number {
    const streamName = Buffer.from(name);
    let last = head.last;
    let position = 0;
    for (const event of events) {
      position = this.next.position;
      last += 1;
      const record = encodeRecord(event, { streamName, revision: last, position, created });
      this.putRecord(position, record);
      // Of the newest stream the last entry is the last of all.
      this.index.putSync([head.id, last], position, { append: head.id === this.next.stream - 1 });
      this.next.position += record.length + recordFrameBytes;
    }
    this.putHead(name, { ...head, last });
    return position;
  }

  /** Inside `transact`: closes a stream for ever. @returns the position of the closing event */
  tombstone(name: string, head: StreamHead, event: ProposedEvent, created: Ticks): number {
    const { position } = this.next;
    const place = { streamName: Buffer.from(name), revision: Infinity, position, created };
    const record = encodeRecord(event, place);
    this.putRecord(position, record);
    this.next.position += record.length + recordFrameBytes;
    this.putHead(name, { ...head, tombstoned: true });
    return position;
  }

  /** Records only ever come at the end; LMDB fills its pages when it is told, and half of them when it is not. */
  private putRecord(position: number, record: Buffer): void {
    const stored: unknown = this.log.putSync(position, record, { append: true });
    if (stored !== true) throw new Error(`Position ${position} in the log is taken.`);
  }

  private putHead(name: string, head: StreamHead): void {
    void this.streams.put(name, [head.id, head.last, head.tombstoned ? 1 : 0]);
  }
}

function gather(entries: Iterable<{ key: number; value: Buffer }>, bytesMax: number): Slice {
  const records: Buffer[] = [];
  const places: number[] = [];
  let bytes = 0;
  for (const { key, value } of entries) {
    records.push(value);
    places.push(key);
    bytes += value.length;
    if (bytes >= bytesMax) break;
  }
  return { records, places };
}

/** LMDB gives its figures without a type. */
function usedBytes(figures: object): number {
  const pages = 'lastPageNumber' in figures ? Number(figures.lastPageNumber) : 0;
  return 'pageSize' in figures ? (pages + 1) * Number(figures.pageSize) : 0;
}
