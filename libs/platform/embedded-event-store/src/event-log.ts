import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ticks } from './clock.ts';
import {
  closeIndex,
  discardIndex,
  extentBytes,
  extentIn,
  flush,
  numberBytes,
  numberIn,
  openIndex,
  revisionIn,
  revisionKey,
  type Counters,
  type EventIndex,
  type StreamHead,
} from './event-index.ts';
import { encodeRecord, revisionOf, streamNameOf, type ProposedEvent } from './event-record.ts';
import { LogFile, type Extent, type Stored } from './log-file.ts';
import { noteIn, type Note } from './log-note.ts';

export type { StreamHead } from './event-index.ts';
export type Direction = 'forwards' | 'backwards';

/** Records in reading order, and the place of each: its position in the log, or its revision in the stream. */
export type Slice = { readonly records: readonly Buffer[]; readonly places: readonly number[] };

export const logFileName = 'events.log';
const earlierFile = 'events.mdb';

const firstPosition = 128;
/** Room that a record takes in the log besides its bytes, so that positions grow as byte offsets do. */
const recordFrameBytes = 24;

/**
 * The log, and an index over it. Reading sees what was committed, and committed means flushed; writing is possible
 * inside `transact` alone.
 */
export class EventLog {
  private next: Counters;
  /** What the transaction at hand has added, by position. */
  private readonly added = new Map<number, Buffer>();

  private constructor(
    private readonly dataDir: string,
    private readonly file: LogFile,
    private readonly index: EventIndex,
  ) {
    this.next = this.storedNext();
  }

