import { afterAll } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';

type Server = {
  readonly url: string;
  /** Whether its files go when the tests are over. */
  readonly isPassing: boolean;
  readonly stop: () => Promise<void>;
};
let server: Promise<Server> | undefined;
/** Databases of this spec file that may be given out again. */
const emptied: URL[] = [];
const END_MS_MAX = 5_000;

/** A database of its own. `drop` also ends the sessions that still use it. */
export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/**
 * A fresh, empty database with a name by chance, on the server of `DATABASE_URL`, or on that of the whole run
 * (scripts/jest.mjs), else on an embedded one that this spec file starts once and stops after its last test.
 */
export async function testDatabase(): Promise<TestDatabase> {
  server ??= startServer();
  const { url, isPassing } = await server;
  const own = emptied.pop() ?? (await created(url));
  return { url: own.href, drop: () => (isPassing ? empty(url, own) : removed(url, own)) };
}

async function created(url: string): Promise<URL> {
  const own = new URL(url);
  own.pathname = `/test_${randomBytes(8).toString('hex')}`;
  await run(url, `CREATE DATABASE ${nameOf(own)}`);
  return own;
}

const nameOf = ({ pathname }: URL): string => pathname.slice(1);

const removed = (url: string, own: URL): Promise<void> =>
  run(url, `DROP DATABASE IF EXISTS ${nameOf(own)} WITH (FORCE)`);

/** Making and removing a database writes hundreds of files to disk; one that was emptied is as good as new. */
async function empty(url: string, own: URL): Promise<void> {
  await run(
    url,
    `SELECT pg_terminate_backend(pid, ${END_MS_MAX}) FROM pg_stat_activity WHERE datname = '${nameOf(own)}'`,
  );
  await run(own.href, 'DROP SCHEMA public CASCADE', 'CREATE SCHEMA public');
  emptied.push(own);
}

/** The columns of a table that are written, and not generated from others. */
export const WRITTEN_COLUMNS = `SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) AS columns
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`;

afterAll(async () => {
  await (await server)?.stop();
});

async function startServer(): Promise<Server> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) return { url: given, isPassing: false, stop: () => Promise.resolve() };
  const shared = process.env['TEST_DATABASE_URL'];
  if (shared !== undefined) return { url: shared, isPassing: true, stop: () => Promise.resolve() };
  const dataDir = await mkdtemp(path.join(tmpdir(), 'postgres-'));
  const { url, abandon } = await startEmbeddedPostgres({ dataDir });
  return {
    url,
    isPassing: true,
    stop: async () => {
      await abandon();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
