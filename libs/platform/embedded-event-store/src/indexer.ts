import { extentBytes, extentIn, numberBytes, numberIn, revisionKey, type EventIndex } from './event-index.ts';
import type { Extent, Group } from './log-file.ts';

/** Where a stream stands. `last` is the revision of its last event, -1 before the first. */
export type StreamHead = { readonly id: number; readonly last: number; readonly tombstoned: boolean };

/** What the next event and the next stream get. */
type Next = { readonly position: number; readonly stream: number };

const firstPosition = 128;
/** Room that a record takes in the log besides its bytes, so that positions grow as byte offsets do. */
const recordFrameBytes = 24;
const beginning: Next = { position: firstPosition, stream: 1 };

/** Numbers streams and events, and keeps what the index knows of them. Writes inside a transaction of the index alone. */
export class Indexer {
  private next: Next;

  constructor(private readonly index: EventIndex) {
    this.next = this.stored().next;
  }

  /** The position that the next event gets. */
  get nextPosition(): number {
    return this.next.position;
  }

  /** The group of the log that was indexed last; `undefined` where none was. */
  lastGroup(): Group | undefined {
    return this.stored().group;
  }

  /** Forgets what a transaction that was broken off had numbered. */
  reset(): void {
    this.next = this.stored().next;
  }

  head(name: string): StreamHead | undefined {
    const row = this.index.streams.get(Buffer.from(name));
    if (row === undefined) return undefined;
    const [id = 0, last = -1, tombstoned = 0] = row;
    return { id, last, tombstoned: tombstoned === 1 };
  }

  /** Every stream by name, those that are deleted too. */
  *heads(): Iterable<readonly [name: string, head: StreamHead]> {
    for (const key of this.index.streams.getKeys()) {
      const name = key.toString();
      const head = this.head(name);
      if (head !== undefined) yield [name, head];
    }
  }

  positionOf(streamId: number, revision: number): number | undefined {
    const position = this.index.revisions.get(revisionKey(streamId, revision));
    return position && numberIn(position);
  }

  extentOf(position: number): Extent {
    const bytes = this.index.records.get(numberBytes(position));
    if (bytes === undefined) throw new Error(`The index has no place for position ${position}.`);
    return extentIn(bytes);
  }

  /** The stream's head, made now if the stream is new. */
  claim(name: string): StreamHead {
    return this.head(name) ?? this.begin(name);
  }

  /** The head of a stream that is not there yet. */
  begin(name: string): StreamHead {
    const head = { id: this.next.stream, last: -1, tombstoned: false };
    this.next = { ...this.next, stream: head.id + 1 };
    this.putHead(name, head);
    return head;
  }

  putHead(name: string, head: StreamHead): void {
    must(
      this.index.streams.putSync(Buffer.from(name), [head.id, head.last, head.tombstoned ? 1 : 0]),
      `the head of ${name}`,
    );
  }

  /** Records only ever come at the end; LMDB fills its pages when it is told, and half of them when it is not. */
  addRecord(position: number, extent: Extent): void {
    const isNew = this.index.records.putSync(numberBytes(position), extentBytes(extent), { append: true });
    must(isNew, `position ${position}`);
    this.next = { ...this.next, position: position + extent.length + recordFrameBytes };
  }

  addRevision(streamId: number, revision: number, position: number): void {
    // Of the newest stream the last entry is the last of all.
    const append = streamId === this.next.stream - 1;
    const isNew = this.index.revisions.putSync(revisionKey(streamId, revision), numberBytes(position), {
      append,
    });
    must(isNew, `revision ${revision} of stream ${streamId}`);
  }

  /** Positions up to there were given, even if their events are gone. */
  skipTo(position: number): void {
    this.next = { ...this.next, position };
  }

  /** The index now holds all of the log up to the end of this group. */
  keep({ begin, end, sum }: Group): void {
    const { position, stream } = this.next;
    must(this.index.counters.putSync('next', [position, stream, begin, end, sum]), 'the counters');
  }

  private stored(): { readonly next: Next; readonly group: Group | undefined } {
    const row = this.index.counters.get('next');
    if (row === undefined) return { next: beginning, group: undefined };
    const [position = firstPosition, stream = 1, begin = 0, end = 0, sum = 0] = row;
    return { next: { position, stream }, group: { begin, end, sum } };
  }
}

function must(wasPut: unknown, what: string): void {
  if (wasPut !== true) throw new Error(`The index does not take ${what}.`);
}
