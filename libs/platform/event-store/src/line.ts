import { StreamDeletedError, WrongExpectedVersionError } from '@eventstore/db-client';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { AppendCall, type Appended } from './append-call.ts';
import { Connection } from './connection.ts';
import type { ConnectionSettings } from './connection-string.ts';
import { StoreUnavailable, WrongRevision } from './errors.ts';
import { failureOf } from './failure.ts';
import { Inbox } from './inbox.ts';
import type { NewEvent } from './log-event.ts';
import { Unreached, within } from './persistence.ts';

/** Frames of a call that wait for the reader before the store is held back. */
const FRAMES_MAX = 256;
const KEEPALIVE_MS = 10_000;
/** So many connections are made before an interval is used again; unused sockets are let go long before. */
const INTERVALS = 1_000;
const CLOSE_MS = 1_000;

/**
 * The line to the store: one attempt at each thing, in bounded time. A connection that fell silent or could not be
 * made is thrown away, and the next attempt makes another.
 */
export class Line {
  static #connections = 0;
  #connection: Connection | null = null;
  #appends: AppendCall | null = null;
  #opening: Promise<AppendCall> | null = null;
  #isClosed = false;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly appendsInFlightMax: number,
  ) {}

  /** Throws the refusals of an append, or {@link Unreached}. */
  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    timeoutMs: number,
  ): Promise<Appended> {
    let call = this.#appends;
    if (call?.isOpen !== true) {
      this.#opening ??= this.#openAppends(timeoutMs).finally(() => (this.#opening = null));
      call = await this.#opening;
    }
    if (call.waiting >= this.appendsInFlightMax)
      throw new StoreUnavailable('too many appends wait for the store');
    return call.append(stream, expectedRevision, events, timeoutMs);
  }

  /** Closes a stream for ever; nothing happens to one that is closed. Throws `WrongRevision`, or {@link Unreached}. */
  async tombstone(stream: string, expectedRevision: number, timeoutMs: number): Promise<void> {
    const connection = await this.#ready(timeoutMs);
    const late = (): Error => new Unreached('the event store does not answer', true);
    const asked = connection.tombstoneStream(stream, { expectedRevision: BigInt(expectedRevision) });
    await within(timeoutMs, asked, late).catch((error: unknown) => {
      if (error instanceof StreamDeletedError) return;
      if (error instanceof WrongExpectedVersionError) {
        const actual = error.actualVersion;
        throw new WrongRevision(stream, expectedRevision, typeof actual === 'bigint' ? Number(actual) : -1);
      }
      throw failureOf(error);
    });
  }

  /** All frames that answer a request. Throws {@link Unreached}, `StreamDeleted` or `StoreUnavailable`. */
  async ask(request: ReadReq, silenceMs: number, totalMs: number): Promise<ReadResp[]> {
    const until = performance.now() + totalMs;
    const frames: ReadResp[] = [];
    for await (const more of this.listen(request, silenceMs)) {
      frames.push(...more);
      if (performance.now() > until) throw new Unreached('the event store answers too slowly', true);
    }
    return frames;
  }

  /** The frames that answer a request, as they come; `silenceMs` is the longest wait for the next. */
  async *listen(
    request: ReadReq,
    silenceMs: number,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly ReadResp[], void, undefined> {
    const { inbox, drop } = await this.open(request, silenceMs);
    const stop = (): void => inbox.close();
    signal?.addEventListener('abort', stop);
    try {
      for (;;) {
        const said = await inbox.take(silenceMs);
        if (said === 'ended') return;
        if (said === 'silent') {
          drop();
          throw new Unreached('the event store does not answer', true);
        }
        yield said;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      inbox.close();
    }
  }

  /** Begins a call that receives; `drop` throws its connection away. */
  async open(
    request: ReadReq,
    timeoutMs: number,
  ): Promise<{ readonly inbox: Inbox<ReadResp>; readonly drop: () => void }> {
    const connection = await this.#ready(timeoutMs);
    return new Promise((resolve, reject) => {
      within(
        timeoutMs,
        connection.read(request, (call) => {
          resolve({ inbox: new Inbox(call, FRAMES_MAX), drop: () => this.#drop(connection) });
        }),
        () => new Unreached('the event store cannot be reached in time', false),
      ).catch((error: unknown) => reject(failureOf(error)));
    });
  }

  /** Breaks everything off; what waits is told, and nothing begins again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = this.#connection;
    this.#connection = null;
    this.#appends?.close();
    await connection?.close(CLOSE_MS);
  }

  async #openAppends(timeoutMs: number): Promise<AppendCall> {
    const connection = await this.#ready(timeoutMs);
    return new Promise((resolve, reject) => {
      within(
        timeoutMs,
        connection.appends((call) => {
          this.#appends = new AppendCall(call, () => this.#drop(connection));
          resolve(this.#appends);
        }),
        () => new Unreached('the event store cannot be reached in time', false),
      ).catch((error: unknown) => reject(failureOf(error)));
    });
  }

  async #ready(timeoutMs: number): Promise<Connection> {
    if (this.#isClosed) throw new StoreUnavailable('the event store was closed');
    const connection = (this.#connection ??= this.#connect());
    try {
      await connection.ready(timeoutMs);
      return connection;
    } catch (error) {
      this.#drop(connection);
      throw error;
    }
  }

  /**
   * gRPC shares sockets, and their waits of up to two minutes before another try, between all channels with the
   * same options; an interval of its own gives each connection a socket of its own.
   */
  #connect(): Connection {
    const { to, ...rest } = this.settings;
    const ownMs = Line.#connections++ % INTERVALS;
    const keepAliveInterval = (to.keepAliveInterval ?? KEEPALIVE_MS) + ownMs;
    return new Connection({ to: { ...to, keepAliveInterval }, ...rest });
  }

  #drop(connection: Connection): void {
    if (this.#connection === connection) this.#connection = null;
    void connection.close(CLOSE_MS);
  }
}
