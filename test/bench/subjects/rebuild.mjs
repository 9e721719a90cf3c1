/** All read models anew from a journal, as the register does it: beside those that answer, and then in their place. */
import { readFileSync } from 'node:fs';
import { fillsApart } from '../../../dist/apps/projector/src/fills.js';
import { readingWith } from '../../../dist/apps/api/src/reading.js';
import { projections } from '../../../dist/libs/contexts/all/src/read/projections.js';
import { rebuild } from '../../../dist/libs/platform/read-store/src/rebuild.js';
import { requireRoot } from '../support/processes.mjs';

const { Pool } = requireRoot('pg');
const NEVER = new AbortController().signal;

/** The most memory that a child of this process has had so far. Megabytes; Linux. */
function childrenPeakMb() {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
  const peaks = pids.map((pid) => /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')));
  return Math.max(0, ...peaks.map((peak) => Number(peak?.[1] ?? 0) / 1_024));
}

export async function open({ url, keysDir }) {
  const upcasters = readingWith(keysDir);
  const pool = new Pool({ connectionString: url, max: 1 });
  const storages = async (isLive) =>
    (
      await pool.query('SELECT storage FROM projection WHERE is_live = $1 ORDER BY storage', [isLive])
    ).rows.map(({ storage }) => storage);
  const count = async (table) => (await pool.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n;
  let peakMb = 0;
  const fills = fillsApart({ url, keysDir, upcasters }, () => {
    peakMb = Math.max(peakMb, childrenPeakMb());
  });
  return {
    /** Events a second. What answered before is taken away first, so that each rebuild finds the same. */
    rebuild: async () => {
      for (const storage of await storages(false)) {
        await pool.query('DELETE FROM projection WHERE storage = $1', [storage]);
        await pool.query(`DROP TABLE IF EXISTS ${storage}, ${storage}_versions, ${storage}_items`);
      }
      await pool.query('CHECKPOINT');
      const began = performance.now();
      const fill = () => fills(projections, NEVER);
      if (!(await rebuild({ url, projections, upcasters, goOn: () => true, fill })))
        throw new Error('it was ended early');
      const seconds = (performance.now() - began) / 1_000;
      const { rows } = await pool.query('SELECT seq::int AS events FROM projector');
      return { perSecond: rows[0].events / seconds };
    },
    /** What a rebuild has written. */
    rows: async () => {
      let [current, versions, items] = [0, 0, 0];
      const live = await storages(true);
      for (const storage of live) {
        current += await count(storage);
        versions += await count(`${storage}_versions`);
        const { rows } = await pool.query('SELECT to_regclass($1) AS items', [`${storage}_items`]);
        if (rows[0].items !== null) items += await count(`${storage}_items`);
      }
      return { readModels: live.length, current, versions, items };
    },
    /** The most memory that the process of a filling ever had. Megabytes. */
    peak: async () => peakMb,
  };
}
