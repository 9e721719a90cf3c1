/**
 * Fastify and pg and nothing else: it asks PostgreSQL the very statements that the register asks for one of its
 * pages, one after the other as the register does, and answers with the same JSON, written anew from objects each
 * time. It does not look at the rows: what the register makes of them (names of columns, borders, figures), and what
 * it checks about the request, is the difference that is measured.
 */
import { createRequire } from 'node:module';
import { localToken } from '../support/access.mjs';
import { createApi } from '../../../dist/apps/api/src/api.js';

const [endpoints, path, page, dataDir, how] = process.argv.slice(2);
const { eventStoreUrl, databaseUrl } = JSON.parse(endpoints);
// Those of the register, not those of the peers.
const requireHere = createRequire(new URL('../../../package.json', import.meta.url));
const pg = requireHere('pg');
const { fastify } = requireHere('fastify');

async function statementsOf() {
  const original = pg.Client.prototype.query;
  const api = await createApi({
    ...{ eventStoreUrl, databaseUrl, keysDir: `${dataDir}/keys` },
    access: { issuer: { kind: 'local', dataDir }, requestsPerMinute: 0 },
  });
  const authorization = `Bearer ${await localToken(dataDir)}`;
  // Who asks is known after the first time.
  await api.init();
  await api.inject({ method: 'GET', url: path, headers: { authorization } });
  const heard = [];
  pg.Client.prototype.query = function (text, values, ...rest) {
    if (typeof text === 'object' && 'values' in text) heard.push(text);
    return original.call(this, text, values, ...rest);
  };
  const answer = await api.inject({ method: 'GET', url: path, headers: { authorization } });
  pg.Client.prototype.query = original;
  await api.close();
  return { statements: heard, answer: answer.json() };
}

const { statements, answer } = await statementsOf();
// As such handlers are mostly written, or prepared as the register prepares them.
const isPrepared = how === 'prepared';
const options = isPrepared ? '-c plan_cache_mode=force_generic_plan -c jit=off' : undefined;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, options });
const app = fastify();
app.get(page, async () => {
  for (const { name, text, values } of statements)
    await pool.query(isPrepared ? { name, text, values } : { text, values });
  return answer;
});
console.log(`${statements.length} statements on ${await app.listen({ port: 0, host: '127.0.0.1' })} .`);
process.once('SIGTERM', () => process.exit(0));
