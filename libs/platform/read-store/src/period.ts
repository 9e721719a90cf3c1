import type { IsoDate, Period } from '#kernel';
import { identifier, sql, type Sql } from './sql.ts';
import { day } from './table.ts';

/** A period of valid time as four columns, to be spread into a table's columns. */
export const periodColumns = {
  fromEarliest: day(),
  fromLatest: day(),
  untilEarliest: day(),
  untilLatest: day(),
} as const;

export type PeriodValues = {
  readonly fromEarliest: IsoDate;
  readonly fromLatest: IsoDate;
  readonly untilEarliest: IsoDate;
  readonly untilLatest: IsoDate;
};

/** The columns of a period, to be spread into a row. */
export const periodValues = ({ from, until }: Period): PeriodValues => ({
  fromEarliest: from.earliest,
  fromLatest: from.latest,
  untilEarliest: until.earliest,
  untilLatest: until.latest,
});

/** The period of a row. */
export const periodFrom = (row: PeriodValues): Period => ({
  from: { earliest: row.fromEarliest, latest: row.fromLatest },
  until: { earliest: row.untilEarliest, latest: row.untilLatest },
});

/** The kernel's `inForceOn` in SQL: `'yes'`, `'no'` or `'uncertain'` for the row called `alias`. */
export function certaintyOn(alias: string, on: IsoDate): Sql {
  const a = identifier(alias);
  return sql`CASE
    WHEN ${on}::date < ${a}.from_earliest OR ${on}::date > ${a}.until_latest THEN 'no'
    WHEN ${on}::date >= ${a}.from_latest AND ${on}::date <= ${a}.until_earliest THEN 'yes'
    ELSE 'uncertain' END`;
}
