import type { Ask } from './access-log.ts';

const PAGE = 2_000;
const LINES = `SELECT entry ->> 'id' AS id, entry::text AS entry, process, place::float8, encode(hash, 'hex') AS hash
  FROM access_log WHERE entry ->> 'id' > $1 AND ($2::text IS NULL OR entry ->> 'at' >= $2)
  AND ($3::text IS NULL OR entry ->> 'at' < $3) ORDER BY entry ->> 'id' LIMIT ${PAGE}`;

type Line = {
  readonly id: string;
  readonly entry: string;
  readonly process: string;
  readonly place: number;
  readonly hash: string;
};

/** Every entry between two instants as a line of JSON, each with its place in its chain. */
export async function* exportAccessLog(
  ask: Ask,
  { from, until }: { readonly from?: string | undefined; readonly until?: string | undefined },
): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const lines = (await ask(LINES, [after, from ?? null, until ?? null])) as readonly Line[];
    for (const { entry, process, place, hash } of lines)
      yield `{"process":"${process}","place":${place},"hash":"${hash}","entry":${entry}}`;
    const last = lines.at(-1);
    if (last === undefined || lines.length < PAGE) return;
    after = last.id;
  }
}
