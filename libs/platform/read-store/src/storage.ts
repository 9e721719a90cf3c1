import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { copyInto, copyText, NotText, storableJson } from './copy.ts';
import { keyText, replacedAndLast, type KnownRow, type Version } from './fold.ts';
import { itemsOf } from './items.ts';
import { storageOf, type Projection, type Values } from './projection.ts';
import { isRefusedValue, Refused } from './refused.ts';
import { rendered } from './sql.ts';
import { json, snakeCase, sqlRead, sqlType, text } from './table.ts';
import { createTables, indexesOf, namedColumns, tablesOf, type Names } from './tables.ts';

const TEXT = text();
const ITEM = json();

/** A version as the texts that `COPY` takes of its columns, and of the items of its lists that changed. */
export type VersionText = Pick<Version, 'name' | 'seq' | 'stream' | 'isFirst' | 'hasChanged'> & {
  readonly text: string;
  readonly items: readonly string[];
  readonly isRemoved: boolean;
};

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
    const storage = storageOf(projection, generation);
    this.name = storage;
    const { key, rest, lists } = namedColumns(projection.table);
    [this.#key, this.#rest, this.#lists] = [key, rest, lists];

    const typed = (names: Names): string =>
      names.map(({ sql, column }) => `${sql} ${sqlType(column)}`).join(', ');
    const listed = (names: Names): string => names.map(({ sql }) => sql).join(', ');
    const columns = [...this.#key, ...this.#rest];
    const keyNames = this.#key.map(({ sql }) => sql);
    const itemsRead = lists
      .map(({ sql }) => `, ${rendered(itemsOf(storage, keyNames, sql, 'c')).text} AS ${sql}`)
      .join('');
    // Key by key: a join would be planned for a hundred keys, and read the whole table where there is one.
    this.#readSql = `
      SELECT ${columns.map(({ sql, column }) => `${sqlRead(column, `c.${sql}`)} AS ${sql}`).join(', ')}${itemsRead}, c._stream, c._removed
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

  /** Takes away all that records of some streams have come to, and what of them is set aside. */
  purge(session: PoolClient, streams: ReadonlySet<string>): Promise<unknown>[] {
    if (streams.size === 0) return [];
    const { name: storage } = this;
    const ofStreams = `c._stream = ANY ($1)`;
    const besides = tablesOf(storage, this.projection.table).filter((one) => one !== storage);
    const sameKey = this.#key.map(({ sql }) => `t.${sql} = c.${sql}`).join(' AND ');
    return [
      ...besides.map(
        (table) => `DELETE FROM ${table} t USING ${storage} c WHERE ${ofStreams} AND ${sameKey}`,
      ),
      `DELETE FROM ${storage} c WHERE ${ofStreams}`,
      `DELETE FROM parked p WHERE p.storage = '${storage}' AND p.stream = ANY ($1)`,
    ].map((text) => session.query(text, [[...streams]]));
  }

  /** Makes the tables with the indexes that were asked for. */
  async create(runner: QueryRunner): Promise<void> {
    await createTables(runner, this.name, this.projection.table);
  }

  /** Makes what indexes are missing. */
  async index(session: PoolClient): Promise<void> {
    for (const { create } of indexesOf(this.name, this.projection.table)) await session.query(create);
  }

  /** Takes the indexes away, but for the key of the current rows and of items: writing much is faster without. */
  async bare(session: PoolClient): Promise<void> {
    for (const { name } of indexesOf(this.name, this.projection.table)) {
      await session.query(`DROP INDEX IF EXISTS ${name}`);
    }
  }

  /** Whether every index is there. */
  async isIndexed(session: PoolClient): Promise<boolean> {
    const names = indexesOf(this.name, this.projection.table).map(({ name }) => name);
    const { rows } = await session.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM unnest($1::text[]) AS i(name) WHERE to_regclass(name) IS NOT NULL',
      [names],
    );
    return rows[0]?.n === names.length;
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
}
