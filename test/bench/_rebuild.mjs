import { journalOf } from './support/journal.mjs';
import { cleanUp, requireRoot } from './support/processes.mjs';
import { readingWith } from '../../dist/apps/api/src/reading.js';
import { projections } from '../../dist/libs/contexts/all/src/read/projections.js';
import { rebuild } from '../../dist/libs/platform/read-store/src/rebuild.js';
import { fillInBulk } from '../../dist/libs/platform/read-store/src/filling.js';
import inspector from 'node:inspector/promises';
import { writeFileSync } from 'node:fs';
const { Pool } = requireRoot('pg');
const N = Number(process.env.N ?? 30000);
const j = await journalOf(N);
const url = j.databaseUrl;
const upcasters = readingWith(j.keysDir);
const pool = new Pool({ connectionString: url, max: 1 });
const s = new inspector.Session();
s.connect();
await s.post('Profiler.enable');
for (let r = 0; r < 2; r++) {
  for (const { storage } of (await pool.query('SELECT storage FROM projection WHERE NOT is_live')).rows) {
    await pool.query('DELETE FROM projection WHERE storage=$1', [storage]);
    await pool.query(`DROP TABLE IF EXISTS ${storage}, ${storage}_versions, ${storage}_items`);
  }
  await pool.query('CHECKPOINT');
  const cpu0 = process.cpuUsage();
  const t = performance.now();
  let tf = 0;
  if (r === 1) await s.post('Profiler.start');
  await rebuild({
    url,
    projections,
    upcasters,
    goOn: () => true,
    fill: async () => {
      const a = performance.now();
      await fillInBulk({ url, projections, upcasters, goOn: () => true });
      tf += performance.now() - a;
    },
  });
  const sec = (performance.now() - t) / 1000;
  const cpu = process.cpuUsage(cpu0);
  console.log(
    `rebuild ${Math.round(j.count / sec)}/s  total ${sec.toFixed(1)} s, fill ${(tf / 1000).toFixed(1)} s, node cpu ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s`,
  );
}
const { profile } = await s.post('Profiler.stop');
writeFileSync('/tmp/rebuild.cpuprofile', JSON.stringify(profile));
await pool.end();
await cleanUp();
