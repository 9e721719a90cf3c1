import { IsoDate, Rejected, type Rejections } from '#kernel';
import { DataSource, QueryFailedError } from 'typeorm';
import { DatabaseError } from 'pg';
import { asUnavailable } from './data-source.ts';
import { instantOf } from './journal.ts';
import { PlaceWatch, type Position } from './place-watch.ts';
import { joined, rendered, sql, trusted, type Sql } from './sql.ts';
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

export type Questions = { readonly [name: string]: Sql };
export type Answers<Q extends Questions> = {
  readonly [N in keyof Q]: Q[N] extends Sql<infer R> ? readonly R[] : never;
};
/** The rows that were asked for, and the number of the journal up to which they hold every event. */
export type Answer<Q extends Questions> = { readonly at: number; readonly rows: Answers<Q> };

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
   * Asks all questions at once, in one statement and therefore of one snapshot. Columns come back in camelCase,
   * days as `YYYY-MM-DD`, numbers as numbers. Throws {@link Rejected} where `asOf` is no instant.
   */
  async read<const Q extends Questions>(asOf: AsOf, ask: (view: View) => Q): Promise<Answer<Q>> {
    const number = typeof asOf === 'string' ? await this.numberAt(asOf) : (asOf ?? 'now');
    const { view, asked } = viewOf(number);
    const questions = Object.entries(ask(view));
    const answers = questions.map(
      ([, question], index) =>
        sql`(SELECT coalesce(json_agg(q), '[]') FROM (${question}) q) AS ${trusted(`answer_${index}`)}`,
    );
    const place = sql`SELECT seq::float8 AS at, ARRAY(SELECT storage FROM projection WHERE is_live) AS live`;
    const { text, values } = rendered(sql`${joined([place, ...answers])} FROM projector`);
    const [answer = {}] = await this.#query(
      text,
      values,
      [...asked].map(({ storage }) => storage).join(', '),
    );
    const live = answer['live'] as readonly string[];
    for (const { storage } of asked) if (!live.includes(storage)) throw new ReadModelNotReady(storage);
    const rows = questions.map(([name], index) => [name, inCamelCase(answer[`answer_${index}`] as Row[])]);
    const at = answer['at'] as number;
    return { at: number === 'now' ? at : Math.min(number, at), rows: Object.fromEntries(rows) as Answers<Q> };
  }

  /** The number of the last event recorded at or before an instant; 0 when there is none. */
  async numberAt(instant: string): Promise<number> {
    const [row] = await this.#query(
      'SELECT seq::float8 FROM journal WHERE recorded_at <= $1 ORDER BY recorded_at DESC LIMIT 1',
      [inUtc(instant)],
    );
    return (row?.['seq'] as number | undefined) ?? 0;
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

const inCamelCase = (rows: readonly Row[]): Row[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camelCase(name), value])));

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
