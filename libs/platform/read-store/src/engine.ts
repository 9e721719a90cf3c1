import type { Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { sessionOf } from './data-source.ts';
import {
  givenMore,
  hideOthers,
  note,
  placeOf,
  register,
  registered,
  type EngineEnd,
  type Fed,
} from './fed.ts';
import { Fold, type Step, type Version } from './fold.ts';
import {
  eventsAfter,
  insertEvents,
  leafHash,
  numbered,
  type EventWithLeaf,
  type LogEvent,
} from './journal.ts';
import type { Lease } from './lease.ts';
import { reaches } from './place-watch.ts';
import type { Projection, Values } from './projection.ts';
import { Storage } from './storage.ts';
import { naming, tell } from './telling.ts';

/** What a projection may be behind and still be brought up beside the work of the moment. */
const STEP_EVENTS_MAX = 2_000;

/** What events come to: versions to write, and projections as they are afterwards. */
type Outcome = {
  readonly versions: readonly { readonly storage: Storage; readonly versions: readonly Version[] }[];
  readonly fed: readonly Fed[];
};

/**
 * Advances the journal, all live read models and the place together, one transaction a batch. Reads and folds before
 * the transaction: nobody else writes as long as the epoch is its own, which the transaction checks. What it keeps in
 * memory is true only as long as its transactions succeed: after an error it is opened anew.
 */
export class Engine {
  private constructor(
    private readonly session: PoolClient,
    private readonly lease: Lease,
    private readonly upcasters: Upcasters,
    private fed: readonly Fed[],
    private place: EngineEnd,
  ) {}

  /** Makes the tables of projections that are new. The lease was acquired on this runner's connection. */
  static async open(
    runner: QueryRunner,
    lease: Lease,
    projections: readonly Projection[],
    upcasters: Upcasters,
  ): Promise<Engine> {
    const session = await sessionOf(runner);
    const place = await placeOf(session);
    const fed: Fed[] = [];
    for (const projection of projections) {
      const storage = new Storage(projection);
      const known = (await registered(session, storage)) ?? (await register(runner, lease, storage));
      fed.push({ ...known, isLive: known.isLive && known.seq === place.seq });
    }
    const engine = new Engine(session, lease, upcasters, fed, place);
    await engine.#commit(() => [lease.renew(), hideOthers(session, fed)]);
    return engine;
  }

  /** Where the journal ends, and the id of the event there. */
  get end(): EngineEnd {
    return this.place;
  }

  /** Whether a projection is not live yet. */
  get isBehind(): boolean {
    return this.#behind() !== undefined;
  }

  /** Projections that are too far behind to be brought up by single steps: `fillInBulk` is for them. */
  async farBehind(): Promise<Projection[]> {
    const far: Projection[] = [];
    for (const { storage, seq, isLive } of this.fed) {
      if (isLive) continue;
      const isNear = this.place.seq - seq <= STEP_EVENTS_MAX && (await storage.isIndexed(this.session));
      if (!isNear) far.push(storage.projection);
    }
    return far;
  }

  /** Looks again how far projections are that somebody else was filling. */
  async lookAgain(): Promise<void> {
    const fed: Fed[] = [];
    for (const one of this.fed) {
      fed.push(one.isLive ? one : ((await registered(this.session, one.storage)) ?? one));
    }
    this.fed = fed;
  }

  /** Brings projections that are not live up to the end of the journal, and makes them live; `goOn` may end it early. */
  async fill(goOn: () => boolean): Promise<void> {
    for (let behind = this.#behind(); behind !== undefined && goOn(); behind = this.#behind()) {
      const events = await eventsAfter(this.session, behind.seq, this.place.seq);
      const upTo = events.at(-1)?.event.seq ?? this.place.seq;
      const told = await this.#tell([behind], events, upTo, this.place.seq);
      await this.#commit(() => [this.lease.renew(), ...this.#write(told)]);
      this.#keep(told);
    }
  }

  /** Takes events in the order of the log; those that the journal has are passed over. */
  async apply(arrived: readonly LogEvent[]): Promise<void> {
    let { position } = this.place;
    const isNew = (event: LogEvent): boolean => {
      if (position !== null && reaches(position, event.position)) return false;
      position = event.position;
      return true;
    };
    const events = numbered(this.place, arrived.filter(isNew)).map((event) => ({
      event,
      leaf: leafHash(event),
    }));
    const last = events.at(-1)?.event;
    if (last === undefined) return;
    const live = this.fed.filter(({ isLive }) => isLive);
    const told = await this.#tell(live, events, last.seq, last.seq);
    await this.#commit(() => [
      this.lease.moveTo(last, this.place.seq),
      insertEvents(this.session, events),
      ...this.#write(told),
    ]);
    this.#keep(told);
    this.place = last;
  }

  #behind(): Fed | undefined {
    return this.fed.find(({ isLive }) => !isLive);
  }

  /** Folds events, which come after all that `fed` has been given; the journal will end at `end`. */
  async #tell(
    fed: readonly Fed[],
    events: readonly EventWithLeaf[],
    upTo: number,
    end: number,
  ): Promise<Outcome> {
    const projections = fed.map(({ storage }) => storage.projection);
    const heardBy = await tell(this.session, this.upcasters, projections, events);
    const told = fed.map((one) => {
      const heard = heardBy(one.storage.projection);
      const given = heard.reduce((so, { seq, leaf }) => givenMore(so, seq, leaf), one.given);
      const after: Fed = { ...one, given, seq: upTo, isLive: one.isLive || upTo === end };
      return { after, storage: one.storage, steps: heard.map(({ step }) => step) };
    });
    return {
      fed: told.map(({ after }) => after),
      versions: await all(told.map(({ storage, steps }) => this.#fold(storage, steps))),
    };
  }

  async #fold(storage: Storage, steps: readonly Step[]): Promise<Outcome['versions'][number]> {
    const keys = new Map<string, Values>(steps.flatMap((step) => [...step.keys]));
    if (keys.size === 0) return { storage, versions: [] };
    const fold = new Fold(storage.projection);
    fold.know(await storage.read(this.session, [...keys.values()]));
    for (const step of steps) naming(storage.projection, step.event, () => fold.tell(step));
    return { storage, versions: fold.versions };
  }

  #write({ versions, fed }: Outcome): Promise<unknown>[] {
    return [
      ...versions.flatMap((one) =>
        one.versions.length === 0 ? [] : [one.storage.write(this.session, one.versions)],
      ),
      note(this.session, fed),
    ];
  }

  #keep({ fed: after }: Outcome): void {
    const byStorage = new Map(after.map((one) => [one.storage, one]));
    this.fed = this.fed.map((one) => byStorage.get(one.storage) ?? one);
  }

  /** One transaction of statements sent at once. The first checks the epoch; only when all have succeeded comes the end. */
  async #commit(statements: () => readonly Promise<unknown>[]): Promise<void> {
    const begun = this.session.query('BEGIN');
    try {
      await all([begun, ...statements()]);
      await this.session.query('COMMIT');
    } catch (error) {
      await this.session.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/** All of them, or, when all have ended, the first failure in their order: those behind it fail because of it. */
async function all<T>(answers: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(answers);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
