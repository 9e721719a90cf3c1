import type { Upcasters } from '#kernel';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { asUnavailable, dataSourceOptions, messageOf, migrate, sessionOf } from './data-source.ts';
import { Engine } from './engine.ts';
import { FillsBeside } from './fills-beside.ts';
import { eventsAfter, type LogEvent } from './journal.ts';
import { Lease, RENEW_MS } from './lease.ts';
import type { Position } from './place-watch.ts';
import type { Projection } from './projection.ts';

/** What the projector needs of the event store: everything after a place, now and for ever, in batches and in order. */
export type Log = {
  readAll(from: { readonly after: Position | 'start' }): AsyncIterable<readonly LogEvent[]>;
  subscribeToAll(from: {
    readonly after: Position | 'start';
    readonly signal: AbortSignal;
    readonly onState?: (
      state: { readonly kind: 'subscribed' } | { readonly kind: 'interrupted'; readonly reason: string },
    ) => void;
  }): AsyncIterable<readonly LogEvent[]>;
};

export type ProjectorOptions = {
  readonly url: string;
  readonly log: Log;
  readonly projections: readonly Projection[];
  readonly upcasters: Upcasters;
  /** True for the owner of an embedded database: no other projector can be alive, so the lease is taken at once. */
  readonly isSoleOwner?: boolean;
  /** Hears every change of state. */
  readonly onState?: (state: ProjectorState) => void;
};

/**
 * What the projector does, and since when (UTC). `standby`: another one leads. `waiting`: it tries again by itself.
 * `refused` is final: somebody has to act on the reason.
 */
export type ProjectorState = {
  readonly kind: 'starting' | 'standby' | 'filling' | 'running' | 'waiting' | 'refused' | 'stopped';
  /** Why it does not run, or who leads; `null` while it runs. */
  readonly reason: string | null;
  readonly since: Date;
};

/** The event store is not the one that the journal was read from. */
export class OtherStore extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OtherStore';
  }
}

const BATCH_EVENTS_MAX = 1_000;
const BATCH_BYTES_MAX = 8_000_000;
const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 5_000;
/** A holder that is paused inside a transaction holds its row lock; PostgreSQL ends it, so that a successor can lead. */
const SESSION_LIMITS = {
  idle_in_transaction_session_timeout: '2s',
  transaction_timeout: '60s',
  lock_timeout: '2s',
};

/** Reads the log into the journal and the read models: one leads, others wait. Outages are waited out. */
export class Projector {
  readonly #holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  readonly #stopping = new AbortController();
  #state: ProjectorState = { kind: 'starting', reason: null, since: new Date() };
  #running: Promise<void> | undefined;
  #isMigrated = false;
  /** Failures since anything last succeeded. As long as there are any, the state stays with their reason. */
  #failures = 0;
  #isSubscribed = false;
  #isFilling = (): boolean => false;
  /** Batches get smaller where they fail, down to the one event that does. */
  #batchEventsMax = BATCH_EVENTS_MAX;

  constructor(private readonly options: ProjectorOptions) {}

  get state(): ProjectorState {
    return this.#state;
  }

