import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ticks } from './clock.ts';
import {
  closeIndex,
  discardIndex,
  extentIn,
  numberBytes,
  numberIn,
  openIndex,
  revisionIn,
  revisionKey,
  type EventIndex,
} from './event-index.ts';
import { encodeRecord, revisionOf, streamNameOf, type ProposedEvent } from './event-record.ts';
import { Indexer, type StreamHead } from './indexer.ts';
import { LogFile, type Extent, type Stored } from './log-file.ts';
import { noteIn, type Note } from './log-note.ts';

export type { StreamHead } from './indexer.ts';
export type Direction = 'forwards' | 'backwards';

/** Records in reading order, and the place of each: its position in the log, or its revision in the stream. */
export type Slice = { readonly records: readonly Buffer[]; readonly places: readonly number[] };

export const logFileName = 'events.log';
/** What scavenging writes before it takes the log's place: of no use, and full of events, when that never came. */
export const copyFileName = 'events.scavenged.log';
const earlierFile = 'events.mdb';

/**
 * The log, and an index over it. Reading sees what was committed, and committed means flushed; writing is possible
 * inside `transact` alone.
 */
export class EventLog {
  private readonly indexer: Indexer;
  /** What the transaction at hand has added, by position. */
  private readonly added = new Map<number, Buffer>();

  private constructor(
    private readonly dataDir: string,
    private readonly file: LogFile,
    private readonly index: EventIndex,
  ) {
    this.indexer = new Indexer(index);
  }

  /** To be called by who holds the folder's lock. @throws LogDamaged where the log is not what was written */
  static async open(dataDir: string): Promise<EventLog> {
    if (existsSync(join(dataDir, earlierFile))) {
      throw new Error(
        `The event store in ${dataDir} was written by an earlier version, which kept its events in ${earlierFile}. ` +
          'Choose another data folder, or remove this one.',
      );
    }
    rmSync(join(dataDir, copyFileName), { force: true });
    const file = LogFile.open(join(dataDir, logFileName));
    let log: EventLog | undefined;
    try {
      log = new EventLog(dataDir, file, openIndex(dataDir, file.id));
      if (!log.indexFits()) {
        // An index of something else than the log holds: the log was put back to an earlier state.
        const { root } = log.index;
        log = undefined;
        await root.close();
        discardIndex(dataDir);
        log = new EventLog(dataDir, file, openIndex(dataDir, file.id));
      }
      log.catchUp();
      return log;
    } catch (error) {
      await log?.index.root.close();
      file.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await closeIndex(this.index, this.dataDir, this.file.id);
    this.file.close();
  }

  private indexFits(): boolean {
    const group = this.indexer.lastGroup();
    return group === undefined || this.file.has(group);
  }

  /** Brings the index to the end of the log. */
  private catchUp(): void {
    for (const { group, records } of this.file.groups(this.indexer.lastGroup())) {
      this.index.root.transactionSync(() => {
        records.forEach((record) => this.follow(record));
        this.indexer.keep(group);
      });
    }
  }

  private follow({ position, bytes, ...extent }: Stored): void {
    if (position === 0) return this.heed(noteIn(bytes));
    const name = streamNameOf(bytes);
    const revision = revisionOf(bytes);
    const head = this.indexer.claim(name);
    this.indexer.addRecord(position, extent);
    if (revision === Infinity) return this.indexer.putHead(name, { ...head, tombstoned: true });
    this.indexer.addRevision(head.id, revision, position);
    this.indexer.putHead(name, { ...head, last: Math.max(head.last, revision) });
  }

  private heed(note: Note): void {
    switch (note.about) {
      case 'stream': {
        const { last, tombstoned } = note;
        return this.indexer.putHead(note.name, { ...this.indexer.claim(note.name), last, tombstoned });
      }
      case 'next':
        return this.indexer.skipTo(note.position);
    }
  }

  /** All that `work` writes, or nothing; it is on disk when this returns. `work` must be synchronous. */
  transact<T>(work: () => T): T {
    const before = this.file.lastGroup;
    try {
      return this.index.root.transactionSync(() => {
        const result = work();
        this.file.flush();
        if (this.file.lastGroup !== before) this.indexer.keep(this.file.lastGroup);
        return result;
      });
    } catch (error) {
      this.file.discard();
      // Flushed, and then the index could not follow: nobody was told of it.
      if (this.file.lastGroup !== before) this.file.cutBackTo(before);
      this.indexer.reset();
      throw error;
    } finally {
      this.added.clear();
    }
  }

  head(name: string): StreamHead | undefined {
    return this.indexer.head(name);
  }

  /** Every stream by name, those that are deleted too. */
  heads(): Iterable<readonly [name: string, head: StreamHead]> {
    return this.indexer.heads();
  }

  /** The place of the last event in the log, 0 when there is none. */
  lastPosition(): number {
    for (const key of this.index.records.getKeys({ reverse: true, limit: 1 })) return numberIn(key);
    return 0;
  }

  /** The position that the next event gets. */
  nextPosition(): number {
    return this.indexer.nextPosition;
  }

  record(streamId: number, revision: number): Buffer | undefined {
    const position = this.positionOf(streamId, revision);
    if (position === undefined) return undefined;
    return this.added.get(position) ?? this.file.read([this.indexer.extentOf(position)])[0];
  }

  positionOf(streamId: number, revision: number): number | undefined {
    return this.indexer.positionOf(streamId, revision);
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
      entries.map(({ key, value }) => ({
        place: revisionIn(key),
        extent: this.indexer.extentOf(numberIn(value)),
      })),
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

  /** Inside `transact`: the head of a stream that is not there yet. */
  begin(name: string): StreamHead {
    return this.indexer.begin(name);
  }

  /** Inside `transact`: adds events at the end of a stream and of the log. @returns the last one's position */
  append(name: string, head: StreamHead, events: readonly ProposedEvent[], created: Ticks): number {
    const streamName = Buffer.from(name);
    let last = head.last;
    let position = 0;
    for (const event of events) {
      last += 1;
      position = this.add((at) => encodeRecord(event, { streamName, revision: last, position: at, created }));
      this.indexer.addRevision(head.id, last, position);
    }
    this.indexer.putHead(name, { ...head, last });
    return position;
  }

  /** Inside `transact`: closes a stream for ever. @returns the position of the closing event */
  tombstone(name: string, head: StreamHead, event: ProposedEvent, created: Ticks): number {
    const streamName = Buffer.from(name);
    const position = this.add((at) =>
      encodeRecord(event, { streamName, revision: Infinity, position: at, created }),
    );
    this.indexer.putHead(name, { ...head, tombstoned: true });
    return position;
  }

  private add(record: (position: number) => Buffer): number {
    const position = this.indexer.nextPosition;
    const bytes = record(position);
    this.indexer.addRecord(position, this.file.stage(position, bytes));
    this.added.set(position, bytes);
    return position;
  }
}
