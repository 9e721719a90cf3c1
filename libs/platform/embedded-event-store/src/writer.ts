import { randomUUID } from 'node:crypto';
import { Changes } from './changes.ts';
import { ticksOf, type Clock } from './clock.ts';
import { checkCommit, type Expected, type StreamState } from './commit-check.ts';
import type { EventLog, StreamHead } from './event-log.ts';
import { idOf, type ProposedEvent } from './event-record.ts';
import type { Limits } from './limits.ts';
import { RecentIds } from './recent-ids.ts';
import {
  isClosed,
  isMetastream,
  isSoftDeleted,
  metadataOf,
  metastreamOf,
  originalOf,
  rawMetadata,
  standingOf,
  type Standing,
} from './stream-metadata.ts';

export type Change =
  | { readonly kind: 'append'; readonly events: readonly ProposedEvent[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'tombstone' };

export type WriteRequest = {
  readonly streamName: string;
  readonly expected: Expected;
  readonly change: Change;
  readonly bytes: number;
  /** Asked at the last moment before writing: true means that nobody waits any more, and nothing is written. */
  readonly expired: () => boolean;
  readonly answer: (outcome: Outcome) => void;
};

export type Outcome =
  /** On disk. `last` is -1 when an append without events met no stream; then there is no position. */
  | { readonly kind: 'done'; readonly last: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'failed'; readonly error: unknown };

const softDeletion = Buffer.from('{"$tb":9223372036854775807}');
const nothing = Buffer.alloc(0);

/**
 * The one writer. Whatever came in while a transaction was being flushed goes into the next one together, in the order
 * in which it came; each request is decided inside the transaction, where it sees all that went before it. The thread
 * waits for the disk itself: handing the flush to another thread and back takes longer than most flushes.
 */
export class Writer {
  readonly changes = new Changes();
  pendingBytes = 0;
  private readonly recent: RecentIds;
  private waiting: WriteRequest[] = [];
  private scheduled = false;
  private closed = false;

  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {
    this.recent = new RecentIds(limits.recentIdsMax);
  }

  submit(request: WriteRequest): void {
    if (this.closed) return; // Its connection is being cut: the client learns that the outcome is unknown.
    this.waiting.push(request);
    this.pendingBytes += request.bytes;
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.drain());
  }

  private drain(): void {
    this.scheduled = false;
    while (this.waiting.length > 0) this.commit(this.takeGroup());
  }

  private takeGroup(): readonly WriteRequest[] {
    let bytes = 0;
    let count = 0;
    while (count < this.waiting.length && bytes < this.limits.groupBytesMax)
      bytes += this.waiting[count++]?.bytes ?? 0;
    const group = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    return group;
  }

  /** Writes and answers what still waits, and takes nothing more. */
  close(): void {
    this.closed = true;
    this.drain();
  }

  private commit(group: readonly WriteRequest[]): void {
    const touched = new Set<string>();
    let outcomes: readonly Outcome[];
    try {
      outcomes = this.log.transact(() => group.map((request) => this.decide(request, touched)));
    } catch (error) {
      this.recent.clear(); // It may know ids of what was not written after all.
      touched.clear();
      // What one of them ran into (a record that is damaged, a disk that has room for less) need not be the others'.
      if (group.length > 1) return group.forEach((request) => this.commit([request]));
      outcomes = [{ kind: 'failed', error }];
    }
    if (touched.size > 0) this.changes.announce(touched);
    group.forEach((request, at) => {
      this.pendingBytes -= request.bytes;
      request.answer(outcomes[at] ?? { kind: 'failed', error: new Error('no outcome') });
    });
  }

  private decide(request: WriteRequest, touched: Set<string>): Outcome {
    if (request.expired()) return { kind: 'expired' };
    const { streamName, change } = request;
    const standing = standingOf(this.log, streamName);
    const { head } = standing;
    const softDeleted = isSoftDeleted(metadataOf(this.log, standing));
    const ids = change.kind === 'append' ? change.events.map((event) => event.id) : [randomUUID()];
    const verdict = checkCommit(this.stateOf(standing, softDeleted), request.expected, ids);
    const current = head?.last ?? -1;
    switch (verdict.kind) {
      case 'deleted':
        return { kind: 'deleted' };
      case 'wrong-version':
        return { kind: 'wrong-version', current };
      case 'repeated':
        return {
          kind: 'done',
          last: verdict.last,
          position: head && this.log.positionOf(head.id, verdict.last),
        };
      case 'ok':
        return this.write(change, standing, softDeleted, touched);
    }
  }

  private stateOf(standing: Standing, softDeleted: boolean): StreamState {
    const { head, meta } = standing;
    return {
      last: head?.last ?? -1,
      tombstoned: isClosed(this.log, standing),
      softDeleted,
      hasMetadata: hasEvents(meta),
      idAt: (revision) => {
        const record = head && this.log.record(head.id, revision);
        return record && idOf(record);
      },
      recentRevision: (id) => head && this.recent.revisionOf(id, head.id),
    };
  }

  private write(change: Change, standing: Standing, softDeleted: boolean, touched: Set<string>): Outcome {
    const { name, head, meta } = standing;
    const current = head?.last ?? -1;
    switch (change.kind) {
      case 'append': {
        if (change.events.length === 0) return { kind: 'done', last: current, position: undefined };
        const original = isMetastream(name) ? standingOf(this.log, originalOf(name)) : undefined;
        const undeletes = original !== undefined && isSoftDeleted(metadataOf(this.log, original));
        const position = this.add(name, head, change.events, touched);
        if (softDeleted) this.recreate(standing, touched);
        if (undeletes) this.recreate(standingOf(this.log, original.name), touched);
        return { kind: 'done', last: current + change.events.length, position };
      }
      case 'delete': {
        if (current < 0 && !hasEvents(meta)) return { kind: 'wrong-version', current: -1 };
        const position = this.add(
          metastreamOf(name),
          meta,
          [systemEvent('$metadata', softDeletion)],
          touched,
        );
        return { kind: 'done', last: current, position };
      }
      case 'tombstone': {
        const event = systemEvent('$streamDeleted', nothing);
        const position = this.log.tombstone(name, head ?? this.log.begin(name), event, ticksOf(this.clock()));
        touched.add(name);
        return { kind: 'done', last: current, position };
      }
    }
  }

  private add(
    name: string,
    known: StreamHead | undefined,
    events: readonly ProposedEvent[],
    touched: Set<string>,
  ): number {
    const head = known ?? this.log.begin(name);
    const position = this.log.append(name, head, events, ticksOf(this.clock()));
    events.forEach((event, at) => this.recent.remember(event.id, head.id, head.last + 1 + at));
    touched.add(name);
    return position;
  }

  /** A deleted stream that is written to goes on where it stopped: its metadata then hides what was before. */
  private recreate(before: Standing, touched: Set<string>): void {
    const raw = rawMetadata(this.log, before);
    if (raw === undefined) return;
    const data = Buffer.from(JSON.stringify({ ...raw, $tb: (before.head?.last ?? -1) + 1 }));
    this.add(metastreamOf(before.name), before.meta, [systemEvent('$metadata', data)], touched);
  }
}

const hasEvents = (head: StreamHead | undefined): boolean => head !== undefined && head.last >= 0;

export function systemEvent(type: '$metadata' | '$streamDeleted', data: Buffer): ProposedEvent {
  return {
    id: randomUUID(),
    type,
    typeBytes: Buffer.from(type),
    isJson: type === '$metadata',
    data,
    metadata: nothing,
  };
}
