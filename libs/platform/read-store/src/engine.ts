import type { Upcasters } from '#kernel';
import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { sessionOf } from './data-source.ts';
import { Fold, needsHistory, stepOf } from './fold.ts';
import {
  eventsAfter,
  eventsOfStreams,
  insertEvents,
  leafHash,
  numbered,
  recordedEvent,
  type EventWithLeaf,
  type JournalEnd,
  type LogEvent,
} from './journal.ts';
import type { Lease } from './lease.ts';
import { reaches } from './place-watch.ts';
import type { Projection, RecordedEvent, Values } from './projection.ts';
import { Storage } from './storage.ts';

/** A projection, its tables, and the proof of what it was given. */
type Fed = {
  readonly storage: Storage;
  seq: number;
  isLive: boolean;
  /** How many events it was given, and the hash over them: `h = SHA-256(h ‖ seq ‖ leaf hash)`, seq in 8 bytes. */
  given: { readonly count: number; readonly hash: Buffer };
};

export type EngineEnd = JournalEnd & { readonly id: string | null };
const NOTHING_GIVEN = { count: 0, hash: Buffer.alloc(32) };
const FILL_EVENTS_MAX = 2_000;

/**
 * Advances the journal, all live read models and the place together, one transaction a batch. What it keeps in memory
 * is true only as long as its transactions succeed: after an error it is opened anew.
 */
export class Engine {
  private constructor(
    private readonly session: PoolClient,
    private readonly lease: Lease,
    private readonly upcasters: Upcasters,
    private readonly fed: readonly Fed[],
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
    await hideOthers(session, fed);
    return new Engine(session, lease, upcasters, fed, place);
  }

  /** Where the journal ends, and the id of the event there. */
  get end(): EngineEnd {
    return this.place;
  }

  /** Brings projections that are not live up to the end of the journal, and makes them live; `goOn` may end it early. */
  async fill(goOn: () => boolean): Promise<void> {
    for (const fed of this.fed) {
      while (!fed.isLive && goOn()) {
        await this.#inTransaction(async () => {
          await this.lease.renew();
          const events = await eventsAfter(this.session, fed.seq, this.place.seq, FILL_EVENTS_MAX);
          await this.#tell([fed], events, events.at(-1)?.event.seq ?? this.place.seq);
        });
      }
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
    const events = numbered(this.place, arrived.filter(isNew));
    const last = events.at(-1);
    if (last === undefined) return;
    const withLeaves = events.map((event) => ({ event, leaf: leafHash(event) }));
    await this.#inTransaction(async () => {
      await this.lease.moveTo(last, this.place.seq);
      await insertEvents(
        this.session,
        events,
        withLeaves.map(({ leaf }) => leaf),
      );
      await this.#tell(this.fed, withLeaves, last.seq);
    });
    this.place = last;
  }

  async #tell(fed: readonly Fed[], events: readonly EventWithLeaf[], upTo: number): Promise<void> {
    const today = new Map<number, RecordedEvent>();
    for (const { event } of events) {
      const isHeard =
        Object.hasOwn(this.upcasters, event.type) ||
        fed.some(({ storage }) => storage.projection.isGiven(event.type));
      const readable = isHeard ? recordedEvent(event, this.upcasters) : null;
      if (readable !== null) today.set(event.seq, readable);
    }
    const historyOf = await this.#histories(fed, [...today.values()], upTo);
    for (const one of fed) {
      const { projection } = one.storage;
      let { count, hash: running } = one.given;
      const heard: RecordedEvent[] = [];
      for (const { event, leaf } of events) {
        const told = today.get(event.seq);
        if (told === undefined || !projection.isGiven(told.event.type)) continue;
        heard.push(told);
        count += 1;
        running = chained(running, event.seq, leaf);
      }
      await this.#fold(one.storage, heard, historyOf);
      one.given = { count, hash: running };
      one.seq = upTo;
      one.isLive ||= upTo === this.place.seq;
    }
    await note(this.session, fed);
  }

  async #fold(
    storage: Storage,
    events: readonly RecordedEvent[],
    historyOf: (event: RecordedEvent) => readonly RecordedEvent[],
  ): Promise<void> {
    const steps = events.map((event) => stepOf(storage.projection, event, historyOf));
    const keys = new Map<string, Values>(steps.flatMap((step) => [...step.keys]));
    if (keys.size === 0) return;
    const fold = new Fold(storage.projection);
    fold.know(await storage.read(this.session, [...keys.values()]));
    for (const step of steps) fold.tell(step);
    const { versions } = fold;
    if (versions.length > 0) await storage.write(this.session, versions);
  }

  /** Loads, once for all projections, the streams of which an event changes how earlier ones read. */
  async #histories(fed: readonly Fed[], events: readonly RecordedEvent[], upTo: number) {
    const isRevised = (event: RecordedEvent): boolean =>
      fed.some(({ storage }) => needsHistory(storage.projection, event));
    const streams = [...new Set(events.filter(isRevised).map(({ stream }) => stream))];
    const histories = new Map<string, RecordedEvent[]>(streams.map((stream) => [stream, []]));
    if (streams.length > 0) {
      for (const event of await eventsOfStreams(this.session, streams, upTo)) {
        const readable = recordedEvent(event, this.upcasters);
        if (readable !== null) histories.get(event.stream)?.push(readable);
      }
    }
    return ({ stream, seq }: RecordedEvent): readonly RecordedEvent[] =>
      (histories.get(stream) ?? []).filter((event) => event.seq <= seq);
  }

  async #inTransaction(work: () => Promise<void>): Promise<void> {
    await this.session.query('BEGIN');
    try {
      await work();
      await this.session.query('COMMIT');
    } catch (error) {
      await this.session.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

function chained(running: Buffer, seq: number, leaf: Buffer): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return hash('sha256', Buffer.concat([running, number, leaf]), 'buffer');
}

