import { DataSource } from 'typeorm';
import type { Role } from '#platform/http';
import { asUnavailable, SCOPE_ROLE } from '#platform/read-store';

/** Which entries: from an instant on, before one, of an actor, about an object. */
export type Sought = {
  readonly limit: number;
  readonly from?: string;
  readonly until?: string;
  readonly actor?: string;
  readonly object?: string;
  readonly outcome?: string;
  /** The id of the last entry of the page before: ids are in the order of time. */
  readonly cursor?: string;
};

const PAGE = `SELECT entry FROM access_log WHERE entry ->> 'id' > $1
  AND ($2::text IS NULL OR entry ->> 'at' >= $2) AND ($3::text IS NULL OR entry ->> 'at' < $3)
  AND ($4::text IS NULL OR entry ->> 'actor' = $4)
  AND ($5::text IS NULL OR concat(entry -> 'object' ->> 'kind', '/', entry -> 'object' ->> 'id') = $5)
  AND ($6::text IS NULL OR entry ->> 'outcome' = $6)
  ORDER BY entry ->> 'id' LIMIT $7`;

/** The least id of an instant: a UUID v7 begins with its milliseconds (RFC 9562, 5.7). */
const firstIdAt = (instant: string): string => {
  const hex = Math.max(0, Date.parse(instant)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
};

/** Reads the access log for those who may: PostgreSQL itself looks at the role. */
export class AccessLogReader {
  constructor(private readonly database: DataSource) {}

  /** Throws `ReadStoreUnavailable`. */
  async page(
    { from, until, actor, object, outcome, cursor, limit }: Sought,
    role: Role,
  ): Promise<{ readonly entries: readonly object[]; readonly next: string | null }> {
    // An id that is looked for from the beginning of its instant on is found without looking at all the others.
    const after = cursor ?? (from === undefined ? '' : firstIdAt(from));
    const values = [from, until, actor, object, outcome].map((one) => one ?? null);
    try {
      const rows = await this.database.transaction(async (manager) => {
        await manager.query('SELECT set_config($1, $2, true)', [SCOPE_ROLE, role]);
        return manager.query<readonly { readonly entry: { readonly id: string } }[]>(PAGE, [
          after,
          ...values,
          limit + 1,
        ]);
      });
      const entries = rows.slice(0, limit).map(({ entry }) => entry);
      return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
