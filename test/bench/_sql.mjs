import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createApi } from '../../dist/apps/api/src/api.js';
import { localToken } from './support/access.mjs';
const pg = createRequire(new URL('../../package.json', import.meta.url))('pg');
const dir = mkdtempSync('/tmp/prof-');
const child = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
  env: { ...process.env, DATA_DIR: `${dir}/data`, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise((r) => {
  let o = '';
  child.stdout.on('data', (t) => {
    o += t;
    if (/Try:/.test(o)) r();
  });
});
const e = JSON.parse(readFileSync(`${dir}/data/endpoints.json`, 'utf8'));
const api = await createApi({
  eventStoreUrl: e.eventStoreUrl,
  databaseUrl: e.databaseUrl,
  access: { issuer: { kind: 'local', dataDir: `${dir}/data` }, requestsPerMinute: 0 },
});
await api.init();
const authorization = `Bearer ${await localToken(`${dir}/data`)}`;
const url = process.argv[2] ?? '/v1/municipalities/GM0114/overview';
await api.inject({ method: 'GET', url, headers: { authorization } });
const heard = [];
const original = pg.Client.prototype.query;
pg.Client.prototype.query = function (text, values, ...rest) {
  if (typeof text === 'string') heard.push({ text, values });
  return original.call(this, text, values, ...rest);
};
await api.inject({ method: 'GET', url, headers: { authorization } });
pg.Client.prototype.query = original;
const c = new pg.Client({
  connectionString: e.databaseUrl,
  options: '-c jit=off -c role=register_api -c plan_cache_mode=' + (process.env.PCM ?? 'auto'),
});
await c.connect();
for (const { text, values } of heard) {
  console.log(text.length, values);
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    const r = await c.query(text, values);
    console.log((performance.now() - t).toFixed(2), 'ms', JSON.stringify(r.rows).length, 'bytes');
  }
  for (let i = 0; i < 8; i++) {
    const t = performance.now();
    await c.query({ name: 'x', text, values });
    console.log('named', (performance.now() - t).toFixed(2), 'ms');
  }
  const { rows } = await c.query('EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) ' + text, values);
  console.log(
    rows
      .map((r) => r['QUERY PLAN'])
      .filter((l) => /Planning Time|Execution Time/.test(l))
      .join('\n'),
  );
}
await c.end();
await api.close();
child.kill('SIGTERM');
