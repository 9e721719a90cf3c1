/** A journal told again to a projection of one's own; beside it, the same events merely read and parsed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readingWith } from '../../../dist/apps/api/src/reading.js';
import { loadProjection, replay, RowFile, write } from '../../../dist/libs/platform/analysis/src/index.js';
import { readingJournal } from '../../../dist/libs/platform/read-store/src/index.js';
import { requireRoot } from '../support/processes.mjs';

const { Client } = requireRoot('pg');
const PAGE = 2_000;

export async function open({ url, keysDir, file }) {
  const { projection } = await loadProjection(file);
  const upcasters = readingWith(keysDir);
  /** Events of the journal a second, from the first to the file with the rows. */
  const replayed = (told) =>
    readingJournal(url, async (journal) => {
      const folder = await mkdtemp(join(tmpdir(), 'bench-replay-'));
      const began = performance.now();
      const rows = await RowFile.open(join(folder, 'rows'), told.table, 'bench');
      try {
        const options = {
          journal,
          projection: told,
          upcasters,
          upTo: journal.size,
          rows,
          leftOut: new Set(),
        };
        await replay(options);
        const written = await write(join(folder, 'rows.parquet'), 'parquet', told.table, rows.rows());
        if (written.rows === 0) throw new Error('the replay came to no rows');
        return journal.size / ((performance.now() - began) / 1_000);
      } finally {
        await rows.close();
        await rm(folder, { recursive: true });
      }
    });
  return {
    own: () => replayed(projection),
    /** The same, told every event whatever its type. */
    all: () =>
      replayed({
        ...projection,
        hears: 'recorded',
        isGiven: () => true,
        keysOf: ({ recordedAt, event }) => [{ month: recordedAt.slice(0, 7), kind: event.type }],
        apply: (row) => ({ drafted: (row?.drafted ?? 0) + 1, signed: 0 }),
      }),
    parse: async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      const began = performance.now();
      let seq = 0;
      for (let rows; rows === undefined || rows.length > 0; seq += rows.length) {
        ({ rows } = await client.query({
          name: 'page',
          text: 'SELECT type, data, metadata FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2',
          values: [seq, PAGE],
        }));
        for (const { data, metadata } of rows) [JSON.parse(data), JSON.parse(metadata)].length;
      }
      await client.end();
      return seq / ((performance.now() - began) / 1_000);
    },
    /** The most memory that this process ever had. MB. */
    memory: async () => process.resourceUsage().maxRSS / 1_024,
  };
}
