import type { PoolClient } from 'pg';
import { Table as SqlTable, type QueryRunner, type TableOptions as SqlTableOptions } from 'typeorm';
import { copyInto, copyText, NotText, storableJson } from './copy.ts';
import { keyText, replacedAndLast, type KnownRow, type Version } from './fold.ts';
import { itemsOf } from './items.ts';
import { storageOf, type Projection, type Values } from './projection.ts';
import { isRefusedValue, Refused } from './refused.ts';
import { rendered } from './sql.ts';
import { json, snakeCase, sqlRead, sqlType, text, type Column, type Table } from './table.ts';

const TEXT = text();
const ITEM = json();
/** The most that PostgreSQL allows: what fits in a page stays there as it is. */
const TOAST_BYTES = 8_160;

/** A version as the texts that `COPY` takes of its columns, and of the items of its lists that changed. */
export type VersionText = Pick<Version, 'name' | 'seq' | 'stream' | 'isFirst' | 'hasChanged'> & {
  readonly text: string;
  readonly items: readonly string[];
  readonly isRemoved: boolean;
};

type Names = readonly { readonly name: string; readonly sql: string; readonly column: Column }[];

/** The tables of a generation that is kept as `storage`; one without lists has no items. */
export const tablesOf = (storage: string, { columns }: Table): readonly string[] => [
  storage,
  `${storage}_versions`,
  ...(Object.values(columns).some(({ kind }) => kind === 'list') ? [`${storage}_items`] : []),
];

/** SQL: takes the tables away that are kept as `storage`, whatever they hold. */
export const dropSql = (storage: string): string =>
  `DROP TABLE IF EXISTS ${storage}, ${storage}_versions, ${storage}_items`;

/**
 * The tables of one generation of a projection: *current*, one row a key (those of removed rows too), *versions*, what
 * those rows were before: every version is in one of the two; and *items*, those of lists, each from a number on.
 */
export class Storage {
  readonly name: string;
  readonly #key: Names;
  readonly #rest: Names;
  readonly #lists: Names;
  readonly #readSql: string;
  readonly #writeSql: string;

