import { Buffer } from 'node:buffer';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import type { Column } from './table.ts';

/** Half a character, which PostgreSQL cannot hold and an encoder would replace. */
export class NotText extends Error {
  constructor() {
    super('a text holds half of a surrogate pair');
    this.name = 'NotText';
  }
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
      return escaped(JSON.stringify(value));
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
