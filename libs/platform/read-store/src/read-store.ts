import { IsoDate, Rejected, type Rejections } from '#kernel';
import { DataSource, QueryFailedError } from 'typeorm';
import { DatabaseError } from 'pg';
import { asUnavailable } from './data-source.ts';
import { instantOf } from './journal.ts';
import { PlaceWatch, type Position } from './place-watch.ts';
import { isSql, joined, rendered, sql, trusted, type Sql } from './sql.ts';
import { camelCase } from './table.ts';
import { viewOf, type View } from './view.ts';

export const readStoreRejections = {
  'read-store.not-an-instant': {
    kind: 'invalid',
    says: 'Must be an instant with its zone, such as 2026-03-01T12:00:00Z (RFC 3339).',
  },
} as const satisfies Rejections;

/** A read model that was asked is not there yet: the projector is still filling it, or has not run. */
export class ReadModelNotReady extends Error {
  constructor(storage: string) {
    super(`the read model ${storage} is still being filled`);
    this.name = 'ReadModelNotReady';
  }
}

/** How far the register is. `position` is `null` before the first event. */
export type Place = {
  readonly seq: number;
  readonly position: Position | null;
  /** When the last event was recorded, UTC to the microsecond; `null` before the first. */
  readonly recordedAt: string | null;
};

/** A moment of recorded time: an instant (RFC 3339), a number of the journal, or (`undefined`) now. */
export type AsOf = string | number | undefined;

type Group = { readonly [name: string]: Sql };
/** Questions by name, or groups of them. */
export type Questions = { readonly [name: string]: Sql | Group };
type Rows<Q> = Q extends Sql<infer R> ? readonly R[] : never;
export type Answers<Q extends Questions> = {
  readonly [N in keyof Q]: Q[N] extends Sql ? Rows<Q[N]> : { readonly [M in keyof Q[N]]: Rows<Q[N][M]> };
};
/** The rows that were asked for, and the number of the journal up to which they hold every event. */
export type Answer<Q extends Questions> = {
  readonly at: number;
  readonly rows: Answers<Q>;
  /** The revision that the stream asked for had come to; `null`: it had no event, or none was asked for. */
  readonly revision: number | null;
};

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.(\d{1,9}))?)?(?:Z|[+-]\d{2}:\d{2})$/i;
type Row = { readonly [column: string]: unknown };

/** Where queries ask. Throws `ReadStoreUnavailable` and {@link ReadModelNotReady}: both are a matter of time. */
export class ReadStore {
  readonly #watch: PlaceWatch;

  constructor(
    private readonly dataSource: DataSource,
    url: string,
  ) {
    this.#watch = new PlaceWatch(url, async () => (await this.place()).position);
  }

  /**
   * Asks all questions at once, in one statement and therefore of one snapshot; `stream` is the one whose revision is
   * told too. Columns come back in camelCase, days as `YYYY-MM-DD`, numbers as numbers. Throws {@link Rejected} where
   * `asOf` is no instant.
   */
  async read<const Q extends Questions>(
    asOf: AsOf,
    ask: (view: View) => Q,
    stream: string | null = null,
  ): Promise<Answer<Q>> {
    const moment =
      asOf === undefined ? null : typeof asOf === 'string' ? numberAt(asOf) : sql`${asOf}::bigint`;
    const { view, asked } = viewOf(moment === null ? 'now' : sql`(SELECT seq FROM moment)`);
    const questions: Sql[] = [];
    // What was asked, with the places in the answer where its rows will stand.
    const numbered = (question: Sql | Group): number | { readonly [name: string]: number } =>
      isSql(question) ? questions.push(question) - 1 : eachOf(question, (one) => questions.push(one) - 1);
    const places = eachOf(ask(view), numbered);
    const answers = questions.map(
      (question, index) =>
        sql`(SELECT coalesce(json_agg(q), '[]') FROM (${question}) q) AS ${trusted(`answer_${index}`)}`,
    );
    const shown =
      moment === null
        ? sql`SELECT seq FROM projector`
        : sql`SELECT least(seq, ${moment}) AS seq FROM projector`;
    const place = sql`SELECT (SELECT seq FROM moment)::float8 AS at,
      ARRAY(SELECT storage FROM projection WHERE is_live) AS live,
      (SELECT max(revision) FROM ${view.journal()} j WHERE stream = ${stream})::float8 AS revision`;
    const { text, values } = rendered(
      sql`WITH moment AS MATERIALIZED (${shown}) ${joined([place, ...answers])}`,
    );
    const [answer = {}] = await this.#query(
      text,
      values,
      [...asked].map(({ storage }) => storage).join(', '),
    );
    const live = answer['live'] as readonly string[];
    for (const { storage } of asked) if (!live.includes(storage)) throw new ReadModelNotReady(storage);
    const rowsAt = (index: number): Row[] => inCamelCase(answer[`answer_${index}`] as Row[]);
    const rows = eachOf(places, (at) => (typeof at === 'number' ? rowsAt(at) : eachOf(at, rowsAt)));
    return {
      at: answer['at'] as number,
      rows: rows as Row as Answers<Q>, // As the questions say of themselves.
      revision: answer['revision'] as number | null,
    };
  }

  async place(): Promise<Place> {
    const [row = {}] = await this.#query(
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

  /** True as soon as all read models have come to `position`, false when they have not within `msMax`. */
  waitFor(position: Position, msMax: number): Promise<boolean> {
    return this.#watch.reached(position, msMax);
  }

  async close(): Promise<void> {
    await this.#watch.close();
  }

  async #query(text: string, values: readonly unknown[] = [], storages = ''): Promise<Row[]> {
    try {
      return await this.dataSource.query<Row[]>(text, [...values]);
    } catch (error) {
      const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
      const isMissing = cause instanceof DatabaseError && cause.code === '42P01';
      throw isMissing && storages !== '' ? new ReadModelNotReady(storages) : asUnavailable(error);
    }
  }
}

const eachOf = <T, U>(
  of: { readonly [name: string]: T },
  make: (one: T) => U,
): { readonly [name: string]: U } =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, make(one)]));

const inCamelCase = (rows: readonly Row[]): Row[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camelCase(name), value])));

/** The number of the last event recorded at or before an instant; 0 when there is none. */
const numberAt = (instant: string): Sql => sql`coalesce((SELECT seq FROM journal
  WHERE recorded_at <= ${inUtc(instant)}::timestamptz ORDER BY recorded_at DESC LIMIT 1), 0)`;

/** An instant as the journal writes it, cut to the microsecond: it does not reach into the next one. Throws {@link Rejected}. */
function inUtc(instant: string): string {
  const [, date, fraction = ''] = INSTANT.exec(instant) ?? [];
  const ms = Date.parse(instant);
  if (!IsoDate.is(date) || Number.isNaN(ms)) {
    const { kind, says } = readStoreRejections['read-store.not-an-instant'];
    throw new Rejected('read-store.not-an-instant', kind, says, 'asOf');
  }
  const wholeMs = Math.floor(ms / 1000) * 1000;
  const micros = wholeMs * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  // Exact from 1684 to 2255; before lies nothing, and after it everything.
  return instantOf(Math.min(Math.max(micros, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
}
