import type { Upcasters } from '#kernel';
import type { Frontier } from '#platform/ledger';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { sessionOf } from './data-source.ts';
import { purgeJournal } from './destroyed.ts';
import { givenMore, note, Outdated, placeOf, register, registered } from './fed.ts';
import type { Advance, EngineEnd, Fed } from './fed.ts';
import { lockFilling, unlockFilling } from './filling-lock.ts';
import { Fold, type Version } from './fold.ts';
import {
  eventsAfter,
  insertEvents,
  NONE_CERTIFIED,
  numbered,
  type EventWithLeaf,
  type LogEvent,
} from './journal.ts';
import type { Lease } from './lease.ts';
import { askIn, frontierOf, keepNodes } from './ledger.ts';
import { foldOrPark, keysIn } from './parked.ts';
import { reaches } from './place-watch.ts';
import type { Projection } from './projection.ts';
import { firstRefused, inTransaction, Refused } from './refused.ts';
import { Storage } from './storage.ts';
import { dropFormer } from './takeover.ts';
import { tell, type Told } from './telling.ts';

/** What a projection may be behind and still be brought up beside the work of the moment. */
const STEP_EVENTS_MAX = 2_000;
/** How often a batch is tried that another process gets in the way of. */
const TRIES_MAX = 3;

/** What events come to for one generation: how far it is afterwards, and versions to write. */
type Outcome = Advance & { readonly versions: readonly Version[]; readonly destroyed: ReadonlySet<string> };

/**
 * Advances the journal, all read models that are at its end, and the place together, one transaction a batch; those
 * that are behind it by themselves. Reads and folds before the transaction: nobody else writes the journal as long as
 * the epoch is its own, nor a read model as long as that is as it was, both of which the transaction checks.
 * Without a lease it leaves the journal alone.
 */
export class Engine {
  /** What certificates tell of events beyond the end of the journal: set before the log is read on from there. */
  certified = NONE_CERTIFIED;
  /** The right edge of the tree over the journal, which grows with it; `null` without a lease. */
  #frontier: Frontier | null = null;
  #refusals = new Map<string, Map<number, string>>();

  private constructor(
    private readonly runner: QueryRunner,
    private readonly session: PoolClient,
    private readonly lease: Lease | null,
    private readonly projections: readonly Projection[],
    private readonly upcasters: Upcasters,
    private fed: readonly Fed[],
    private place: EngineEnd,
  ) {}

  /** Makes the tables of projections that are new. A lease was acquired on this runner's connection. */
  static async open(
    runner: QueryRunner,
    lease: Lease | null,
    projections: readonly Projection[],
    upcasters: Upcasters,
  ): Promise<Engine> {
    const session = await sessionOf(runner);
    const place = await placeOf(session);
    const engine = new Engine(runner, session, lease, projections, upcasters, [], place);
    if (lease !== null) engine.#frontier = await frontierOf(askIn(session), place.seq, () => lease.renew());
    await engine.lookAgain();
    return engine;
  }

  /** Whether it writes the journal. */
  get leads(): boolean {
    return this.lease !== null;
  }

  /** Where the journal ends, and the id of the event there. */
  get end(): EngineEnd {
    return this.place;
  }

  /** Whether a generation is not at the end of the journal, or a projection not there to be asked. */
  get isBehind(): boolean {
    return this.#behind().length > 0;
  }

  /** Projections of which a generation is too far behind to be brought up by single steps: `fillInBulk` is for them. */
  async farBehind(): Promise<Projection[]> {
    const far = new Set<Projection>();
    for (const one of this.#behind()) if (!(await this.#isNear(one))) far.add(one.storage.projection);
    return [...far];
  }

  /** Looks again at what others may have changed: generations that are new or gone, how far they are, what is parked. */
  async lookAgain(): Promise<void> {
    const fence = async (): Promise<void> => this.lease?.renew();
    if (this.lease === null) this.place = await placeOf(this.session);
    this.fed = await registered(this.session, this.projections);
    const known = new Set(this.fed.map(({ storage }) => storage.projection));
    const absent = this.projections.filter((projection) => !known.has(projection));
    if (absent.length === 0) return;
    for (const projection of absent) await register(this.runner, new Storage(projection), fence);
    this.fed = await registered(this.session, this.projections);
  }

  /** Takes away generations that nobody goes back to. */
  async tidy(): Promise<void> {
    const { lease } = this;
    if (lease === null) return;
    const dropped = await dropFormer(this.session, this.projections, () => lease.renew());
    if (dropped.length > 0) await this.lookAgain();
  }

  /** Brings what is near up to the end of the journal, unless another process does; `goOn` may end it early. */
  async fill(goOn: () => boolean): Promise<void> {
    const locked = new Set<string>();
    try {
      for (const one of this.#behind()) {
        // What is far behind is left to a filling in bulk, which finds no lock of ours on it.
        if (!(await this.#isNear(one))) continue;
        if (await lockFilling(this.session, one.storage.name)) locked.add(one.storage.name);
      }
      if (locked.size === 0) return;
      await this.lookAgain(); // Whoever held a lock may have written.
      const near = new Set<string>();
      for (const one of this.#behind()) {
        if (locked.has(one.storage.name) && (await this.#isNear(one))) near.add(one.storage.name);
      }
      await this.#step(near, goOn);
    } finally {
      for (const name of locked) await unlockFilling(this.session, name);
    }
  }

  /** Whether any read model can be asked: from then on it and the journal advance together. */
  get answers(): boolean {
    return this.#answered.size > 0;
  }

  /** Takes events in the order of the log; those that the journal has are passed over. */
  async apply(arrived: readonly LogEvent[]): Promise<void> {
    const { place, lease, session } = this;
    if (lease === null || this.#frontier === null)
      throw new TypeError('the journal is not written without a lease');
    let { position } = place;
    const isNew = (event: LogEvent): boolean => {
      if (position !== null && reaches(position, event.position)) return false;
      position = event.position;
      return true;
    };
    const events = numbered(place, arrived.filter(isNew), this.certified);
    const last = events.at(-1)?.event;
    if (last === undefined) return;
    const { frontier, made } = this.#frontier.with(events.map(({ leaf }) => leaf));
    await this.#advance(
      // As long as none answers, the journal runs ahead: filling them afterwards is faster than feeding them one by one.
      () => (this.answers ? this.fed.filter(({ seq }) => seq === place.seq) : []),
      events,
      { upTo: last.seq, end: last.seq },
      () => [
        lease.moveTo(last, place.seq),
        insertEvents(session, events),
        ...keepNodes(askIn(session), made),
        ...purgeJournal(session, events),
      ],
    );
    this.place = last;
    this.#frontier = frontier;
  }

  #behind(): Fed[] {
    const answers = this.#answered;
    return this.fed.filter(({ seq, storage }) => seq < this.place.seq || !answers.has(storage.projection));
  }

  /** The projections of which a generation answers. */
  get #answered(): Set<Projection> {
    return new Set(this.fed.flatMap(({ storage, isLive }) => (isLive ? [storage.projection] : [])));
  }

  async #isNear({ storage, seq }: Fed): Promise<boolean> {
    return this.place.seq - seq <= STEP_EVENTS_MAX && (await storage.isIndexed(this.session));
  }

  /** Those that are furthest behind go first, together with all that are as far. */
  async #step(names: ReadonlySet<string>, goOn: () => boolean): Promise<void> {
    const behind = (): Fed[] => {
      const ones = this.#behind().filter(({ storage }) => names.has(storage.name));
      const least = Math.min(...ones.map(({ seq }) => seq));
      return ones.filter(({ seq }) => seq === least);
    };
    for (let [one] = behind(); one !== undefined && goOn(); [one] = behind()) {
      const end = this.place.seq;
      const events = await eventsAfter(this.session, one.seq, end);
      const { lease } = this;
      await this.#advance(behind, events, { upTo: events.at(-1)?.event.seq ?? end, end }, () =>
        lease === null ? [] : [lease.renew()],
      );
    }
  }

