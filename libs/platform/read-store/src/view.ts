import { itemsOf } from './items.ts';
import type { Projection } from './projection.ts';
import { joined, sql, trusted, type Sql } from './sql.ts';
import { namedColumns } from './tables.ts';

/**
 * The register as of one number, or now. A query is written once, over `rows` and `journal`, and serves both:
 * `` sql`SELECT … FROM ${view.rows(agreementRegister)} a WHERE a.municipality = ${code}` ``.
 * Of a moment in the past only keys are looked up by index: scope by the leading columns of the key.
 */
export type View = {
  /** The rows of a read model: all columns of its table, and `_seq`, the number at which the row came to read so. */
  readonly rows: (projection: Projection) => Sql;
  /**
   * Every version that its rows ever had, as long as they were there or not: their key, and `_seq`, the number from which they read
   * so. An event that changed what a row says, or took it away, is among these numbers.
   */
  readonly versions: (projection: Projection) => Sql;
  /**
   * The journal: `seq, stream, revision, event_id, type, recorded_at, actor, organisation, data, metadata` (the last two as text).
   * Indexed by `seq`, by `stream, revision`, by `event_id`, by `recorded_at`, and by `actor`, `organisation` and `type`, each with `seq`.
   */
  readonly journal: () => Sql;
};

/**
 * A view, and what it was asked for. `asOf` is the number of the journal that it shows, as SQL; `tableOf` names the
 * table of the generation that answers.
 */
export function viewOf(
  asOf: Sql | 'now',
  tableOf: (projection: Projection) => string,
): { view: View; asked: ReadonlySet<Projection> } {
  const asked = new Set<Projection>();
  return {
    asked,
    view: {
      rows: (projection) => {
        asked.add(projection);
        const storage = tableOf(projection);
        return asOf === 'now' ? currentRows(projection, storage) : rowsAsOf(projection, storage, asOf);
      },
      versions: (projection) => {
        asked.add(projection);
        return versionsOf(projection, tableOf(projection), asOf);
      },
      journal: () => {
        const columns = trusted(
          'seq, stream, revision, event_id, type, recorded_at, actor, organisation, data, metadata',
        );
        return asOf === 'now'
          ? sql`(SELECT ${columns} FROM journal)`
          : sql`(SELECT ${columns} FROM journal WHERE seq <= ${asOf})`;
      },
    },
  };
}

type Names = {
  readonly key: readonly string[];
  readonly rest: readonly string[];
  readonly lists: readonly string[];
};

function namesOf({ table }: Projection): Names {
  const { key, rest, lists } = namedColumns(table);
  const [ofKey = [], ofRest = [], ofLists = []] = [key, rest, lists].map((names) =>
    names.map(({ sql: name }) => name),
  );
  return { key: ofKey, rest: ofRest, lists: ofLists };
}

function currentRows(projection: Projection, storage: string): Sql {
  const { key, rest, lists } = namesOf(projection);
  const columns = [trusted([...key, ...rest, '_seq'].join(', ')), ...listsOf(storage, key, lists, 'now')];
  return sql`(SELECT ${joined(columns)} FROM ${trusted(storage)} c WHERE NOT _removed)`;
}

function versionsOf(projection: Projection, storage: string, asOf: Sql | 'now'): Sql {
  const key = trusted(namesOf(projection).key.join(', '));
  const upTo = (column: string): Sql => (asOf === 'now' ? sql`true` : sql`${trusted(column)} <= ${asOf}`);
  return sql`(SELECT ${key}, _seq FROM ${trusted(storage)} WHERE ${upTo('_seq')}
    UNION ALL SELECT ${key}, _from_seq FROM ${trusted(`${storage}_versions`)} WHERE ${upTo('_from_seq')})`;
}

const listsOf = (
  storage: string,
  key: readonly string[],
  lists: readonly string[],
  upTo: Sql | 'now',
): Sql[] => lists.map((list) => sql`${itemsOf(storage, key, list, 'c', upTo)} AS ${trusted(list)}`);

/**
 * Keys in scope from the current table (which keeps those of removed rows): the row as it stands where it stood so by
 * then already, else the last version that had been written by then and was replaced since.
 */
function rowsAsOf(projection: Projection, storage: string, seq: Sql): Sql {
  const { key, rest, lists } = namesOf(projection);
  const of = (row: string, names: readonly string[]): string =>
    names.map((name) => `${row}.${name}`).join(', ');
  const plain = trusted(`${of('c', key)}, ${of('v', [...rest, '_seq'])}`);
  const columns = joined([plain, ...listsOf(storage, key, lists, seq)]);
  const now = of('c', [...rest, '_seq', '_removed']);
  const then = `${of('h', [...rest, '_from_seq'])} AS _seq, h._removed`;
  const sameKey = key.map((name) => `h.${name} = c.${name}`).join(' AND ');
  return sql`(SELECT ${columns} FROM ${trusted(storage)} c CROSS JOIN LATERAL (
    SELECT ${trusted(now)} WHERE c._seq <= ${seq}
    UNION ALL (
      SELECT ${trusted(then)} FROM ${trusted(`${storage}_versions`)} h
      WHERE ${trusted(sameKey)} AND h._from_seq <= ${seq} AND c._seq > ${seq} ORDER BY h._from_seq DESC LIMIT 1
    )
  ) v WHERE NOT v._removed)`;
}