  constructor(
    readonly projection: Projection,
    readonly generation = 1,
  ) {
    const { table } = projection;
    const storage = storageOf(projection, generation);
    this.name = storage;
    const all = Object.entries(table.columns).map(([name, column]) => ({
      name,
      sql: snakeCase(name),
      column,
    }));
    this.#key = all.filter(({ name }) => table.key.includes(name));
    this.#lists = all.filter(({ column }) => column.kind === 'list');
    this.#rest = all.filter((one) => !table.key.includes(one.name) && !this.#lists.includes(one));

    const typed = (names: Names): string =>
      names.map(({ sql, column }) => `${sql} ${sqlType(column)}`).join(', ');
    const listed = (names: Names): string => names.map(({ sql }) => sql).join(', ');
    const columns = [...this.#key, ...this.#rest];
    const keyNames = this.#key.map(({ sql }) => sql);
    const lists = this.#lists
      .map(({ sql }) => `, ${rendered(itemsOf(storage, keyNames, sql, 'c')).text} AS ${sql}`)
      .join('');
    // Key by key: a join would be planned for a hundred keys, and read the whole table where there is one.
    this.#readSql = `
      SELECT ${columns.map(({ sql, column }) => `${sqlRead(column, `c.${sql}`)} AS ${sql}`).join(', ')}${lists}, c._stream, c._removed
      FROM json_to_recordset($1::json) AS k(${typed(this.#key)})
      CROSS JOIN LATERAL (
        SELECT * FROM ${storage} r WHERE ${this.#key.map(({ sql }) => `r.${sql} = k.${sql}`).join(' AND ')} LIMIT 1
      ) c`;
    const items = `items AS (
        INSERT INTO ${storage}_items (${listed(this.#key)}, _list, _at, _from_seq, item)
        SELECT ${listed(this.#key)}, _list, _at, _seq, item
        FROM json_to_recordset($2::json) AS t(${typed(this.#key)}, _list text, _at integer, _seq bigint, item json)
      ), `;
    this.#writeSql = `
      WITH told AS (
        SELECT * FROM json_to_recordset($1::json)
          AS t(${typed(columns)}, _seq bigint, _stream text, _removed boolean, _last boolean, _first boolean)
      ), ${this.#lists.length === 0 ? '' : items}replaced AS (
        INSERT INTO ${storage}_versions (${listed(columns)}, _from_seq, _removed)
        SELECT ${listed(columns)}, _seq, _removed FROM told WHERE NOT _last
        UNION ALL ${this.#standing('told', 'k._last AND NOT k._first')}
      )
      INSERT INTO ${storage} (${listed(columns)}, _seq, _stream, _removed)
      SELECT ${listed(columns)}, _seq, _stream, _removed FROM told WHERE _last
      ON CONFLICT (${listed(this.#key)}) DO UPDATE SET
        ${this.#replaced}`;
  }

  /** SQL: the current rows of some keys, as the versions that they are about to be. */
  #standing(keys: string, where: string): string {
    const columns = [...this.#key, ...this.#rest].map(({ sql }) => `c.${sql}`).join(', ');
    return `SELECT ${columns}, c._seq, c._removed FROM ${keys} k CROSS JOIN LATERAL (
      SELECT * FROM ${this.name} r WHERE ${this.#key.map(({ sql }) => `r.${sql} = k.${sql}`).join(' AND ')} LIMIT 1
    ) c WHERE ${where}`;
  }

  get #replaced(): string {
    return [...this.#rest.map(({ sql }) => sql), '_seq', '_removed']
      .map((sql) => `${sql} = EXCLUDED.${sql}`)
      .join(', ');
  }

  /** Makes the tables with the indexes that were asked for. */
  async create(runner: QueryRunner): Promise<void> {
    const { name: storage } = this;
    const { table } = this.projection;
    const columns = [...this.#key, ...this.#rest].map(({ name, sql, column }) => ({
      name: sql,
      type: sqlType(column).replace('[]', ''),
      isArray: sqlType(column).endsWith('[]'),
      isPrimary: table.key.includes(name),
      isNullable: !table.key.includes(name),
    }));
    // A removed row keeps its key alone.
    const required = this.#rest
      .filter(({ column }) => !column.isNullable)
      .map(({ sql }) => `${sql} IS NOT NULL`);
    const checks = required.length === 0 ? [] : [{ expression: `_removed OR (${required.join(' AND ')})` }];
    const removed = { name: '_removed', type: 'boolean' };
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
        columns: [
          ...columns.map((column) => ({ ...column, isPrimary: false })),
          { name: '_from_seq', type: 'bigint' },
          removed,
        ],
        checks,
      }),
    );
    if (this.#lists.length > 0)
      await this.#createItems(
        runner,
        columns.filter(({ isPrimary }) => isPrimary),
      );
    for (const one of tablesOf(storage, table)) {
      // PostgreSQL would pack rows of more than two kilobytes, one by one.
      await runner.query(`ALTER TABLE ${one} SET (toast_tuple_target = ${TOAST_BYTES})`);
    }
    for (const { create } of this.#indexes) await runner.query(create);
  }

  /** Its key is kept while much is written, as that of the current rows is: rows are read back with their lists. */
  async #createItems(runner: QueryRunner, key: SqlTableOptions['columns'] & object): Promise<void> {
    await runner.createTable(
      new SqlTable({
        name: `${this.name}_items`,
        columns: [
          ...key,
          { name: '_list', type: 'text', isPrimary: true },
          { name: '_at', type: 'integer', isPrimary: true },
          { name: '_from_seq', type: 'bigint', isPrimary: true },
          { name: 'item', type: 'json', isNullable: true },
        ],
      }),
    );
  }

  /** Makes what indexes are missing. */
  async index(session: PoolClient): Promise<void> {
    for (const { create } of this.#indexes) await session.query(create);
  }

  /** Takes the indexes away, but for the key of the current rows: writing much is faster without. */
  async bare(session: PoolClient): Promise<void> {
    for (const { name } of this.#indexes) await session.query(`DROP INDEX IF EXISTS ${name}`);
  }

  /** Whether every index is there. */
  async isIndexed(session: PoolClient): Promise<boolean> {
    const { rows } = await session.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM unnest($1::text[]) AS i(name) WHERE to_regclass(name) IS NOT NULL',
      [this.#indexes.map(({ name }) => name)],
    );
    return rows[0]?.n === this.#indexes.length;
  }

  get #indexes(): readonly { readonly name: string; readonly create: string }[] {
    const { name: storage } = this;
    const { table } = this.projection;
    const versions = `${storage}_versions_key`;
    const key = this.#key.map(({ sql }) => sql).join(', ');
    return [
      {
        name: versions,
        create: `CREATE UNIQUE INDEX IF NOT EXISTS ${versions} ON ${storage}_versions (${key}, _from_seq)`,
      },
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

  /**
   * The texts that `COPY` takes of a version's columns; of those that hold the very same as in `before`, the ones of
   * then. Throws {@link NotText}.
   */
  textsOf(
    { key, row, hasChanged }: Version,
    before?: { readonly row: Values | null; readonly texts: readonly string[] },
  ): readonly string[] {
    if (before !== undefined && !hasChanged) return before.texts;
    const keyTexts = this.#key.map(
      ({ name, column }, at) => before?.texts[at] ?? copyText(column, key[name]),
    );
    const from = keyTexts.length;
    const rest = this.#rest.map(({ name, column }, at) => {
      const value = row?.[name];
      const known = before?.row?.[name] === value ? before?.texts[from + at] : undefined;
      return known ?? copyText(column, value);
    });
    return [...keyTexts, ...rest];
  }

  /** The lines that `COPY` takes of the items that a version changes. `keyTexts`: those of its key. Throws {@link NotText}. */
  itemTextsOf({ items, seq }: Version, keyTexts: readonly string[]): string[] {
    const key = keyTexts.slice(0, this.#key.length).join('\t');
    return items.map(
      ({ list, at, item }) => `${key}\t${snakeCase(list)}\t${at}\t${seq}\t${copyText(ITEM, item)}`,
    );
  }

  /** About how long the lists of a row are as text. Characters. */
  listsLength({ row }: Version): number {
    return this.#lists.reduce((so, { name }) => so + JSON.stringify(row?.[name] ?? []).length, 0);
  }

  /**
   * Writes as {@link Storage.write} does, by `COPY`: faster where it is much. Nothing else may be under way in the
   * session. Throws {@link Refused}.
   */
  async copy(session: PoolClient, versions: readonly VersionText[]): Promise<void> {
    const { name: storage } = this;
    const changed = versions.filter(({ hasChanged }) => hasChanged);
    const { replaced, last } = replacedAndLast(changed);
    const isNew = new Set(changed.filter(({ isFirst }) => isFirst).map(({ name }) => name));
    const removed = ({ isRemoved }: VersionText): string => (isRemoved ? 't' : 'f');
    const former = replaced.map((one) => `${one.text}\t${one.seq}\t${removed(one)}`);
    const linesOf = (ones: readonly VersionText[]): string[] =>
      ones.map((one) => `${one.text}\t${one.seq}\t${copyText(TEXT, one.stream)}\t${removed(one)}`);
    const names = [...this.#key, ...this.#rest].map(({ sql }) => sql).join(', ');
    const current = `${names}, _seq, _stream, _removed`;
    const staging = `${storage}_staging`;
    const key = this.#key.map(({ sql }) => sql).join(', ');
    const items = versions.flatMap((one) => one.items);
    try {
      await copyInto(session, `${storage}_items`, `${key}, _list, _at, _from_seq, item`, items);
      await copyInto(session, `${storage}_versions`, `${names}, _from_seq, _removed`, former);
      await copyInto(session, storage, current, linesOf(last.filter(({ name }) => isNew.has(name))));
      const standing = linesOf(last.filter(({ name }) => !isNew.has(name)));
      if (standing.length === 0) return;
      await session.query(
        `CREATE TEMP TABLE IF NOT EXISTS ${staging} (LIKE ${storage}) ON COMMIT DELETE ROWS`,
      );
      await copyInto(session, staging, current, standing);
      await session.query(
        `INSERT INTO ${storage}_versions (${names}, _from_seq, _removed) ${this.#standing(staging, 'true')}`,
      );
      await session.query(
        `INSERT INTO ${storage} (${current}) SELECT ${current} FROM ${staging}
         ON CONFLICT (${key}) DO UPDATE SET ${this.#replaced}`,
      );
    } catch (error) {
      throw isRefusedValue(error) ? new Refused(this, error) : error;
    }
  }

  /** The rows of some keys, those that are gone too, by the text of their key. */
  async read(session: PoolClient, keys: readonly Values[]): Promise<Map<string, KnownRow>> {
    const wanted = keys.map((key) => Object.fromEntries(this.#key.map(({ name, sql }) => [sql, key[name]])));
    const { rows } = await session.query<Values>({
      name: `${this.name}-read`,
      text: this.#readSql,
      values: [JSON.stringify(wanted)],
    });
    const pick = (row: Values, names: Names): Values =>
      Object.fromEntries(names.map(({ name, sql }) => [name, row[sql]]));
    return new Map(
      rows.map((row) => {
        const key = pick(row, this.#key);
        const known = row['_removed'] === true ? null : pick(row, [...this.#rest, ...this.#lists]);
        return [keyText(this.projection, key), { key, row: known, stream: String(row['_stream']) }];
      }),
    );
  }

  /** Writes versions, and the last of each row as the current one: one statement. Throws {@link Refused}. */
  async write(session: PoolClient, versions: readonly Version[]): Promise<void> {
    const changed = versions.filter(({ hasChanged }) => hasChanged);
    const { last } = replacedAndLast(changed);
    const isLast = new Set(last);
    const wasFirst = new Set(changed.filter(({ isFirst }) => isFirst).map(({ name }) => name));
    const told = changed.map((version) => {
      const { name: keyOf, key, row, stream, seq } = version;
      const values: { [column: string]: unknown } = {
        _seq: seq,
        _stream: stream,
        _removed: row === null,
        _last: isLast.has(version),
        _first: wasFirst.has(keyOf),
      };
      for (const { name, sql } of this.#key) values[sql] = key[name];
      for (const { name, sql } of this.#rest) values[sql] = row?.[name] ?? null;
      return values;
    });
    try {
      const values = [storableJson(told)];
      if (this.#lists.length > 0)
        values.push(storableJson(versions.flatMap((version) => this.#itemsIn(version))));
      await session.query({ name: `${this.name}-write`, text: this.#writeSql, values });
    } catch (error) {
      throw isRefusedValue(error) || error instanceof NotText ? new Refused(this, error) : error;
    }
  }

  #itemsIn({ key, seq, items }: Version): Values[] {
    const keyOf = Object.fromEntries(this.#key.map(({ name, sql }) => [sql, key[name]]));
    return items.map(({ list, at, item }) => ({
      ...keyOf,
      _list: snakeCase(list),
      _at: at,
      _seq: seq,
      item,
    }));
  }

  /** Takes its tables away. */
  async drop(session: PoolClient): Promise<void> {
    await session.query(dropSql(this.name));
  }
}
