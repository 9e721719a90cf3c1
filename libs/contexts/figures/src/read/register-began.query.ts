import type { IsoDate } from '#kernel';
import { sql, type Sql, type View } from '#platform/read-store';

/** The day, in Amsterdam, on which the first event was recorded; no row before it. */
export const registerBegan = (view: View): Sql<{ readonly day: IsoDate }> =>
  sql<{ readonly day: IsoDate }>`SELECT (j.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date AS day
    FROM ${view.journal()} j WHERE j.seq = 1`;
