import { ticksOf, type Clock, type Ticks } from './clock.ts';
import { lockData } from './data-lock.ts';
import { EventLog } from './event-log.ts';
import {
  createdOf,
  dataOf,
  idOf,
  messageOf,
  revisionOf,
  typeOf,
  type ProposedEvent,
} from './event-record.ts';
import { streams } from './messages.ts';

/** The folder holds events already: a history is made up in a new one. */
export class HoldsEvents extends Error {
  constructor(dataDir: string) {
    super(`The event store in ${dataDir} holds events already. Choose a new folder.`);
    this.name = 'HoldsEvents';
  }
}

/** An event to write: its id is a UUID in lower case, its texts are JSON. */
export type HistoryEvent = {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
};
/** An event as it stands in the log. */
export type WrittenEvent = HistoryEvent & { readonly revision: number; readonly recordedAt: Ticks };

type Append = {
  readonly name: string;
  readonly events: readonly ProposedEvent[];
  readonly recordedAt: Ticks;
};

/** What is written as one group, with one flush. */
const GROUP_BYTES_MAX = 4 * 1_048_576;
const READ_EVENTS_MAX = 1_000;
const READ_BYTES_MAX = 4 * 1_048_576;

/**
 * Writes a history into a new store that no server runs, in groups of many appends, each at the instant that `clock`
 * then tells: a history may be made up in minutes, and have years. What was not yet written when the process ends is
 * lost; what was is a whole store, which a server opens as any other.
 */
export class HistoryWriter {
  readonly #waiting: Append[] = [];
  /** Revisions of the streams that have been written to, or asked for, since the last group. */
  readonly #revisions = new Map<string, number>();
  #waitingBytes = 0;

  private constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly release: () => void,
  ) {}

  /** @throws DataInUse when a server, or another writer, has the folder; HoldsEvents when it is not new */
  static async open(dataDir: string, clock: Clock): Promise<HistoryWriter> {
    const lock = lockData(dataDir);
    try {
      const log = await EventLog.open(dataDir);
      if (log.lastPosition() === 0) return new HistoryWriter(log, clock, () => lock.release());
      await log.close();
      throw new HoldsEvents(dataDir);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** The revision of the last event of a stream; -1 where there is none. */
  revisionOf(stream: string): number {
    const known = this.#revisions.get(stream) ?? this.log.head(stream)?.last ?? -1;
    this.#revisions.set(stream, known);
    return known;
  }

  /** Adds events at the end of a stream. @returns the revision of the last one */
  append(stream: string, events: readonly HistoryEvent[]): number {
    const proposed = events.map(({ id, type, data, metadata }) => ({
      id,
      type,
      typeBytes: Buffer.from(type),
      isJson: true,
      data: Buffer.from(data),
      metadata: Buffer.from(metadata),
    }));
    const last = this.revisionOf(stream) + events.length;
    this.#waiting.push({ name: stream, events: proposed, recordedAt: ticksOf(this.clock()) });
    this.#revisions.set(stream, last);
    for (const { data, metadata } of proposed) this.#waitingBytes += data.length + metadata.length;
    if (this.#waitingBytes >= GROUP_BYTES_MAX) this.flush();
    return last;
  }

  /** The events of a stream from a revision on. */
  read(stream: string, fromRevision: number): WrittenEvent[] {
    if (this.revisionOf(stream) < fromRevision) return [];
    this.flush();
    const head = this.log.head(stream);
    const read: WrittenEvent[] = [];
    for (
      let from = fromRevision;
      head !== undefined && from <= head.last;
      from = fromRevision + read.length
    ) {
      const { records } = this.log.stream(head.id, from, head.last, READ_EVENTS_MAX, READ_BYTES_MAX);
      read.push(...records.map(written));
    }
    return read;
  }

  /** Writes what waits, as one group that is on disk afterwards. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    this.log.transact(() => {
      for (const { name, events, recordedAt } of this.#waiting) {
        this.log.append(name, this.log.head(name) ?? this.log.begin(name), events, recordedAt);
      }
    });
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#revisions.clear();
  }

  /** Writes what waits, and lets go of the folder. */
  async close(): Promise<void> {
    try {
      this.flush();
    } finally {
      await this.log.close();
      this.release();
    }
  }
}

function written(record: Buffer): WrittenEvent {
  const message = streams.ReadResp.deserializeBinary(messageOf(record));
  const metadata = message.getEvent()?.getEvent()?.getCustomMetadata_asU8() ?? new Uint8Array();
  return {
    id: idOf(record),
    type: typeOf(record),
    revision: revisionOf(record),
    recordedAt: createdOf(record),
    data: dataOf(record).toString('utf8'),
    metadata: Buffer.from(metadata).toString('utf8'),
  };
}
