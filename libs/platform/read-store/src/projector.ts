import type { Upcasters } from '#kernel';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { PoolClient } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { inBatches, pause, within } from './batches.ts';
import { asUnavailable, dataSourceOptions, messageOf, migrate, sessionOf } from './data-source.ts';
import { Engine } from './engine.ts';
import { fillInBulk } from './filling.ts';
import { FillsBeside, type Fills } from './fills-beside.ts';
import { JournalRefused, type LogEvent } from './journal.ts';
import { Lease, RENEW_MS, STANDBY_MS } from './lease.ts';
import { OtherStore, refuseOtherStore } from './other-store.ts';
import { certifiedBeyond, type StreamLog } from './destroyed.ts';
import type { Position } from './place-watch.ts';
import type { Projection } from './projection.ts';

/** What the projector needs of the event store: everything after a place, now and for ever, in batches and in order. */
export type Log = StreamLog & {
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
  /** Fills read models that are far behind; without it, this process does so itself. */
  readonly fills?: Fills;
  /** Runs beside it from when it leads until the signal aborts. It minds its own failures: none of them ends the term. */
  readonly whileLeading?: (signal: AbortSignal) => Promise<void>;
  /** Hears every change of state. */
  readonly onState?: (state: ProjectorState) => void;
};

/**
 * What the projector does, and since when (UTC). `standby`: another one leads. `waiting`: it tries again by itself.
 * `refused` is final: somebody has to act on the reason.
 */
export type ProjectorState = {
  readonly kind: 'starting' | 'standby' | 'filling' | 'running' | 'waiting' | 'refused' | 'stopped';
  /** Why it does not run, or what it cannot fill, or who leads; `null` while all is well. */
  readonly reason: string | null;
  readonly since: Date;
};

const BATCH_EVENTS_MAX = 1_000;
/** From how many events on a log is read to its end before any read model is filled. */
const RUN_AHEAD_EVENTS = 2_000;
const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 5_000;
/** How often one that stands by feeds what the leader does not. */
const FOLLOW_MS = 100;
/** A holder that is paused inside a transaction holds its row lock; PostgreSQL ends it, so that a successor can lead. */
const SESSION_LIMITS = {
  idle_in_transaction_session_timeout: '2s',
  transaction_timeout: '60s',
  lock_timeout: '2s',
};

type Leading = {
  readonly session: PoolClient;
  readonly filling: FillsBeside;
  readonly lease: Lease;
  readonly signal: AbortSignal;
};

/** Reads the log into the journal and the read models: one leads, others wait. Outages are waited out. */
export class Projector {
  /** By which name it holds the lease: machine, process, and an id of its own. */
  readonly holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  readonly #stopping = new AbortController();
  #state: ProjectorState = { kind: 'starting', reason: null, since: new Date() };
  #running: Promise<void> | undefined;
  #beside: Promise<unknown> = Promise.resolve();
  #isMigrated = false;
  /** Failures since anything last succeeded. As long as there are any, the state stays with their reason. */
  #failures = 0;
  #isSubscribed = false;
  #filling: FillsBeside | undefined;
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
    await this.#beside;
    this.#become('stopped');
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#term();
      } catch (error) {
        const reason = messageOf(asUnavailable(error));
        const isFinal =
          error instanceof OtherStore || (error instanceof JournalRefused && error.eventsCount === 1);
        if (isFinal) return this.#become('refused', reason);
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
      lease = await this.#lead(runner, session);
      if (lease === null) return;
      const engine = await Engine.open(runner, lease, projections, upcasters);
      await refuseOtherStore(session, this.options.log, engine.end.seq);
      engine.certified = await certifiedBeyond(this.options.log, engine.end.seq);
      await this.#runAhead(engine, term.signal);
      filling = this.#fillsBeside(engine, term.signal);
      this.#filling = filling;
      await filling.goOn();
      const beside = this.options.whileLeading?.(term.signal).catch(() => undefined);
      this.#beside = Promise.all([this.#beside, beside]);
      await this.#follow(engine, { session, filling, lease, signal: term.signal });
    } finally {
      await lease?.release().catch(() => undefined);
      this.#stopping.signal.removeEventListener('abort', stop);
      term.abort();
      await filling?.ended();
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  }

  /**
   * Reads a long log into the journal to its end, where no read model answers yet: they are then filled in bulk. A short
   * one is followed at once.
   */
  async #runAhead(engine: Engine, signal: AbortSignal): Promise<void> {
    if (engine.answers) return;
    this.#isSubscribed = false;
    const waiting: LogEvent[] = [];
    for await (const events of this.options.log.readAll({ after: engine.end.position ?? 'start' })) {
      waiting.push(...events);
      if (waiting.length < RUN_AHEAD_EVENTS && engine.end.seq === 0) continue;
      this.#become('filling');
      for (const batch of inBatches(waiting.splice(0), () => this.#batchEventsMax)) {
        if (signal.aborted) return;
        await this.#apply(engine, batch);
      }
    }
  }

  #fillsBeside(engine: Engine, signal: AbortSignal): FillsBeside {
    const { url, upcasters } = this.options;
    const inThisProcess: Fills = (projections, stop) =>
      fillInBulk({ url, upcasters, projections, goOn: () => !stop.aborted });
    return new FillsBeside(engine, this.options.fills ?? inThisProcess, signal);
  }

  /**
   * Waits for the lease; `null` when stopped meanwhile. As long as another one leads, this one feeds what that one
   * does not: read models of another version of the programme, while one takes the place of the other.
   */
  async #lead(runner: QueryRunner, session: PoolClient): Promise<Lease | null> {
    const { projections, upcasters, isSoleOwner = false } = this.options;
    const ends = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, ends.signal]);
    let beside: FillsBeside | undefined;
    try {
      while (!signal.aborted) {
        const lease = await Lease.acquire(session, this.holder, isSoleOwner);
        if (lease instanceof Lease) return lease;
        this.#become('standby', `another projector leads: ${lease}`);
        beside ??= this.#fillsBeside(await Engine.open(runner, null, projections, upcasters), signal);
        this.#filling = beside;
        await beside.goOn();
        await pause(beside.isNeeded ? FOLLOW_MS : STANDBY_MS, signal);
      }
      return null;
    } finally {
      ends.abort();
      await beside?.ended();
    }
  }

  async #follow(engine: Engine, { session, filling, lease, signal }: Leading): Promise<void> {
    this.#isSubscribed = false;
    // What a subscription is taken up again on may be another store, or an earlier state of this one.
    let isSameStore = true;
    const batches = this.options.log
      .subscribeToAll({
        after: engine.end.position ?? 'start',
        signal,
        onState: (state) => {
          this.#isSubscribed = state.kind === 'subscribed';
          if (state.kind === 'interrupted') {
            isSameStore = false;
            this.#become('waiting', state.reason);
          } else if (this.#failures === 0) this.#runs();
        },
      })
      [Symbol.asyncIterator]();
    let next = batches.next();
    while (!signal.aborted) {
      const arrived = await within(RENEW_MS, next, signal);
      if (!isSameStore && this.#isSubscribed) {
        isSameStore = true;
        await refuseOtherStore(session, this.options.log, engine.end.seq);
      }
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
    const { isNeeded = false, failure = null } = this.#filling ?? {};
    this.#become(isNeeded ? 'filling' : 'running', failure);
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
