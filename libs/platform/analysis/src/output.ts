import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { finished } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Column, Table, Values } from '#platform/read-store';

export const Formats = ['ndjson', 'csv', 'parquet'] as const;
export type Format = (typeof Formats)[number];

/** The format that the name of a file ends with; `null`: none of them. */
export const formatOf = (file: string): Format | null =>
  Formats.find((format) => extname(file) === `.${format}`) ?? null;

/** How a column is kept in Parquet. */
const PARQUET: { readonly [K in Column['kind']]: string } = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  amount: 'DOUBLE',
  flag: 'BOOLEAN',
  day: 'DATE',
  instant: 'TIMESTAMPTZ',
  texts: 'VARCHAR[]',
  json: 'JSON',
  list: 'JSON',
};
/** And in CSV, where everything is text: instants as the register writes them, lists as JSON. */
const CSV: typeof PARQUET = { ...PARQUET, day: 'VARCHAR', instant: 'VARCHAR', texts: 'JSON' };

/** DuckDB takes memory for several objects of that size. */
const OBJECT_BYTES = 4_000_000;
const BATCH_CHARACTERS = 256_000;

/**
 * Writes rows to a file, which is there only once it is whole; a file of that name is replaced. The same rows make the same bytes.
 * NDJSON: a line a row (UTF-8). CSV: RFC 4180, with a header. Parquet: compressed with zstd.
 */
export async function write(
  file: string,
  format: Format,
  table: Table,
  rows: Iterable<Values>,
): Promise<{ readonly rows: number }> {
  const lines = `${file}.part`;
  try {
    const written = await writeLines(lines, table, rows);
    if (format === 'ndjson') await rename(lines, file);
    else await convert(lines, file, format, table, written.longest);
    return { rows: written.count };
  } finally {
    await rm(lines, { force: true });
  }
}

/** @returns how many lines there are, and how long the longest may be. Bytes. */
async function writeLines(
  file: string,
  { columns }: Table,
  rows: Iterable<Values>,
): Promise<{ readonly count: number; readonly longest: number }> {
  const names = Object.keys(columns);
  const stream = createWriteStream(file);
  let [count, longest, text] = [0, 0, ''];
  for (const row of rows) {
    const line = `${JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name] ?? null])))}\n`;
    longest = Math.max(longest, 3 * line.length);
    text += line;
    count += 1;
    if (text.length < BATCH_CHARACTERS) continue;
    if (!stream.write(text)) await once(stream, 'drain');
    text = '';
  }
  stream.end(text);
  await finished(stream);
  return { count, longest };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const named = (text: string): string => `"${text.replaceAll('"', '""')}"`;

async function convert(
  lines: string,
  file: string,
  format: Exclude<Format, 'ndjson'>,
  { columns }: Table,
  longest: number,
): Promise<void> {
  const types = format === 'csv' ? CSV : PARQUET;
  const shape = Object.entries(columns).map(([name, { kind }]) => `${named(name)}: ${quoted(types[kind])}`);
  const as = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION zstd';
  const whole = `${file}.whole`;
  // One thread writes rows in their order, and the same bytes each time.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  try {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(
      `COPY (SELECT * FROM read_json(${quoted(lines)}, columns = {${shape.join(', ')}}, format = 'newline_delimited',
        maximum_object_size = ${Math.max(longest, OBJECT_BYTES)})) TO ${quoted(whole)} (${as})`,
    );
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
  await rename(whole, file);
}
