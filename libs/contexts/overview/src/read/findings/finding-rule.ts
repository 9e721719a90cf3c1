import type { FindingRule } from '#contexts/finding';
import type { IsoDate } from '#kernel';
import { sql, type Sql, type View } from '#platform/read-store';

/** How long something may wait before it is a finding, in months. */
export type Patience = { readonly adoptedWithin: number; readonly conditionalFor: number };

/** What a rule is asked about: the codes of a place, as an array in SQL, on a day. */
export type LookedAt = {
  readonly view: View;
  readonly day: IsoDate;
  readonly codes: Sql;
  readonly patience: Patience;
};

/** A row of what is found. */
export type FoundRow = {
  readonly rule: FindingRule;
  /** The stream of the record. */
  readonly about: string;
  readonly part: string | null;
  readonly since: IsoDate | null;
  /** The very events behind it, where they are not all of some types. */
  readonly eventIds: readonly string[] | null;
};

/** How a rule looks for what it finds. */
export type Looking = {
  /** Types of the events behind it, of the record that it is about. */
  readonly behind: readonly string[];
  /** Rows with `about`, `part`, `since` and `event_ids`: see {@link FoundRow}. */
  readonly found: (at: LookedAt) => Sql;
};

/** The columns of a row of what is found. */
export const row = (about: Sql, part: Sql | null, since: Sql | null, eventIds: Sql | null = null): Sql =>
  sql`${about} AS about, ${part ?? sql`NULL`}::text AS part, ${since ?? sql`NULL`}::date AS since,
    ${eventIds ?? sql`NULL`}::text[] AS event_ids`;

/** The first and the last day of a partial date, which an expression has as text; null where it is no date. */
export const earliestOf = (text: Sql): Sql =>
  sql`(CASE WHEN ${text} ~ '^[0-9]' THEN (${text} || substr('-01-01', length(${text}) - 3))::date END)`;
export const latestOf = (text: Sql): Sql => sql`(CASE WHEN ${text} !~ '^[0-9]' THEN NULL
    WHEN length(${text}) = 4 THEN (${text} || '-12-31')::date
    WHEN length(${text}) = 7 THEN ((${text} || '-01')::date + interval '1 month - 1 day')::date
    ELSE ${text}::date END)`;
