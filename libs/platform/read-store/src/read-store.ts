import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, QueryFailedError } from 'typeorm';
import { DatabaseError, type PoolClient } from 'pg';
import { SCOPE, SCOPE_STANDS_FOR } from './api-role.ts';
import { statementOf, type Answers, type AsOf, type Questions, type Row, type Told } from './asking.ts';
import { asUnavailable, sessionOf } from './data-source.ts';
import { KnownGenerations, LIVE_GENERATIONS, ReadModelNotReady, type LiveGeneration } from './generations.ts';
import { Ledger } from './ledger.ts';
import { PlaceWatch, type Position } from './place-watch.ts';
import { statusFrom, type Status } from './status.ts';
import type { View } from './view.ts';

/** How far the register is. `position` is `null` before the first event. */
export type Place = {
  readonly seq: number;
  readonly position: Position | null;
  /** When the last event was recorded, UTC to the microsecond; `null` before the first. */
  readonly recordedAt: string | null;
};

/**
 * The rows that were asked for, and the number of the journal up to which they hold every event, but for those that
 * are set aside.
 */
export type Answer<Q extends Questions> = {
  readonly at: number;
  readonly rows: Answers<Q>;
  /** The revision that the stream asked for had come to; `null`: it had no event, or none was asked for. */
  readonly revision: number | null;
  /** How many events are set aside for the read models that were asked: they could not take them. */
  readonly parked: number;
};

/** For whom an answer is. */
export type Scope = {
  /** The organisation that asks: rows about people are shown to theirs only. `null`: to nobody. */
  readonly organisation: string | null;
  /** For whom they stand that ask, where a record is withheld: it is shown to those whom it names, and all to `**`. */
  readonly standsFor: readonly string[];
};
const FOR_NOBODY: Scope = { organisation: null, standsFor: [] };

/** How long a read model may be behind the end of the journal, and how often it is looked at meanwhile. */
const BEHIND_MS_MAX = 2_000;
const AGAIN_MS = 25;
const PREPARED_MAX = 1_000;

/** Where queries ask. Throws `ReadStoreUnavailable` and {@link ReadModelNotReady}: both are a matter of time. */
export class ReadStore {
  readonly #watch: PlaceWatch;
  readonly #generations = new KnownGenerations();
  /** The names of prepared questions, by their text. */
  readonly #prepare = new Map<string, string>();
  /** Whether anything was withheld from anybody when somebody asked last. */
  #withholds = false;

  constructor(
    private readonly dataSource: DataSource,
    url: string,
  ) {
    this.#watch = new PlaceWatch(url, async () => (await this.place()).position);
  }

  /**
   * Asks all questions at once, in one statement and therefore of one snapshot; `stream` is the one whose revision is
   * told too, and `scope` says for whom the answer is. Columns come back in camelCase, days as `YYYY-MM-DD`, numbers as
   * numbers. Throws {@link Rejected} where `asOf` is no instant.
   */
  async read<const Q extends Questions>(
    asOf: AsOf,
    ask: (view: View) => Q,
    stream: string | null = null,
    scope: Scope = FOR_NOBODY,
  ): Promise<Answer<Q>> {
    const deadline = Date.now() + BEHIND_MS_MAX;
    for (let moment = asOf; ;) {
      const told = await this.#ask(moment, ask, stream, scope);
      if (told === null) {
        if (Date.now() > deadline) throw new ReadModelNotReady('that was asked', 'is being replaced');
        continue;
      }
      const { place, at, behind, parked, rows, revision } = told;
      const least = behind?.seq ?? place;
      // What is current is of one number only where all that was asked is at the end.
      if (least >= (moment === undefined ? place : at)) return { at, rows, revision, parked };
      if (behind !== null && Date.now() > deadline) {
        throw new ReadModelNotReady(behind.storage, `stands still at number ${behind.seq}`);
      }
      if (least < at) await sleep(AGAIN_MS);
      moment = at;
    }
  }