  /**
   * Gives events to some generations, in one transaction that begins with other statements. Where PostgreSQL refuses
   * rows, the event that they come from is looked for and set aside; where somebody else has changed a generation,
   * it is read again.
   */
  async #advance(
    which: () => readonly Fed[],
    events: readonly EventWithLeaf[],
    to: { readonly upTo: number; readonly end: number },
    first: () => readonly Promise<unknown>[],
  ): Promise<void> {
    this.#refusals = new Map();
    for (let tries = 1; ;) {
      const outcomes = await this.#outcomes(which(), events, to.upTo);
      try {
        await inTransaction(this.session, () => [
          ...first(),
          ...outcomes.flatMap(({ before: { storage }, versions, destroyed }) => [
            ...(versions.length === 0 ? [] : [storage.write(this.session, versions)]),
            ...storage.purge(this.session, destroyed),
          ]),
          note(this.session, outcomes, to),
        ]);
        return this.#keep(outcomes, to.end);
      } catch (error) {
        if (error instanceof Refused) await this.#findRefused(outcomes, error);
        else if (error instanceof Outdated && tries++ < TRIES_MAX) await this.lookAgain();
        else throw error;
      }
    }
  }

  async #outcomes(
    fed: readonly Fed[],
    events: readonly EventWithLeaf[],
    upTo: number,
  ): Promise<readonly Outcome[]> {
    if (fed.length === 0) return [];
    const projections = [...new Set(fed.map(({ storage }) => storage.projection))];
    const told = await tell(this.session, this.upcasters, projections, events);
    return Promise.all(fed.map((one) => this.#outcome(one, told, upTo)));
  }

  async #outcome(before: Fed, { heardBy, destroyedFor }: Told, upTo: number): Promise<Outcome> {
    const { storage } = before;
    const [heard, destroyed] = [heardBy(storage.projection), destroyedFor(storage.projection)];
    const keys = [...keysIn(heard, before.parked).values()];
    const fold = new Fold(storage.projection);
    if (keys.length > 0) fold.know(await storage.read(this.session, keys));
    const refusals = this.#refusals.get(storage.name) ?? new Map<number, string>();
    const parked = foldOrPark(fold, heard, before.parked, refusals);
    const streams = new Set([...before.parked, ...parked.map(({ stream }) => stream)]);
    for (const stream of destroyed) streams.delete(stream);
    const after = { ...before, given: givenMore(before.given, heard), seq: upTo, parked: streams };
    return { before, after, parked, versions: fold.versions, destroyed };
  }

  async #findRefused(outcomes: readonly Outcome[], { storage, message }: Refused): Promise<void> {
    const versions = outcomes.find(({ before }) => before.storage === storage)?.versions ?? [];
    const seq = await firstRefused(this.session, versions, (some) => storage.write(this.session, some));
    if (seq === null) throw new Error(message);
    const known = this.#refusals.get(storage.name) ?? new Map<number, string>();
    this.#refusals.set(storage.name, known.set(seq, message));
  }

  #keep(outcomes: readonly Outcome[], end: number): void {
    const answers = this.#answered;
    const after = new Map<string, Fed>();
    for (const { before, after: one } of outcomes) {
      const { projection, name } = one.storage;
      const isLive = before.isLive || (one.seq === end && !answers.has(projection));
      if (isLive) answers.add(projection);
      after.set(name, { ...one, isLive });
    }
    this.fed = this.fed.map((one) => after.get(one.storage.name) ?? one);
  }
}
