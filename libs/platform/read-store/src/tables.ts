import type { PoolClient } from 'pg';
import { API_ROLE, isShownTo, SCOPE } from './api-role.ts';
import { Table as SqlTable, type QueryRunner } from 'typeorm';
import { json, snakeCase, sqlType, type Column, type Table } from './table.ts';

/** The most that PostgreSQL allows: what fits in a page stays there as it is. */
const TOAST_BYTES = 8_160;

export type Names = readonly { readonly name: string; readonly sql: string; readonly column: Column }[];
/** The columns of a table: of its key, of lists, and all others. */
export type NamedColumns = { readonly key: Names; readonly rest: Names; readonly lists: Names };

const known = new WeakMap<Table, NamedColumns>();

/** Found once for each table: every question asks. */
export function namedColumns(table: Table): NamedColumns {
  const found = known.get(table) ?? columnsOf(table);
  known.set(table, found);
  return found;
}

function columnsOf({ columns, key }: Table): NamedColumns {
  const all = Object.entries(columns).map(([name, column]) => ({ name, sql: snakeCase(name), column }));
  const lists = all.filter(({ column }) => column.kind === 'list');
  return {
    key: all.filter(({ name }) => key.includes(name)),
    rest: all.filter((one) => !key.includes(one.name) && !lists.includes(one)),
    lists,
  };
}

/** The tables of a generation that is kept as `storage`; one without lists has no items. */
export const tablesOf = (storage: string, { columns }: Table): readonly string[] => [
  storage,
  `${storage}_versions`,
  ...(Object.values(columns).some(({ kind }) => kind === 'list') ? [`${storage}_items`] : []),
];

/** Makes the tables of a generation, with the indexes that were asked for. */
export async function createTables(runner: QueryRunner, storage: string, table: Table): Promise<void> {
  const { key, rest, lists } = namedColumns(table);
  const columns = [...key, ...rest].map(({ name, sql, column }) => ({
    name: sql,
    type: sqlType(column).replace('[]', ''),
    isArray: sqlType(column).endsWith('[]'),
    isPrimary: table.key.includes(name),
    isNullable: !table.key.includes(name),
  }));
  // A removed row keeps its key alone.
  const required = rest.filter(({ column }) => !column.isNullable).map(({ sql }) => `${sql} IS NOT NULL`);
  const checks = required.length === 0 ? [] : [{ expression: `_removed OR (${required.join(' AND ')})` }];
  const removed = { name: '_removed', type: 'boolean' };
  const from = { name: '_from_seq', type: 'bigint' };
  await runner.createTable(
    new SqlTable({
      name: storage,
      columns: [...columns, { name: '_seq', type: 'bigint' }, { name: '_stream', type: 'text' }, removed],
      checks,
    }),
  );
  await runner.createTable(
    new SqlTable({
      name: `${storage}_versions`,
      columns: [...columns.map((column) => ({ ...column, isPrimary: false })), from, removed],
      checks,
    }),
  );
  if (lists.length > 0) {
    // Its key is kept while much is written, as that of the current rows is: rows are read back with their lists.
    const place = [{ name: '_list', type: 'text' }, { name: '_at', type: 'integer' }, from];
    await runner.createTable(
      new SqlTable({
        name: `${storage}_items`,
        columns: [
          ...columns.filter(({ isPrimary }) => isPrimary),
          ...place.map((column) => ({ ...column, isPrimary: true })),
          { name: 'item', type: 'json', isNullable: true },
        ],
      }),
    );
  }
  for (const one of tablesOf(storage, table)) {
    // PostgreSQL would pack rows of more than two kilobytes, one by one.
    await runner.query(`ALTER TABLE ${one} SET (toast_tuple_target = ${TOAST_BYTES})`);
  }
  for (const { create } of indexesOf(storage, table)) await runner.query(create);
  for (const one of tablesOf(storage, table)) await runner.query(`GRANT SELECT ON ${one} TO ${API_ROLE}`);
  if (table.visibleTo !== null) await showOnlyTo(runner, storage, table, table.visibleTo);
  if (table.record !== null) await withhold(runner, tablesOf(storage, table), table.record);
}