  /** @throws LogDamaged where the log is not what was written */
  static async open(dataDir: string): Promise<EventLog> {
    if (existsSync(join(dataDir, earlierFile))) {
      throw new Error(
        `The event store in ${dataDir} was written by an earlier version, which kept its events in ${earlierFile}. ` +
          'Choose another data folder, or remove this one.',
      );
    }
    const file = LogFile.open(join(dataDir, logFileName));
    flush(dataDir);
    try {
      let log = new EventLog(dataDir, file, openIndex(dataDir, file.id));
      if (log.next.end > file.size) {
        // An index of more than the log holds: the log was put back to an earlier state.
        await log.index.root.close();
        discardIndex(dataDir);
        log = new EventLog(dataDir, file, openIndex(dataDir, file.id));
      }
      log.catchUp();
      return log;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await closeIndex(this.index, this.dataDir, this.file.id);
    this.file.close();
  }

  /** Brings the index to the end of the log. */
  private catchUp(): void {
    for (const { records, end } of this.file.groups(this.next.end)) {
      this.index.root.transactionSync(() => {
        records.forEach((record) => this.follow(record));
        this.keepCounters(end);
      });
    }
  }

  private follow({ position, bytes, ...extent }: Stored): void {
    if (position === 0) return this.heed(noteIn(bytes));
    const name = streamNameOf(bytes);
    const revision = revisionOf(bytes);
    const head = this.claim(name);
    this.indexRecord(position, extent);
    if (revision === Infinity) return this.putHead(name, { ...head, tombstoned: true });
    void this.index.revisions.put(revisionKey(head.id, revision), numberBytes(position));
    this.putHead(name, { ...head, last: Math.max(head.last, revision) });
  }

  private heed(note: Note): void {
    switch (note.about) {
      case 'stream':
        return this.putHead(note.name, {
          ...this.claim(note.name),
          last: note.last,
          tombstoned: note.tombstoned,
        });
      case 'next':
        this.next = { ...this.next, position: note.position };
    }
  }

  /** All that `work` writes, or nothing; it is on disk when this returns. `work` must be synchronous. */
  transact<T>(work: () => T): T {
    const begin = this.file.length;
    try {
      return this.index.root.transactionSync(() => {
        const result = work();
        this.file.flush();
        this.keepCounters(this.file.length);
        return result;
      });
    } catch (error) {
      this.file.discard();
      // Flushed, and then the index could not follow: nobody was told of it.
      if (this.file.length > begin) this.file.cutTo(begin);
      this.next = this.storedNext();
      throw error;
    } finally {
      this.added.clear();
    }
  }

  private keepCounters(end: number): void {
    this.next = { ...this.next, end };
    void this.index.counters.put('next', [this.next.position, this.next.stream, end]);
  }

  private storedNext(): Counters {
    const [position = firstPosition, stream = 1, end = 0] = this.index.counters.get('next') ?? [];
    return { position, stream, end };
  }

  head(name: string): StreamHead | undefined {
    const row = this.index.streams.get(name);
    if (row === undefined) return undefined;
    const [id = 0, last = -1, tombstoned = 0] = row;
    return { id, last, tombstoned: tombstoned === 1 };
  }

  /** The place of the last event in the log, 0 when there is none. */
  lastPosition(): number {
    for (const key of this.index.records.getKeys({ reverse: true, limit: 1 })) return numberIn(key);
    return 0;
  }

  /** The position that the next event gets. */
  nextPosition(): number {
    return this.next.position;
  }

  record(streamId: number, revision: number): Buffer | undefined {
    const position = this.positionOf(streamId, revision);
    if (position === undefined) return undefined;
    return this.added.get(position) ?? this.file.read([this.extentOf(position)])[0];
  }

  positionOf(streamId: number, revision: number): number | undefined {
    const position = this.index.revisions.get(revisionKey(streamId, revision));
    return position && numberIn(position);
  }

  /** Forwards after, or backwards before, a position; never including it. Stops at either bound. */
  all(direction: Direction, beyond: number, countMax: number, bytesMax: number): Slice {
    const forwards = direction === 'forwards';
    const entries = this.index.records.getRange({
      start: numberBytes(forwards ? beyond + 1 : beyond - 1),
      reverse: !forwards,
      limit: countMax,
    });
    return this.gather(
      entries.map(({ key, value }) => ({ place: numberIn(key), extent: extentIn(value) })),
      bytesMax,
    );
  }

  /** Events of one stream from a revision on, that revision included, down to or up to `until`. */
  stream(id: number, from: number, until: number, countMax: number, bytesMax: number): Slice {
    const entries = this.index.revisions.getRange({
      start: revisionKey(id, from),
      end: revisionKey(id, until),
      inclusiveEnd: true,
      reverse: until < from,
      limit: countMax,
    });
    return this.gather(
      entries.map(({ key, value }) => ({ place: revisionIn(key), extent: this.extentOf(numberIn(value)) })),
      bytesMax,
    );
  }

  private gather(
    entries: Iterable<{ readonly place: number; readonly extent: Extent }>,
    bytesMax: number,
  ): Slice {
    const extents: Extent[] = [];
    const places: number[] = [];
    let bytes = 0;
    for (const { place, extent } of entries) {
      extents.push(extent);
      places.push(place);
      bytes += extent.length;
      if (bytes >= bytesMax) break;
    }
    return { records: this.file.read(extents), places };
  }

  private extentOf(position: number): Extent {
    const bytes = this.index.records.get(numberBytes(position));
    if (bytes === undefined) throw new Error(`The index has no place for position ${position}.`);
    return extentIn(bytes);
  }

  /** Every stream by name, those that are deleted too. */
  *heads(): Iterable<readonly [name: string, head: StreamHead]> {
    for (const name of this.index.streams.getKeys()) {
      const head = this.head(name);
      if (head !== undefined) yield [name, head];
    }
  }

  /** Inside `transact`: the stream's head, made now if the stream is new. */
  claim(name: string): StreamHead {
    const known = this.head(name);
    if (known !== undefined) return known;
    const head = { id: this.next.stream, last: -1, tombstoned: false };
    this.next = { ...this.next, stream: head.id + 1 };
    this.putHead(name, head);
    return head;
  }

  /** Inside `transact`: adds events at the end of a stream and of the log. @returns the last one's position */
  append(name: string, head: StreamHead, events: readonly ProposedEvent[], created: Ticks): number {
    const streamName = Buffer.from(name);
    let last = head.last;
    let position = 0;
    for (const event of events) {
      last += 1;
      position = this.add((at) => encodeRecord(event, { streamName, revision: last, position: at, created }));
      // Of the newest stream the last entry is the last of all.
      const append = head.id === this.next.stream - 1;
      this.index.revisions.putSync(revisionKey(head.id, last), numberBytes(position), { append });
    }
    this.putHead(name, { ...head, last });
    return position;
  }

  /** Inside `transact`: closes a stream for ever. @returns the position of the closing event */
  tombstone(name: string, head: StreamHead, event: ProposedEvent, created: Ticks): number {
    const streamName = Buffer.from(name);
    const position = this.add((at) =>
      encodeRecord(event, { streamName, revision: Infinity, position: at, created }),
    );
    this.putHead(name, { ...head, tombstoned: true });
    return position;
  }

  private add(record: (position: number) => Buffer): number {
    const { position } = this.next;
    const bytes = record(position);
    this.indexRecord(position, this.file.stage(position, bytes));
    this.added.set(position, bytes);
    return position;
  }

  /** Records only ever come at the end; LMDB fills its pages when it is told, and half of them when it is not. */
  private indexRecord(position: number, extent: Extent): void {
    const stored: unknown = this.index.records.putSync(numberBytes(position), extentBytes(extent), {
      append: true,
    });
    if (stored !== true) throw new Error(`Position ${position} in the log is taken.`);
    this.next = { ...this.next, position: position + extent.length + recordFrameBytes };
  }

  private putHead(name: string, head: StreamHead): void {
    void this.index.streams.put(name, [head.id, head.last, head.tombstoned ? 1 : 0]);
  }
}
