import { setMaxListeners } from 'node:events';
import { parseConnectionString } from './connection-string.ts';
import { OutcomeUnknown, StoreUnavailable } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { Line } from './line.ts';
import type { LogEvent, NewEvent } from './log-event.ts';
import { backoffMs, pause, persist, Unreached, type Patience } from './persistence.ts';
import type { Position } from './position.ts';
import { eventsOf, followForEver, newIn, type Place, type SubscribeOptions } from './subscription.ts';
import { unbroken } from './unbroken.ts';
import { readAllFrom, readLast, readStreamFrom } from './wire.ts';

export type EventStoreOptions = Partial<Patience> & {
  /** Silence on a subscription after which the store is asked whether there is really nothing. Milliseconds. */
  readonly quietMs?: number;
  /** How long a subscription may then take to come with what the store turned out to have. Milliseconds. */
  readonly graceMs?: number;
  /** Appends that may wait for their answers at a time; more are refused at once. */
  readonly appendsInFlightMax?: number;
};

const DEFAULTS = {
  attemptMs: 4_000,
  totalMs: 10_000,
  unsentAttemptsMax: 3,
  backoffMinMs: 50,
  backoffMaxMs: 5_000,
  quietMs: 5_000,
  graceMs: 2_000,
  appendsInFlightMax: 1_024,
} as const satisfies Required<EventStoreOptions>;

const ALL = Number.MAX_SAFE_INTEGER;

/**
 * The log, over the official client's connection. Every call ends in bounded time, with an answer or with one of
 * the errors that it names.
 */
export class EventStore implements EventLog {
  readonly #closing = new AbortController();

  private constructor(
    private readonly line: Line,
    private readonly options: Required<EventStoreOptions>,
  ) {
    // Every call that waits for another try listens to it.
    setMaxListeners(0, this.#closing.signal);
  }

  /**
   * A store at an address such as `esdb://127.0.0.1:2113?tls=false`; connects with the first call.
   * Throws an Error when the address is wrong.
   */
  static connect(url: string, options: EventStoreOptions = {}): EventStore {
    const all = { ...DEFAULTS, ...options };
    return new EventStore(new Line(parseConnectionString(url), all.appendsInFlightMax), all);
  }

  async load(
    stream: string,
    { fromRevision = 0 }: { readonly fromRevision?: number } = {},
  ): Promise<{ readonly events: readonly LogEvent[]; readonly revision: number }> {
    const { totalMs } = this.options;
    const events = await this.#persist(async (timeoutMs) => {
      const frames = await this.line.ask(readStreamFrom(stream, fromRevision, ALL), timeoutMs, totalMs);
      return frames.some((frame) => frame.hasStreamNotFound()) ? null : unbroken(eventsOf(frames));
    }).catch(refuse);
    if (events === null) return { events: [], revision: -1 };
    return { events, revision: events.at(-1)?.revision ?? fromRevision - 1 };
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<{ readonly revision: number; readonly position: Position }> {
    if (events.length === 0) throw new RangeError('an append of nothing');
    const { revision, position } = await this.#persist((timeoutMs) =>
      this.line.append(stream, expectedRevision, events, timeoutMs),
    )
      .catch((error: unknown) => {
        throw error instanceof Unreached && error.wasSent ? new OutcomeUnknown(stream, error) : error;
      })
      .catch(refuse);
    return { revision, position: position ?? (await this.#positionOf(stream, revision)) };
  }

  /**
   * Closes a stream for ever, for reading and for writing, if it is at `expectedRevision`; one that is closed stays so.
   * Throws `WrongRevision`, `StoreUnavailable` or `OutcomeUnknown`, after which the same may be asked again.
   */
  async tombstone(stream: string, expectedRevision: number): Promise<void> {
    await this.#persist((timeoutMs) => this.line.tombstone(stream, expectedRevision, timeoutMs))
      .catch((error: unknown) => {
        throw error instanceof Unreached && error.wasSent ? new OutcomeUnknown(stream, error) : error;
      })
      .catch(refuse);
  }

  /**
   * Everything after a place, in batches, up to the end that the log has when it is reached; without system events.
   * Interrupted, it goes on where it was. Throws `StoreUnavailable` when that fails for too long.
   */
  async *readAll({
    after,
    signal,
  }: {
    readonly after: Place;
    readonly signal?: AbortSignal;
  }): AsyncGenerator<readonly LogEvent[], void, undefined> {
    const isOver = (): boolean => signal?.aborted === true;
    let place = after;
    for (let failures = 0; signal?.aborted !== true;) {
      try {
        for await (const frames of this.line.listen(
          readAllFrom(place, ALL),
          this.options.attemptMs,
          signal,
        )) {
          const events = newIn(eventsOf(frames), place);
          place = events.at(-1)?.position ?? place;
          failures = 0;
          if (events.length > 0) yield events;
          if (isOver()) return;
        }
        return;
      } catch (error) {
        if (!(error instanceof Unreached) || ++failures > this.options.unsentAttemptsMax) refuse(error);
      }
      await pause(backoffMs(failures, this.options.backoffMinMs, this.options.backoffMaxMs), signal);
    }
  }

  /** Everything after a place and whatever comes then, for ever; see {@link followForEver}. Without system events. */
  subscribeToAll(options: SubscribeOptions): AsyncGenerator<readonly LogEvent[], void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    return followForEver(this.line, this.options, { ...options, signal });
  }

  async lastPosition(): Promise<Position | null> {
    const { totalMs } = this.options;
    const frames = await this.#persist((timeoutMs) => this.line.ask(readLast(), timeoutMs, totalMs)).catch(
      refuse,
    );
    return eventsOf(frames).at(-1)?.position ?? null;
  }

  /** Whether the store answers, asked once. Throws `StoreUnavailable`. */
  async ping(timeoutMs = 1_000): Promise<void> {
    await this.line.ask(readLast(), timeoutMs, timeoutMs).catch(refuse);
  }

  /** Ends all subscriptions and calls; what was waiting is told so. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.line.close();
  }

  /** Where an event stands that the store took before and does not tell the place of. */
  async #positionOf(stream: string, revision: number): Promise<Position> {
    const { events } = await this.load(stream, { fromRevision: revision }).catch((error: unknown) => {
      throw new OutcomeUnknown(stream, error);
    });
    const event = events[0];
    if (event === undefined) throw new OutcomeUnknown(stream, new Error('the event cannot be found'));
    return event.position;
  }

  #persist<T>(once: (timeoutMs: number) => Promise<T>): Promise<T> {
    return persist(this.options, this.#closing.signal, once);
  }
}

function refuse(error: unknown): never {
  throw error instanceof Unreached ? new StoreUnavailable(error.message, { cause: error }) : error;
}
