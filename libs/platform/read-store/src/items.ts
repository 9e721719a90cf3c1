import { sql, trusted, type Sql } from './sql.ts';

/**
 * A list of the row called `row`, as JSON. An item stands there once for each time that it changed, and counts as it reads
 * from the last number on, or from the last up to `upTo`; one that is null is gone.
 */
export function itemsOf(
  storage: string,
  key: readonly string[],
  list: string,
  row: string,
  upTo: Sql | 'now' = 'now',
): Sql {
  const scope = [...key.map((name) => `n.${name} = ${row}.${name}`), `n._list = '${list}'`].join(' AND ');
  return sql`(SELECT coalesce(json_agg(i.item ORDER BY i._at), '[]') FROM (
    SELECT DISTINCT ON (n._at) n._at, n.item FROM ${trusted(`${storage}_items`)} n
    WHERE ${trusted(scope)}${upTo === 'now' ? trusted('') : sql` AND n._from_seq <= ${upTo}`}
    ORDER BY n._at DESC, n._from_seq DESC
  ) i WHERE i.item IS NOT NULL)`;
}