/** Shows rows of what is withheld only to whom it is shown, as the read model `withheld` has it now: of a moment in the past, too. */
async function withhold(
  runner: QueryRunner,
  names: readonly string[],
  { column, prefix }: NonNullable<Table['record']>,
): Promise<void> {
  const record = prefix === '' ? snakeCase(column) : `'${prefix}' || ${snakeCase(column)}`;
  for (const name of names) {
    await runner.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
    await runner.query(
      `CREATE POLICY withheld ON ${name} FOR SELECT TO ${API_ROLE} USING (${isShownTo(record)})`,
    );
  }
}

/** Shows rows to the organisation that a transaction speaks for only, and keeps nothing of them in statistics. */
async function showOnlyTo(
  runner: QueryRunner,
  storage: string,
  table: Table,
  visibleTo: string,
): Promise<void> {
  const { key, rest } = namedColumns(table);
  const [rows, versions, items] = tablesOf(storage, table);
  const asking = `current_setting('${SCOPE}', true)`;
  const isSeen = `${asking} = ${table.columns[visibleTo]?.kind === 'texts' ? `ANY (${snakeCase(visibleTo)})` : snakeCase(visibleTo)}`;
  // Of whom an item is, its row says, which the same policy shows or does not.
  const sameKey = key.map(({ sql }) => `r.${sql} = ${items}.${sql}`).join(' AND ');
  const policies = [
    [rows, isSeen],
    [versions, isSeen],
    [items, `EXISTS (SELECT FROM ${rows} r WHERE ${sameKey})`],
  ];
  for (const [name, condition] of policies) {
    if (name === undefined) continue;
    await runner.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
    await runner.query(`CREATE POLICY own ON ${name} FOR SELECT TO ${API_ROLE} USING (${condition})`);
    const columns =
      name === items ? key.concat({ name: 'item', sql: 'item', column: json() }) : [...key, ...rest];
    const unkept = columns.map(({ sql }) => `ALTER COLUMN ${sql} SET STATISTICS 0`).join(', ');
    await runner.query(`ALTER TABLE ${name} ${unkept}`);
  }
}

/** Takes the tables away that are kept as `storage`, whatever they hold. */
export async function dropTables(session: PoolClient, storage: string): Promise<void> {
  await session.query(`DROP TABLE IF EXISTS ${storage}, ${storage}_versions, ${storage}_items`);
}

type Index = { readonly name: string; readonly create: string };

/** The indexes of a generation but for the keys of its current rows and of its items. */
export function indexesOf(storage: string, table: Table): readonly Index[] {
  const versions = `${storage}_versions_key`;
  const key = table.key.map(snakeCase).join(', ');
  return [
    {
      name: versions,
      create: `CREATE UNIQUE INDEX IF NOT EXISTS ${versions} ON ${storage}_versions (${key}, _from_seq)`,
    },
    // What is about people can be destroyed, record by record.
    ...(table.visibleTo === null
      ? []
      : [
          {
            name: `${storage}_stream`,
            create: `CREATE INDEX IF NOT EXISTS ${storage}_stream ON ${storage} (_stream)`,
          },
        ]),
    ...table.indexes.map((names, at) => {
      const name = `${storage}_${at + 1}`;
      const isList = names.some((one) => table.columns[one]?.kind === 'texts');
      // As of a moment, rows that are gone by now are looked up as well, by what never changes: their key.
      const isOfKey = names.every((one) => table.key.includes(one));
      return {
        name,
        create: `CREATE INDEX IF NOT EXISTS ${name} ON ${storage} USING ${isList ? 'gin' : 'btree'}
          (${names.map(snakeCase).join(', ')})${isOfKey ? '' : ' WHERE NOT _removed'}`,
      };
    }),
  ];
}
