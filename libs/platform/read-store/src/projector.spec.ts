import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Projector, type ProjectorState } from './index.ts';
import { houseRegister, houseTrail, logOf } from './specimen.ts';
import { SpecimenLog } from './specimen-log.ts';
import { specimenId } from './fold-rows.ts';

const built = (houseId: string) => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Built', data: { houseId, street: 'Dorpsstraat', valueEur: 1 } },
});
const LOG = logOf(['a', 'b', 'c', 'd'].map(built));

async function until<T>(
  ask: () => T | Promise<T>,
  isThere: (value: T) => boolean,
  msMax = 15_000,
): Promise<T> {
  const deadline = Date.now() + msMax;
  for (;;) {
    const value = await ask();
    if (isThere(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await sleep(20);
  }
}

describe('the projector', () => {
  let database: TestDatabase;
  let log: SpecimenLog;
  const started: Projector[] = [];
  const start = (url = database.url): Projector => {
    const projector = new Projector({ url, log, projections: [houseRegister, houseTrail], upcasters: {} });
    started.push(projector);
    projector.start();
    return projector;
  };
  const is = (projector: Projector, kind: ProjectorState['kind'], msMax?: number) =>
    until(
      () => projector.state,
      (state) => state.kind === kind,
      msMax,
    );
  const ask = async (text: string, url = database.url): Promise<unknown> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return Object.values((await client.query<Record<string, unknown>>(text)).rows[0] ?? {})[0];
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const journaled = (count: number, url?: string) =>
    until(
      () => ask('SELECT count(*)::int FROM journal', url).catch(() => null),
      (n) => n === count,
    );

  beforeEach(async () => {
    database = await testDatabase();
    log = new SpecimenLog(LOG.slice(0, 2));
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((projector) => projector.stop()));
    await database.drop();
  });

  it('follows the log, stops, and goes on where it was', async () => {
    const first = start();
    expect(await is(first, 'running')).toMatchObject({ reason: null });
    await journaled(2);
    await first.stop();
    expect(first.state.kind).toBe('stopped');

    log.become(LOG.slice(0, 3));
    start();
    await journaled(3);
    log.become(LOG);
    await journaled(4);
    expect(await ask('SELECT count(*)::int FROM house_register_v1')).toBe(4);
    expect(await ask('SELECT count(*)::int FROM house_register_v1_versions')).toBe(0);
  });

  it('reads a long log to its end before it fills read models, and goes on there when it was ended meanwhile', async () => {
    const many = logOf(Array.from({ length: 5_000 }, (_, at) => built(`n${at}`)));
    log.become(many.slice(0, 4_000));
    const first = start();
    await until(
      () => ask('SELECT seq::int FROM projector').catch(() => 0),
      (seq) => Number(seq) > 0,
    );
    await first.stop();
    expect(await ask('SELECT bool_or(is_live) FROM projection')).toBe(false);
    expect(await ask('SELECT count(*)::int FROM house_register_v1')).toBe(0);

    log.become(many);
    await is(start(), 'running', 30_000);
    expect(await ask('SELECT seq::int FROM projector')).toBe(5_000);
    expect(await ask('SELECT count(*)::int FROM house_register_v1')).toBe(5_000);
    expect(await ask('SELECT bool_and(is_live AND seq = 5000) FROM projection')).toBe(true);
  });

  it('lets one lead and the other wait, and hands over within five seconds', async () => {
    const leader = start();
    await is(leader, 'running');
    const other = start();
    expect((await is(other, 'standby')).reason).toMatch(/^another projector leads: .+ since 20/);

    // The leader is gone without a word: nothing renews the lease any more.
    await ask(
      `UPDATE projector SET epoch = epoch + 1, expires_at = clock_timestamp() + interval '3 seconds'`,
    );
    const since = Date.now();
    await until(
      () => ask(`SELECT holder <> 'gone' FROM projector`),
      (isTaken) => isTaken === true,
    );
    expect(Date.now() - since).toBeLessThan(5_000);
    log.become(LOG);
    await journaled(4);
  });

  it('takes over from one that fell silent in the middle of a message, inside a transaction', async () => {
    const leader = start();
    await is(leader, 'running');
    await leader.stop();
    const silent = new Client({ connectionString: database.url });
    silent.on('error', () => undefined);
    await silent.connect();
    await silent.query(`UPDATE projector SET holder = 'silent', expires_at = clock_timestamp()`);
    await silent.query('BEGIN');
    await silent.query('UPDATE projector SET epoch = epoch');
    // Of an extended query, its first message whole, and some of its second: what a process leaves that is paused there.
    const { stream } = (silent as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    const parse = Buffer.from('\0SELECT 1\0\0\0', 'latin1');
    const head = (type: string, length: number): Buffer => {
      const bytes = Buffer.alloc(5);
      bytes.write(type);
      bytes.writeInt32BE(length + 4, 1);
      return bytes;
    };
    stream.write(Buffer.concat([head('P', parse.length), parse, head('B', 1_000), Buffer.alloc(100)]));
    await is(start(), 'running', 8_000);
    stream.destroy();
  }, 30_000);

  it('comes back by itself when its connection is cut', async () => {
    await is(start(), 'running');
    await ask(
      `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'register'`,
    );
    log.become(LOG);
    await journaled(4);
  });

  it('refuses a store that is not the one it read, and says what to do', async () => {
    const first = start();
    await journaled(2);
    await first.stop();
    for (const other of [LOG.slice(0, 1), logOf(['x', 'y', 'z'].map(built))]) {
      log.become(other);
      const state = await is(start(), 'refused');
      expect(state.reason).toMatch(/The event store is another one.+number 2.+Point EVENTSTORE_URL/);
    }
    expect(await ask('SELECT count(*)::int FROM journal')).toBe(2);
  });

  it('refuses another store that a subscription is taken up again on, before it takes anything of it', async () => {
    const projector = start();
    await is(projector, 'running');
    log.become(
      logOf(['x', 'y', 'z'].map(built)).map((event, at) => ({ ...event, id: specimenId('other', at) })),
    );
    log.interrupt();
    const state = await is(projector, 'refused');
    expect(state.reason).toMatch(/The event store is another one, or was restored.+number 2/);
    expect(await ask('SELECT count(*)::int FROM journal')).toBe(2);
  });

  it('goes on with the same store when a subscription is taken up again', async () => {
    const projector = start();
    await is(projector, 'running');
    log.interrupt();
    log.become(LOG);
    await journaled(4);
    await is(projector, 'running');
  });

  it('waits for PostgreSQL to come, and to come back after a kill', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'postgres-'));
    let server = await startEmbeddedPostgres({ dataDir });
    const { url, port } = server;
    try {
      await server.stop();
      const projector = start(url);
      expect((await is(projector, 'waiting')).reason).toMatch(/PostgreSQL is not available: .*ECONNREFUSED/);

      server = await startEmbeddedPostgres({ dataDir, port });
      await journaled(2, url);
      const pid = Number.parseInt(
        await readFile(path.join(dataDir, 'server', 'cluster', 'postmaster.pid'), 'utf8'),
      );
      process.kill(pid, 'SIGQUIT');
      await server.ended;
      await is(projector, 'waiting');

      log.become(LOG);
      server = await startEmbeddedPostgres({ dataDir, port });
      await journaled(4, url);
      await projector.stop();
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 40_000);
});
