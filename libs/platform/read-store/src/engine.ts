import { revisesThePast, type Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { messageOf, sessionOf } from './data-source.ts';
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
import { Fold, stepOf, tellingOf, type Step, type Telling, type Version } from './fold.ts';
import {
  eventsAfter,
  eventsOfStreams,
  insertEvents,
  leafHash,
  numbered,
  recordedEvent,
  type EventWithLeaf,
  type LogEvent,
} from './journal.ts';
import type { Lease } from './lease.ts';
import { reaches } from './place-watch.ts';
import type { Projection, RecordedEvent, Values } from './projection.ts';
import { Storage } from './storage.ts';

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
    return this.fed.some(({ isLive }) => !isLive);
  }

  /** Brings projections that are not live up to the end of the journal, and makes them live; `goOn` may end it early. */
  async fill(goOn: () => boolean): Promise<void> {
    for (let behind = this.#behind(); behind !== undefined && goOn(); behind = this.#behind()) {
      const events = await eventsAfter(this.session, behind.seq, this.place.seq);
      const told = await this.#tell(
        [behind],
        events,
        events.at(-1)?.event.seq ?? this.place.seq,
        this.place.seq,
      );
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
    const told = await this.#tell(this.fed, events, last.seq, last.seq);
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
    const today = new Map<number, RecordedEvent>();
    for (const { event } of events) {
      const isHeard =
        Object.hasOwn(this.upcasters, event.type) ||
        fed.some(({ storage }) => storage.projection.isGiven(event.type));
      const readable = isHeard ? recordedEvent(event, this.upcasters) : null;
      if (readable !== null) today.set(event.seq, readable);
    }
    const tellings = await this.#tellings([...today.values()]);
    const told = fed.map((one) => {
      let { given } = one;
      const steps: Step[] = [];
      for (const { event, leaf } of events) {
        const heard = today.get(event.seq);
        if (heard === undefined || !one.storage.projection.isGiven(heard.event.type)) continue;
        given = givenMore(given, event.seq, leaf);
        steps.push(naming(one.storage, heard, () => stepOf(one.storage.projection, heard, tellings(heard))));
      }
      const after: Fed = { ...one, given, seq: upTo, isLive: one.isLive || upTo === end };
      return { after, storage: one.storage, steps };
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
    for (const step of steps) naming(storage, step.event, () => fold.tell(step));
    return { storage, versions: fold.versions };
  }

  /** What events come to. Loads the streams of which one changes how earlier ones read. */
  async #tellings(events: readonly RecordedEvent[]): Promise<(event: RecordedEvent) => () => Telling> {
    const streams = [
      ...new Set(events.filter(({ event }) => revisesThePast(event)).map(({ stream }) => stream)),
    ];
    const histories = new Map<string, RecordedEvent[]>(streams.map((stream) => [stream, []]));
    if (streams.length > 0) {
      for (const event of await eventsOfStreams(this.session, streams, (events[0]?.seq ?? 0) - 1)) {
        const readable = recordedEvent(event, this.upcasters);
        if (readable !== null) histories.get(event.stream)?.push(readable);
      }
      for (const event of events) histories.get(event.stream)?.push(event);
    }
    const historyOf = ({ stream, seq }: RecordedEvent): readonly RecordedEvent[] =>
      (histories.get(stream) ?? []).filter((event) => event.seq <= seq);
    const known = new Map<number, Telling>();
    return (event) => () => {
      const telling = known.get(event.seq) ?? tellingOf(event, historyOf);
      known.set(event.seq, telling);
      return telling;
    };
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

/** An error in a handler says which event it could not take. */
function naming<T>(
  { projection }: Storage,
  { seq, event, recordedAs, stream }: RecordedEvent,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    throw new Error(
      `${projection.storage} cannot take event ${seq} (${event.type} of ${stream}, id ${recordedAs}): ${messageOf(error)}`,
      { cause: error },
    );
  }
}
