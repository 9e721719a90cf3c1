/** All read models anew from a journal, as the register does it: versions and rows, and their indexes. */
import { projections, upcasters } from '../../../dist/libs/contexts/all/src/index.js';
import { fillInBulk } from '../../../dist/libs/platform/read-store/src/filling.js';
import { requireRoot } from '../support/processes.mjs';

const { Pool } = requireRoot('pg');

export async function open({ url }) {
  const pool = new Pool({ connectionString: url, max: 1 });
  const tables = projections.flatMap(({ storage }) => [storage, `${storage}_versions`]);
  const count = async (table) => (await pool.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n;
  return {
    /** Seconds, and how many events a second. */
    rebuild: async () => {
      await pool.query(`TRUNCATE ${tables.join(', ')}`);
      await pool.query(
        `UPDATE projection SET seq = 0, is_live = false, events_count = 0, running_hash = decode(repeat('00', 32), 'hex')`,
      );
      await pool.query('CHECKPOINT');
      const began = performance.now();
      await fillInBulk({ url, projections, upcasters, goOn: () => true });
      const seconds = (performance.now() - began) / 1_000;
      const { rows } = await pool.query('SELECT seq::int AS events FROM projector');
      return { seconds, events: rows[0].events, perSecond: rows[0].events / seconds };
    },
    /** What a rebuild has written. */
    rows: async () => {
      let [current, versions] = [0, 0];
      for (const { storage } of projections) {
        current += await count(storage);
        versions += await count(`${storage}_versions`);
      }
      return { readModels: projections.length, current, versions };
    },
    /** The most memory that this process ever had. Megabytes. */
    peak: async () => process.resourceUsage().maxRSS / 1_024,
  };
}
