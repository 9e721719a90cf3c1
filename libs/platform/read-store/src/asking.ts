import { IsoDate, Rejected, type Rejections } from '#kernel';
import { LIVE_GENERATIONS, type LiveGeneration } from './generations.ts';
import { instantOf } from './journal.ts';
import type { Projection } from './projection.ts';
import { isSql, joined, rendered, sql, trusted, type Sql, type SqlValue } from './sql.ts';
import { camelCase } from './table.ts';
import { viewOf, type View } from './view.ts';

export const readStoreRejections = {
  'read-store.not-an-instant': {
    kind: 'invalid',
    says: 'Must be an instant with its zone, such as 2026-03-01T12:00:00Z (RFC 3339).',
  },
} as const satisfies Rejections;

/** A moment of recorded time: an instant (RFC 3339), a number of the journal, or (`undefined`) now. */
export type AsOf = string | number | undefined;

type Group = { readonly [name: string]: Sql };
/** Questions by name, or groups of them. */
export type Questions = { readonly [name: string]: Sql | Group };
type Rows<Q> = Q extends Sql<infer R> ? readonly R[] : never;
export type Answers<Q extends Questions> = {
  readonly [N in keyof Q]: Q[N] extends Sql ? Rows<Q[N]> : { readonly [M in keyof Q[N]]: Rows<Q[N][M]> };
};

export type Row = { readonly [column: string]: unknown };

/** What a statement answered: the end of the journal, the number that was shown, and what answered at which number. */
export type Told<Q extends Questions> = {
  readonly place: number;
  readonly at: number;
  readonly live: readonly LiveGeneration[];
  readonly revision: number | null;
  readonly rows: Answers<Q>;
};

/**
 * One statement for all questions, and therefore one snapshot; `tableOf` names the tables that they are asked of, and
 * `stream` the one whose revision is told too. Throws {@link Rejected} where `asOf` is no instant.
 */
export function statementOf<const Q extends Questions>(
  asOf: AsOf,
  ask: (view: View) => Q,
  stream: string | null,
  tableOf: (projection: Projection) => string,
): {
  readonly text: string;
  readonly values: SqlValue[];
  readonly asked: ReadonlySet<Projection>;
  readonly told: (row: Row) => Told<Q>;
} {
  const moment = asOf === undefined ? null : typeof asOf === 'string' ? numberAt(asOf) : sql`${asOf}::bigint`;
  const { view, asked } = viewOf(moment === null ? 'now' : sql`(SELECT seq FROM moment)`, tableOf);
  const questions: Sql[] = [];
  // What was asked, with the places in the answer where its rows will stand.
  const numbered = (question: Sql | Group): number | { readonly [name: string]: number } =>
    isSql(question) ? questions.push(question) - 1 : eachOf(question, (one) => questions.push(one) - 1);
  const places = eachOf(ask(view), numbered);
  const answers = questions.map(
    (question, index) =>
      sql`(SELECT coalesce(json_agg(q), '[]') FROM (${question}) q) AS ${trusted(`answer_${index}`)}`,
  );
  const shown = moment === null ? sql`seq AS place, seq` : sql`seq AS place, least(seq, ${moment}) AS seq`;
  const place = sql`SELECT (SELECT place FROM moment)::float8 AS place, (SELECT seq FROM moment)::float8 AS at,
    ${trusted(LIVE_GENERATIONS)} AS live, withheld_from('{}') <> '{}' AS withholds,
    (SELECT max(revision) FROM ${view.journal()} j WHERE stream = ${stream})::float8 AS revision`;
  return {
    ...rendered(
      sql`WITH moment AS MATERIALIZED (SELECT ${shown} FROM projector) ${joined([place, ...answers])}`,
    ),
    asked,
    told: (row) => {
      const rowsAt = (index: number): Row[] => inCamelCase(row[`answer_${index}`] as Row[]);
      const rows = eachOf(places, (at) => (typeof at === 'number' ? rowsAt(at) : eachOf(at, rowsAt)));
      return {
        place: row['place'] as number,
        at: row['at'] as number,
        live: row['live'] as LiveGeneration[],
        revision: row['revision'] as number | null,
        rows: rows as Row as Answers<Q>, // As the questions say of themselves.
      };
    },
  };
}

const eachOf = <T, U>(
  of: { readonly [name: string]: T },
  make: (one: T) => U,
): { readonly [name: string]: U } =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, make(one)]));

const inCamelCase = (rows: readonly Row[]): Row[] =>
  rows.map((row) => {
    const spelled: { [column: string]: unknown } = {};
    for (const name in row) spelled[camelCase(name)] = row[name];
    return spelled;
  });

/** The number of the last event recorded at or before an instant; 0 when there is none. */
const numberAt = (instant: string): Sql => sql`coalesce((SELECT seq FROM journal
  WHERE recorded_at <= ${inUtc(instant)}::timestamptz ORDER BY recorded_at DESC LIMIT 1), 0)`;

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.(\d{1,9}))?)?(?:Z|[+-]\d{2}:\d{2})$/i;

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