  /**
   * Asks once; `null` where it is to be asked again: another generation of a read model has taken over from the one that was
   * asked, or something is withheld that may be shown.
   */
  async #ask<const Q extends Questions>(
    asOf: AsOf,
    ask: (view: View) => Q,
    stream: string | null,
    scope: Scope,
  ): Promise<(Told<Q> & { readonly behind: LiveGeneration | null; readonly parked: number }) | null> {
    const statement = statementOf(asOf, ask, stream, (projection) => this.#generations.tableOf(projection));
    const { text, values } = statement;
    // A transaction for somebody costs half the rate: only where it can make a difference.
    const isForSomebody = scope.organisation !== null || (this.#withholds && scope.standsFor.length > 0);
    const asking = isForSomebody
      ? this.#queryFor(scope, text, values)
      : this.#inSession((session) => this.#prepared(session, text, values));
    const row = await asking.catch((error: unknown) => {
      if (isUndefinedTable(error)) return null;
      throw error;
    });
    const { wereKnown, of } = this.#generations.learn(
      row === null ? await this.#live() : (row['live'] as LiveGeneration[]),
      statement.asked,
    );
    const [furthest] = [...of].sort((one, other) => one.seq - other.seq);
    if (row === null && wereKnown && furthest !== undefined) {
      throw new ReadModelNotReady(furthest.storage, 'has lost a table');
    }
    if (row === null || !wereKnown) return null;
    this.#withholds = row['withholds'] as boolean;
    if (this.#withholds && !isForSomebody && scope.standsFor.length > 0) return null;
    const told = statement.told(row);
    return {
      ...told,
      behind: furthest === undefined || furthest.seq >= told.place ? null : furthest,
      parked: of.reduce((so, { parked }) => so + parked, 0),
    };
  }

  async #live(): Promise<LiveGeneration[]> {
    const row = await this.#query(`SELECT ${LIVE_GENERATIONS} AS live`);
    return row['live'] as LiveGeneration[];
  }

  async place(): Promise<Place> {
    const row = await this.#query(
      `SELECT seq::float8, commit_position, prepare_position,
         to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
       FROM projector`,
    );
    const commit = row['commit_position'] as string | null;
    const prepare = row['prepare_position'] as string | null;
    return {
      seq: row['seq'] as number,
      position:
        commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) },
      recordedAt: row['recorded_at'] as string | null,
    };
  }

  /** The audit ledger. */
  readonly ledger = new Ledger(async <R>(text: string, values: readonly unknown[]) => {
    try {
      return await this.dataSource.query<R[]>(text, [...values]);
    } catch (error) {
      throw asUnavailable(error);
    }
  });

  /** How far the read side is, who leads, and what was verified last. */
  async status(): Promise<Status> {
    return statusFrom(async (text) => [await this.#query(text)]);
  }

  /** True as soon as the journal has come to `position`, false when it has not within `msMax`. */
  waitFor(position: Position, msMax: number): Promise<boolean> {
    return this.#watch.reached(position, msMax);
  }

  async close(): Promise<void> {
    await this.#watch.close();
  }

  /** The one place that speaks for somebody: for a transaction, whatever happens in it. */
  async #queryFor(
    { organisation, standsFor }: Scope,
    text: string,
    values: readonly unknown[],
  ): Promise<Row> {
    return this.#inSession(async (session) => {
      // Sent at once, and therefore one round trip.
      const [, , row] = await Promise.all([
        session.query('BEGIN READ ONLY'),
        session.query('SELECT set_config($1, $2, true), set_config($3, $4, true)', [
          ...[SCOPE, organisation ?? ''],
          ...[SCOPE_STANDS_FOR, standsFor.join(',')],
        ]),
        this.#prepared(session, text, values),
        session.query('COMMIT'),
      ]);
      return row;
    });
  }

  /** A question is prepared once a session: there are few texts, since values are parameters. */
  async #prepared(session: PoolClient, text: string, values: readonly unknown[]): Promise<Row> {
    let name = this.#prepare.get(text);
    if (name === undefined && this.#prepare.size < PREPARED_MAX) {
      name = `question-${this.#prepare.size + 1}`;
      this.#prepare.set(text, name);
    }
    this.dataSource.logger.logQuery(text, [...values]);
    const { rows } = await session.query<Row>({
      ...(name !== undefined && { name }),
      text,
      values: [...values],
    });
    return rows[0] ?? {};
  }

  async #inSession<T>(work: (session: PoolClient) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(await sessionOf(runner));
    } catch (error) {
      throw asUnavailable(error);
    } finally {
      await runner.release();
    }
  }

  async #query(text: string, values: readonly unknown[] = []): Promise<Row> {
    try {
      const [row = {}] = await this.dataSource.query<Row[]>(text, [...values]);
      return row;
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

function isUndefinedTable(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return cause instanceof DatabaseError && cause.code === '42P01';
}
