import { afterAll } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';

type Server = { readonly url: string; readonly stop: () => Promise<void> };
let server: Promise<Server> | undefined;

/** A database of its own. `drop` also ends the sessions that still use it. */
export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/**
 * A fresh, empty database with a name by chance, on the server of `DATABASE_URL`, else on an embedded one that this
 * spec file starts once and stops after its last test.
 */
export async function testDatabase(): Promise<TestDatabase> {
  server ??= startServer();
  const { url } = await server;
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

afterAll(async () => {
  await (await server)?.stop();
});

async function startServer(): Promise<Server> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const dataDir = await mkdtemp(path.join(tmpdir(), 'postgres-'));
  const { url, stop } = await startEmbeddedPostgres({ dataDir });
  return {
    url,
    stop: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
