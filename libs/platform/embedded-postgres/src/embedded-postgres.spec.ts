import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './index.ts';

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  const running: EmbeddedPostgres[] = [];
  const start = async (port?: number): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ dataDir, ...(port === undefined ? {} : { port }) });
    running.push(server);
    return server;
  };
  const ask = async (url: string, sql: string): Promise<unknown> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return Object.values(rows[0] ?? {})[0];
    } finally {
      await client.end();
    }
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'postgres-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is PostgreSQL 18, durable, in UTF-8, on loopback only, and keeps what it was told over a restart', async () => {
    const first = await start();
    expect(String(await ask(first.url, 'SHOW server_version'))).toMatch(/^18/);
    expect(await ask(first.url, 'SHOW fsync')).toBe('on');
    expect(await ask(first.url, 'SHOW server_encoding')).toBe('UTF8');
    expect(await ask(first.url, 'SHOW listen_addresses')).toBe('127.0.0.1');
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    await first.stop();
    await first.ended;

    const second = await start(first.port);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
  });

  it('lets nobody in without the password, which only the owner can read', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect((await stat(path.join(dataDir, 'server', 'password'))).mode & 0o777).toBe(0o600);
  });

  it('stops what a killed owner left running, and starts over a lock file that names a stranger', async () => {
    const orphan = await start();
    const successor = await start();
    await orphan.ended;
    expect(await ask(successor.url, 'SELECT 1')).toBe(1);
    await successor.stop();

    await writeFile(path.join(dataDir, 'server', 'cluster', 'postmaster.pid'), `${process.pid}\n`);
    expect(await ask((await start()).url, 'SELECT 1')).toBe(1);
  });

  it('takes as many connections as it is told to, ends at once when it is abandoned, and keeps what it had acknowledged', async () => {
    const first = await startEmbeddedPostgres({ dataDir, connectionsMax: 7 });
    running.push(first);
    expect(await ask(first.url, 'SHOW max_connections')).toBe('7');
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.abandon();
    expect(await ask((await start()).url, 'SELECT n FROM kept')).toBe(1);
  });

  it('leaves nothing half when it was killed while making its files', async () => {
    await mkdir(path.join(dataDir, 'server.new', 'cluster'), { recursive: true });
    await writeFile(path.join(dataDir, 'server.new', 'cluster', 'PG_VERSION'), '18\n');
    expect(await ask((await start()).url, 'SELECT 1')).toBe(1);
  });

  it('says what the server says when the port is taken', async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await expect(start(port)).rejects.toThrow(/could not bind IPv4 address/);
    } finally {
      await new Promise((resolve) => taken.close(resolve));
    }
  });

  it('ends with a message when its files are of another version', async () => {
    const server = await start();
    await server.stop();
    const version = path.join(dataDir, 'server', 'cluster', 'PG_VERSION');
    expect(await readFile(version, 'utf8')).toBe('18\n');
    await writeFile(version, '12\n');
    await expect(start()).rejects.toThrow(/incompatible with server/);
  });
});
