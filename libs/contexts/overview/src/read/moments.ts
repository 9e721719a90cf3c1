import { sql, type Sql, type View } from '#platform/read-store';

/** The number of the last event recorded at or before an instant; 0: there is none. */
export const numberAt = (view: View, instant: string): Sql =>
  sql`coalesce((SELECT j.seq FROM ${view.journal()} j WHERE j.recorded_at <= ${instant}::timestamptz
    ORDER BY j.recorded_at DESC LIMIT 1), 0)`;

/** The number of the last event recorded before an instant; 0: there is none. */
export const numberBefore = (view: View, instant: string): Sql =>
  sql`coalesce((SELECT j.seq FROM ${view.journal()} j WHERE j.recorded_at < ${instant}::timestamptz
    ORDER BY j.recorded_at DESC LIMIT 1), 0)`;
