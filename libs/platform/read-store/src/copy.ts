import { Buffer } from 'node:buffer';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import type { Column } from './table.ts';

/** Characters that PostgreSQL cannot hold, or cannot take out of JSON again. */
export class NotText extends Error {
  constructor() {
    super('a text holds a NUL character or half of a surrogate pair');
    this.name = 'NotText';
  }
}

/** NUL and half of a surrogate pair, as JSON escapes them: behind an even number of other backslashes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether PostgreSQL can hold what a text of JSON says. */
export const isStorable = (json: string): boolean => !json.includes('\\u') || !UNSTORABLE.test(json);

/** The text of a JSON value. Throws {@link NotText}. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!isStorable(text)) throw new NotText();
  return text;
}

function escaped(text: string): string {
  if (!/[\\\n\r\t\ud800-\udfff]/.test(text)) return text;
  if (/\p{Surrogate}/u.test(text)) throw new NotText();
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}
const inArray = (value: unknown): string =>
  `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** A value in the text format of `COPY` (PostgreSQL documentation, COPY, "Text Format"). */
export function copyText({ kind }: Column, value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  switch (kind) {
    case 'json':
    case 'list':
      return escaped(storableJson(value));
    case 'texts':
      return escaped(`{${(value as readonly unknown[]).map(inArray).join(',')}}`);
    case 'text':
    case 'integer':
    case 'amount':
    case 'flag':
    case 'day':
    case 'instant':
      return escaped(typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/** Puts lines, each of values in the order of `columns` parted by tabs, into a table. Nothing else may be under way in the session. */
export async function copyInto(
  session: PoolClient,
  table: string,
  columns: string,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const stream = session.query(from(`COPY ${table} (${columns}) FROM STDIN`));
  stream.end(Buffer.from(`${lines.join('\n')}\n`));
  await finished(stream);
}
