import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { encodeAppend } from './append-request.ts';
import { AppendTooLarge, Refused, StoreUnavailable, StreamDeleted, WrongRevision } from './errors.ts';
import { failureOf } from './failure.ts';
import type { NewEvent } from './log-event.ts';
import { Unreached } from './persistence.ts';
import type { Position } from './position.ts';
import { uuidText } from './wire.ts';

/** What the store says it did. */
export type Appended = {
  /** Of the last event. */
  readonly revision: number;
  /** `null`: the store took it before, and does not say where. */
  readonly position: Position | null;
};

type Waiting = {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly writtenAt: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
};

/** One call that carries many appends at once. What it was asked is settled in any case: answered, late or broken off. */
export class AppendCall {
  readonly #waiting = new Map<string, Waiting>();
  #asked = 0;
  #heardAt = -Infinity;
  #brokenOff: Error | null = null;

  constructor(
    private readonly call: ClientDuplexStream<Buffer, BatchAppendResp>,
    /** The store has not said a word since an append that went unanswered was written. */
    private readonly onSilence: () => void,
  ) {
    call.on('data', (answer: BatchAppendResp) => this.#hear(answer));
    call.on('error', (error) => {
      // A refusal of the whole call means something only as long as the store has taken nothing.
      const failure = failureOf(error);
      this.#breakOff(
        this.#heardAt === -Infinity || failure instanceof Unreached
          ? failure
          : new Unreached(error.message, true, { cause: error }),
      );
    });
    call.on('end', () => this.#breakOff(new Unreached('the event store ended the call', true)));
  }

  get isOpen(): boolean {
    return this.#brokenOff === null;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Throws `WrongRevision`, `StreamDeleted`, `AppendTooLarge`, `StoreUnavailable`, or {@link Unreached}. */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    timeoutMs: number,
  ): Promise<Appended> {
    if (this.#brokenOff !== null) return Promise.reject(new Unreached(this.#brokenOff.message, false));
    const correlation = `00000000-0000-0000-0000-${(++this.#asked).toString(16).padStart(12, '0')}`;
    const deadline = Date.now() + timeoutMs;
    const request = encodeAppend({ correlation, stream, expectedRevision, events, deadline, timeoutMs });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(correlation), timeoutMs);
      const writtenAt = performance.now();
      this.#waiting.set(correlation, { stream, expectedRevision, writtenAt, timer, resolve, reject });
      this.call.write(request);
    });
  }

  /** Ends the call; whatever still waits is told that its outcome is unknown. */
  close(): void {
    this.#breakOff(new Unreached('the connection was closed', true));
    this.call.cancel();
  }

  #hear(answer: BatchAppendResp): void {
    this.#heardAt = performance.now();
    const correlation = uuidText(answer.getCorrelationId());
    const waiting = this.#waiting.get(correlation);
    // An answer that comes late or twice is nobody's.
    if (waiting === undefined) return;
    this.#waiting.delete(correlation);
    clearTimeout(waiting.timer);
    try {
      waiting.resolve(appendedBy(answer, waiting));
    } catch (error) {
      waiting.reject(
        error instanceof Refused || error instanceof Unreached
          ? error
          : new Unreached('the answer cannot be read', true, { cause: error }),
      );
    }
  }

  #giveUp(correlation: string): void {
    const waiting = this.#waiting.get(correlation);
    if (waiting === undefined) return;
    this.#waiting.delete(correlation);
    waiting.reject(new Unreached('the event store does not answer', true));
    if (this.#heardAt < waiting.writtenAt) this.onSilence();
  }

  #breakOff(how: Error): void {
    this.#brokenOff ??= how;
    for (const { timer, reject } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(how);
    }
    this.#waiting.clear();
  }
}

function appendedBy(answer: BatchAppendResp, { stream, expectedRevision }: Waiting): Appended {
  const success = answer.getSuccess();
  if (success !== undefined) {
    const at = success.getPosition();
    return {
      revision: Number(success.getCurrentRevision()),
      position:
        at === undefined
          ? null
          : { commit: BigInt(at.getCommitPosition()), prepare: BigInt(at.getPreparePosition()) },
    };
  }
  const says = answer.getError()?.getMessage() ?? 'nothing';
  const details = answer.getError()?.getDetails();
  const kind = details?.getTypeName();
  switch (kind) {
    case 'event_store.client.WrongExpectedVersion': {
      const current = details?.unpack((bytes) => shared.WrongExpectedVersion.deserializeBinary(bytes), kind);
      const actual =
        current?.hasCurrentStreamRevision() === true ? Number(current.getCurrentStreamRevision()) : -1;
      throw new WrongRevision(stream, expectedRevision, actual);
    }
    case 'event_store.client.StreamDeleted':
      throw new StreamDeleted(stream);
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const limit = details?.unpack(
        (bytes) => shared.MaximumAppendSizeExceeded.deserializeBinary(bytes),
        kind,
      );
      throw new AppendTooLarge(stream, limit?.getMaxappendsize() ?? 0);
    }
    case 'event_store.client.AccessDenied':
      throw new StoreUnavailable('the event store denies access');
    default:
      // Timeout, Unknown, and whatever a server may think of: it may have been written.
      throw new Unreached(`the event store says: ${says}`, true);
  }
}
