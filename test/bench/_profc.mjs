import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { HttpClient } from './support/http-client.mjs';
import { localToken } from './support/access.mjs';
const dir = mkdtempSync('/tmp/prof-');
const child = spawn(
  process.execPath,
  ['--cpu-prof', `--cpu-prof-dir=${dir}`, 'dist/apps/standalone/src/main.js'],
  {
    env: { ...process.env, DATA_DIR: `${dir}/data`, PORT: '0', REQUESTS_PER_MINUTE: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await new Promise((r) => {
  let o = '';
  child.stdout.on('data', (t) => {
    o += t;
    if (/Try:/.test(o)) r();
  });
});
const url = JSON.parse(readFileSync(`${dir}/data/endpoints.json`, 'utf8')).apiUrl;
const token = await localToken(`${dir}/data`);
const http = new HttpClient(url, 64, token);
const PATH = process.argv[2] ?? '/v1/municipalities/GM0114/overview';
let n = 0,
  bytes = 0;
const until = Date.now() + 8000;
await Promise.all(
  Array.from({ length: 32 }, async () => {
    while (Date.now() < until) {
      const { status, body } = await http.post(
        '/v1/organisations',
        { name: 'Praktijk', kind: 'midwifery', domain: 'medical' },
        `Idempotency-Key: k${n}-${Math.random()}\r\n`,
      );
      if (status !== 201) throw new Error(body);
      n++;
      bytes = body.length;
    }
  }),
);
console.log(n / 8, 'req/s', bytes, 'bytes');
http.close();
child.kill('SIGTERM');
await new Promise((r) => child.once('exit', r));
for (const f of readdirSync(dir).filter((x) => x.endsWith('.cpuprofile'))) {
  const p = JSON.parse(readFileSync(`${dir}/${f}`, 'utf8'));
  const self = new Map();
  const dt = p.timeDeltas;
  const byId = new Map(p.nodes.map((x) => [x.id, x]));
  const parent = new Map();
  for (const x of p.nodes) for (const c of x.children ?? []) parent.set(c, x.id);
  p.samples.forEach((id, i) => {
    const { callFrame: c } = byId.get(id);
    const k = `${c.functionName || '(anon)'} ${c.url.split('/').slice(-3).join('/')}:${c.lineNumber}`;
    self.set(k, (self.get(k) ?? 0) + dt[i]);
  });
  const total = [...self.values()].reduce((a, b) => a + b, 0);
  const idle = [...self].filter(([k]) => k.startsWith('(idle)')).reduce((a, [, v]) => a + v, 0);
  console.log(f, 'busy ms', ((total - idle) / 1000) | 0, 'of', (total / 1000) | 0);
  console.log(
    [...self]
      .filter(([k]) => !k.startsWith('(idle)'))
      .sort((a, b) => b[1] - a[1])
      .slice(0, 28)
      .map(([k, v]) => `${(v / 1000).toFixed(0).padStart(7)} ${k}`)
      .join('\n'),
  );
}
