import { z } from 'zod';
import { linkHash, NO_HASH } from './entry.ts';
import type { Ask } from './access-log.ts';

const PAGE = 5_000;

type Line = {
  readonly process: string;
  readonly place: number;
  readonly entry: string;
  readonly hash: Buffer;
};
const LINES = `SELECT process, place::float8, entry::text AS entry, hash FROM access_log
  WHERE (process, place) > ($1::uuid, $2::bigint) ORDER BY process, place LIMIT ${PAGE}`;

const Begins = z.object({
  begins: z.string(),
  ends: z.array(z.object({ process: z.string(), place: z.number(), hash: z.string() })),
});

/** What came of reading the whole access log again. */
export type AccessLogVerified = {
  readonly entries: number;
  readonly chains: number;
  /** Chains whose process did not say that it ends: it runs, or was killed. */
  readonly open: number;
  /** The first thing that is wrong in each chain. */
  readonly flaws: readonly string[];
};

/**
 * Reads every link of every chain again: that it follows the one before it, that none is missing, and that each chain
 * still has the ends which later ones remember.
 */
export async function verifyAccessLog(
  ask: Ask,
  onProgress: (progress: { readonly seq: number; readonly end: number }) => void = () => undefined,
): Promise<AccessLogVerified> {
  const flaws = new Map<string, string>();
  const remembered: {
    readonly by: string;
    readonly process: string;
    readonly place: number;
    readonly hash: string;
  }[] = [];
  const hashes = new Map<string, string>();
  const closed = new Set<string>();
  const processes = new Set<string>();
  let entries = 0;
  const [count] = (await ask('SELECT count(*)::float8 AS n FROM access_log', [])) as readonly { n: number }[];
  const end = count?.n ?? 0;
  let previous: { readonly process: string; readonly place: number; readonly hash: Buffer } = {
    process: '00000000-0000-0000-0000-000000000000',
    place: 0,
    hash: NO_HASH,
  };
  for (;;) {
    const lines = (await ask(LINES, [previous.process, previous.place])) as readonly Line[];
    for (const { process, place, entry, hash } of lines) {
      const isFirst = !processes.has(process);
      const before = isFirst ? { place: 0, hash: NO_HASH } : previous;
      const at = `${process} ${place}`;
      processes.add(process);
      hashes.set(at, hash.toString('hex'));
      entries += 1;
      if (!flaws.has(process)) {
        if (place !== before.place + 1) flaws.set(process, `${process}: ${before.place + 1} is missing`);
        else if (!linkHash(before.hash, entry).equals(hash)) flaws.set(process, `${at} was altered`);
        else if (closed.has(process)) flaws.set(process, `${at} follows the last word of its process`);
      }
      const link: unknown = JSON.parse(entry);
      if (isFirst) {
        const begins = Begins.safeParse(link);
        if (!begins.success || begins.data.begins !== process)
          flaws.set(process, `${process}: its beginning is missing`);
        else remembered.push(...begins.data.ends.map((end) => ({ ...end, by: process })));
      }
      if (typeof link === 'object' && link !== null && 'closes' in link) closed.add(process);
      previous = { process, place, hash };
    }
    onProgress({ seq: entries, end });
    if (lines.length < PAGE) break;
  }
  for (const { by, process, place, hash } of remembered) {
    if (hashes.get(`${process} ${place}`) !== hash && !flaws.has(process))
      flaws.set(process, `${process}: ${place}, which ${by} remembers, is missing or was altered`);
  }
  return {
    entries,
    chains: processes.size,
    open: processes.size - closed.size,
    flaws: [...flaws.values()],
  };
}