async function placeOf(session: PoolClient): Promise<EngineEnd> {
  const { rows } = await session.query<{
    seq: number;
    commit: string | null;
    prepare: string | null;
    id: string | null;
    recordedAt: string | null;
  }>(
    `SELECT seq::float8, commit_position AS commit, prepare_position AS prepare, event_id AS id,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt" FROM projector`,
  );
  const { seq, commit, prepare, id, recordedAt } = rows[0] ?? {
    seq: 0,
    commit: null,
    prepare: null,
    id: null,
    recordedAt: null,
  };
  const position =
    commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) };
  return { seq, position, id, recordedAt };
}

async function registered(session: PoolClient, storage: Storage): Promise<Fed | null> {
  const { rows } = await session.query<{ seq: number; isLive: boolean; count: number; hash: Buffer }>(
    `SELECT seq::float8, is_live AS "isLive", events_count::float8 AS count, running_hash AS hash
     FROM projection WHERE name = $1 AND version = $2`,
    [storage.projection.name, storage.projection.version],
  );
  const found = rows[0];
  if (found === undefined) return null;
  return { storage, seq: found.seq, isLive: found.isLive, given: { count: found.count, hash: found.hash } };
}

async function register(runner: QueryRunner, lease: Lease, storage: Storage): Promise<Fed> {
  const { name, version, storage: table } = storage.projection;
  await runner.startTransaction();
  try {
    await lease.renew();
    await storage.create(runner);
    await runner.query(
      'INSERT INTO projection (name, version, storage, running_hash) VALUES ($1, $2, $3, $4)',
      [name, version, table, NOTHING_GIVEN.hash],
    );
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
  return { storage, seq: 0, isLive: false, given: NOTHING_GIVEN };
}

/** A version that is not fed (any more) is not shown: it would stand still without saying so. */
async function hideOthers(session: PoolClient, fed: readonly Fed[]): Promise<void> {
  const live = fed.filter(({ isLive }) => isLive).map(({ storage }) => storage.projection.storage);
  await session.query('UPDATE projection SET is_live = false WHERE is_live AND storage <> ALL ($1)', [live]);
}

async function note(session: PoolClient, fed: readonly Fed[]): Promise<void> {
  const rows = fed.map(({ storage: { projection }, seq, isLive, given }) => ({
    ...{ name: projection.name, version: projection.version, seq, live: isLive },
    ...{ count: given.count, hash: given.hash.toString('hex') },
  }));
  await session.query({
    name: 'projection-note',
    text: `UPDATE projection p SET seq = n.seq, is_live = n.live, events_count = n.count, running_hash = decode(n.hash, 'hex')
      FROM json_to_recordset($1::json) AS n(name text, version int, seq bigint, live boolean, count bigint, hash text)
      WHERE p.name = n.name AND p.version = n.version`,
    values: [JSON.stringify(rows)],
  });
}
