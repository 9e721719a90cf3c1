/** All read models anew from a journal, as the register does it: beside those that answer, and then in their place. */
import { upcasters } from '../../../dist/libs/contexts/all/src/index.js';
import { projections } from '../../../dist/libs/contexts/all/src/read/projections.js';
import { rebuild } from '../../../dist/libs/platform/read-store/src/rebuild.js';
import { requireRoot } from '../support/processes.mjs';

const { Pool } = requireRoot('pg');

export async function open({ url }) {
  const pool = new Pool({ connectionString: url, max: 1 });
  const storages = async (isLive) =>
    (
      await pool.query('SELECT storage FROM projection WHERE is_live = $1 ORDER BY storage', [isLive])
    ).rows.map(({ storage }) => storage);
  const count = async (table) => (await pool.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n;
  return {
    /** Events a second. What answered before is taken away first, so that each rebuild finds the same. */
    rebuild: async () => {
      for (const storage of await storages(false)) {
        await pool.query('DELETE FROM projection WHERE storage = $1', [storage]);
        await pool.query(`DROP TABLE ${storage}, ${storage}_versions`);
      }
      await pool.query('CHECKPOINT');
      const cpu = process.cpuUsage();
      const began = performance.now();
      if (!(await rebuild({ url, projections, upcasters, goOn: () => true })))
        throw new Error('it was ended early');
      const seconds = (performance.now() - began) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      const { rows } = await pool.query('SELECT seq::int AS events FROM projector');
      return { perSecond: rows[0].events / seconds, perCpuSecond: (rows[0].events * 1e6) / (user + system) };
    },
    /** What a rebuild has written. */
    rows: async () => {
      let [current, versions] = [0, 0];
      const live = await storages(true);
      for (const storage of live) {
        current += await count(storage);
        versions += await count(`${storage}_versions`);
      }
      return { readModels: live.length, current, versions };
    },
    /** The most memory that this process ever had. Megabytes. */
    peak: async () => process.resourceUsage().maxRSS / 1_024,
  };
}
