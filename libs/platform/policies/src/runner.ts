import type { IsoDate, Upcasters } from '#kernel';
import type { Clock } from '#platform/clock';
import { decodePosition, type Decisions, type EventLog } from '#platform/event-store';
import { ToDoLists, type Due, type Settled } from '#platform/read-store';
import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf, messageOf } from './failure.ts';
import { REGISTER, type Asking, type Destroy, type Done, type Policy } from './policy.ts';

export type PolicyRunnerOptions = {
  /** The database of the journal. */
  readonly url: string;
  readonly log: Pick<EventLog, 'lastPosition'>;
  readonly decisions: Decisions;
  readonly destroy: Destroy;
  readonly clock: Clock;
  readonly policies: readonly Policy[];
  readonly upcasters: Upcasters;
  /** Hears every change of state. */
  readonly onState?: (state: PoliciesState) => void;
  /** Hears of every matter that was refused or broke. */
  readonly onTrouble?: (due: Due, settled: Settled) => void;
  /** How often it looks whether a day has come, where nothing happens. */
  readonly lookEveryMs?: number;
};

/**
 * What the policies do, and since when (UTC). `idle`: somebody else leads, or nobody yet. `reading`: the lists are not
 * at the end of what has happened, so nothing is done. `amiss`: a list cannot take an event; all else goes on.
 * `waiting`: it tries again by itself.
 */
export type PoliciesState = {
  readonly kind: 'idle' | 'reading' | 'running' | 'amiss' | 'waiting';
  readonly reason: string | null;
  readonly since: Date;
};

const LOOK_EVERY_MS = 2_000;
const PAGE_MATTERS = 100;
const AT_ONCE_MAX = 8;
const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 5_000;
/** A matter that broke waits this long, and twice as long each time. */
const BROKEN_MS_MIN = 1_000;

/** Keeps the to-do lists of the policies, and does what is due: once, whatever happens in between. */
export class PolicyRunner {
  #state: PoliciesState = { kind: 'idle', reason: null, since: new Date() };

  constructor(private readonly options: PolicyRunnerOptions) {}

  get state(): PoliciesState {
    return this.#state;
  }

  /** Runs until `signal` aborts; for whoever leads. Never rejects: outages are waited out. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      const began = Date.now();
      try {
        await this.#spell(signal);
      } catch (error) {
        if (Date.now() - began > BACKOFF_MS_MAX) failures = 0;
        this.#become('waiting', messageOf(error));
        const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** failures);
        await sleep(backoffMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      }
    }
    this.#become('idle');
  }

  /** From a fresh look at the lists to the first failure, or to the end. */
  async #spell(signal: AbortSignal): Promise<void> {
    const { url, log, policies, upcasters, lookEveryMs = LOOK_EVERY_MS } = this.options;
    this.#become('reading');
    // What has happened by now may tick off what would else be done.
    const end = await log.lastPosition();
    const lists = await ToDoLists.open(url, policies, upcasters);
    try {
      for (let hasRead = false; !signal.aborted;) {
        if (!(await lists.goOn())) continue;
        hasRead ||= lists.haveReached(end);
        const [amiss] = lists.aside;
        if (amiss !== undefined)
          this.#become('amiss', `${amiss.list} cannot take event ${amiss.seq}: ${amiss.reason}`);
        else if (hasRead) this.#become('running');
        const isBusy = hasRead && (await this.#doWhatIsDue(lists, signal));
        if (!isBusy) await lists.news(lookEveryMs, signal);
      }
    } finally {
      await lists.close();
    }
  }

  /** @returns whether there may be more. */
  async #doWhatIsDue(lists: ToDoLists, signal: AbortSignal): Promise<boolean> {
    const today = this.options.clock.today();
    const page = await lists.due(today, PAGE_MATTERS);
    for (let at = 0; at < page.length && !signal.aborted; at += AT_ONCE_MAX) {
      const some = page.slice(at, at + AT_ONCE_MAX);
      const settled = await Promise.allSettled(some.map((due) => this.#try(due, today, lists)));
      for (const [index, due] of some.entries()) {
        const outcome = settled[index];
        if (outcome?.status === 'rejected') throw outcome.reason;
        if (outcome === undefined) continue;
        await lists.settle(due, outcome.value);
        if (outcome.value.state !== 'done') this.options.onTrouble?.(due, outcome.value);
      }
    }
    return page.length > 0;
  }

  /** Throws what passes by itself: the store is away, or others were faster. */
  async #try(due: Due, today: IsoDate, lists: ToDoLists): Promise<Settled> {
    const policy = this.options.policies.find((one) => one.policy === due.policy);
    if (policy === undefined) throw new Error(`there is no policy ${due.policy}`);
    try {
      const told: Done[] = [];
      for (const asking of policy.ask(due.row, today)) told.push(await this.#ask(policy, due, asking));
      return { state: 'done', reason: told.some((one) => isOld(one, lists)) ? NOT_AGAIN : null };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'passing') throw error;
      if (failure.kind === 'refused') return { state: 'refused', code: failure.code, reason: failure.reason };
      const againInMs = BROKEN_MS_MIN * 2 ** Math.min(due.attempts, 30);
      return { state: 'broken', reason: failure.reason, againInMs };
    }
  }

  #ask(policy: Policy, due: Due, asking: Asking): Promise<Done> {
    return policy.road(this.options, asking, {
      caller: REGISTER,
      sourceSystem: 'policy',
      correlationId: due.because,
      causationId: due.because,
      idempotencyKey: `${due.policy} ${asking.id} ${due.what}`,
    });
  }

  #become(kind: PoliciesState['kind'], reason: string | null = null): void {
    if (this.#state.kind === kind && this.#state.reason === reason) return;
    this.#state = { kind, reason, since: new Date() };
    this.options.onState?.(this.#state);
  }
}

const NOT_AGAIN =
  'The register has done this before, or has nothing to add, and yet the matter stands open: somebody undid it.';

/** Whether nothing was added now, though the lists know all that had been added before. */
const isOld = ({ isNew, position }: Done, lists: ToDoLists): boolean =>
  !isNew && lists.haveReached(decodePosition(position));

/** Throws, with the reason, where due matters are not done. */
export function assertActs({ kind, reason }: PoliciesState): void {
  switch (kind) {
    case 'idle':
    case 'reading':
    case 'running':
      return;
    case 'amiss':
    case 'waiting':
      throw new Error(reason ?? `the policies are ${kind}`);
  }
}