  /** Runs until {@link stop}; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the batch at hand and lets go of the lease. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#become('stopped');
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#term();
      } catch (error) {
        const reason = messageOf(asUnavailable(error));
        if (error instanceof OtherStore) return this.#become('refused', reason);
        this.#become('waiting', reason);
        const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** this.#failures++);
        await pause(backoffMs * (0.5 + Math.random() / 2), signal);
      }
    }
  }

  /** From the lease to the first failure, or to the end. */
  async #term(): Promise<void> {
    const { url, projections, upcasters } = this.options;
    if (!this.#isMigrated) await migrate(url);
    this.#isMigrated = true;
    const dataSource = new DataSource(dataSourceOptions(url, 1, 0));
    const term = new AbortController();
    const stop = (): void => term.abort();
    this.#stopping.signal.addEventListener('abort', stop);
    let lease: Lease | null = null;
    let filling: FillsBeside | undefined;
    try {
      await dataSource.initialize();
      const runner = dataSource.createQueryRunner();
      const session = await sessionOf(runner);
      await limit(session);
      lease = await this.#lead(session);
      if (lease === null) return;
      const engine = await Engine.open(runner, lease, projections, upcasters);
      await refuseOtherStore(session, this.options.log, engine.end.seq);
      filling = new FillsBeside(engine, this.options, term.signal);
      await filling.goOn();
      this.#isFilling = () => engine.isBehind;
      await this.#follow(engine, filling, lease, term.signal);
    } finally {
      await lease?.release().catch(() => undefined);
      this.#stopping.signal.removeEventListener('abort', stop);
      term.abort();
      await filling?.ended();
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  }

  /** Waits for the lease; `null` when stopped meanwhile. */
  async #lead(session: PoolClient): Promise<Lease | null> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const lease = await Lease.acquire(session, this.#holder, this.options.isSoleOwner ?? false);
      if (lease instanceof Lease) return lease;
      this.#become('standby', `another projector leads: ${lease}`);
      await pause(RENEW_MS, signal);
    }
    return null;
  }

  async #follow(engine: Engine, filling: FillsBeside, lease: Lease, signal: AbortSignal): Promise<void> {
    this.#isSubscribed = false;
    const batches = this.options.log
      .subscribeToAll({
        after: engine.end.position ?? 'start',
        signal,
        onState: (state) => {
          this.#isSubscribed = state.kind === 'subscribed';
          if (state.kind === 'interrupted') this.#become('waiting', state.reason);
          else if (this.#failures === 0) this.#runs();
        },
      })
      [Symbol.asyncIterator]();
    let next = batches.next();
    while (!signal.aborted) {
      const arrived = await within(RENEW_MS, next, signal);
      await filling.goOn();
      if (arrived === 'quiet') {
        await lease.renew();
        this.#succeeded();
      } else if (arrived.done === true) {
        if (!signal.aborted) throw new Error('the subscription to the event store has ended');
      } else {
        next = batches.next();
        next.catch(() => undefined); // Heard when its turn comes.
        for (const batch of inBatches(arrived.value, () => this.#batchEventsMax)) {
          await this.#apply(engine, batch);
          if (signal.aborted) break;
        }
      }
    }
  }

  async #apply(engine: Engine, batch: readonly LogEvent[]): Promise<void> {
    const eventsMax = Math.min(BATCH_EVENTS_MAX, 2 * this.#batchEventsMax);
    this.#batchEventsMax = Math.ceil(batch.length / 4);
    await engine.apply(batch);
    this.#batchEventsMax = eventsMax;
    this.#succeeded();
  }

  #succeeded(): void {
    this.#failures = 0;
    if (this.#isSubscribed) this.#runs();
  }

  #runs(): void {
    this.#become(this.#isFilling() ? 'filling' : 'running');
  }

  #become(kind: ProjectorState['kind'], reason: string | null = null): void {
    if (this.#state.kind === kind && this.#state.reason === reason) return;
    this.#state = { kind, reason, since: new Date() };
    this.options.onState?.(this.#state);
  }
}

async function limit(session: PoolClient): Promise<void> {
  // As far as the server knows them: transaction_timeout came with PostgreSQL 17.
  await session.query(
    `SELECT set_config(s.name, l.value, false) FROM pg_settings s JOIN json_each_text($1::json) AS l(name, value) USING (name)`,
    [JSON.stringify(SESSION_LIMITS)],
  );
}

/** Throws {@link OtherStore} unless the store has, at the place of the journal's last event, that very event. */
async function refuseOtherStore(session: PoolClient, log: Log, seq: number): Promise<void> {
  const [before, last] = await eventsAfter(session, Math.max(0, seq - 2), seq, 2).then((found) =>
    seq === 1 ? [undefined, found[0]?.event] : [found[0]?.event, found[1]?.event],
  );
  if (last === undefined) return;
  const after = before?.position ?? 'start';
  for await (const events of log.readAll({ after })) {
    if (events[0]?.id.toLowerCase() === last.id) return;
    throw otherStore(`has event ${events[0]?.id ?? 'none'}`, seq, last.id);
  }
  throw otherStore('has nothing', seq, last.id);
}

const otherStore = (has: string, seq: number, id: string): OtherStore =>
  new OtherStore(
    `The event store is another one, or was restored to an earlier point: where the journal's last event (number ${seq}) is ${id}, it ${has}. ` +
      'Point EVENTSTORE_URL at the right store, restore it, or give the read side a new, empty database.',
  );

/** What has come, or `quiet` when nothing has within `ms` (or it was stopped). */
async function within<T>(ms: number, next: Promise<T>, signal: AbortSignal): Promise<T | 'quiet'> {
  const timer = new AbortController();
  const quiet = pause(ms, AbortSignal.any([timer.signal, signal])).then(() => 'quiet' as const);
  try {
    return await Promise.race([next, quiet]);
  } finally {
    timer.abort();
  }
}

function* inBatches(events: readonly LogEvent[], eventsMax: () => number): Generator<readonly LogEvent[]> {
  let batch: LogEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = event.data.length + event.metadata.length;
    if (batch.length > 0 && (batch.length >= eventsMax() || bytes + size > BATCH_BYTES_MAX)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
