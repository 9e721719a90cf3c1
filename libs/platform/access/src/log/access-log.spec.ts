import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { migrate } from '#platform/read-store';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { AccessLog, NotLogged, type Ask } from './access-log.ts';
import { exportAccessLog } from './exporting.ts';
import type { AccessEntry } from './entry.ts';
import { verifyAccessLog } from './verifying.ts';

let database: TestDatabase;
let client: Client;
let statements: string[];
let isGone: boolean;
const logs: AccessLog[] = [];

/** To the server, or nowhere. */
const ask: Ask = async (text, values) => {
  if (isGone) throw new Error('the server is away');
  statements.push(text);
  return (await client.query<object>(text, [...values])).rows;
};
const opened = (): AccessLog => {
  const log = new AccessLog(ask, 'spec');
  logs.push(log);
  return log;
};
const entry = (status = 200): Omit<AccessEntry, 'id' | 'at'> => ({
  ...{ action: 'R', operation: 'Referral.one', purpose: 'referrals: read', outcome: 'done', status },
  ...{ object: { kind: 'referral', id: '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c' }, code: null },
  ...{ actor: 'reference', role: 'partner', responsible: 'icare-jgz', origin: '127.0.0.1' },
  correlationId: `request "${status}" – ü`,
});
/** As somebody does it who owns the database. */
const tamper = async (change: string): Promise<void> => {
  await client.query('ALTER TABLE access_log DISABLE TRIGGER ALL');
  await client.query(change);
  await client.query('ALTER TABLE access_log ENABLE TRIGGER ALL');
};
const flaws = async (): Promise<readonly string[]> => (await verifyAccessLog(ask)).flaws;

beforeEach(async () => {
  database = await testDatabase();
  await migrate(database.url);
  client = new Client({ connectionString: database.url });
  await client.connect();
  [statements, isGone] = [[], false];
});
afterEach(async () => {
  isGone = false;
  await Promise.all(logs.splice(0).map((log) => log.close()));
  await client.end();
  await database.drop();
});

describe('the access log', () => {
  it('writes what comes together in one statement, in order, and nothing twice', async () => {
    const log = opened();
    await log.write(entry(200));
    statements.length = 0;
    await Promise.all(Array.from({ length: 500 }, (_, at) => log.write(entry(201 + at))));
    expect(statements.length).toBeLessThanOrEqual(2);
    const lines: string[] = [];
    for await (const line of exportAccessLog(ask, {})) lines.push(line);
    const told = lines.map((line) => (JSON.parse(line) as { entry: AccessEntry }).entry);
    expect(told.map(({ status }) => status)).toEqual(Array.from({ length: 501 }, (_, at) => 200 + at));
    expect(told[0]).toMatchObject({ ...entry(200), at: expect.stringMatching(/Z$/) });
  });

  it('goes on after an entry for which nobody waited went along with another', async () => {
    const log = opened();
    const written = log.write(entry(200));
    log.note(entry(201)); // Written by the same writer, before its own time comes: then nothing waits any more.
    await written;
    await sleep(600);
    await log.write(entry(202));
    const { rows } = await client.query(
      `SELECT FROM access_log WHERE entry ->> 'operation' = 'Referral.one'`,
    );
    expect(rows).toHaveLength(3);
  });

  it('is whole: a chain for each process, which says when it ends', async () => {
    const [one, other] = [opened(), opened()];
    await one.write(entry());
    await other.write(entry());
    expect(await verifyAccessLog(ask)).toEqual({ entries: 4, chains: 2, open: 2, flaws: [] });
    await one.close();
    expect(await verifyAccessLog(ask)).toEqual({ entries: 5, chains: 2, open: 1, flaws: [] });
    expect(await verifyAccessLog(ask)).toMatchObject({ flaws: [] });
  });

  it.each([
    [
      'an entry that says something else',
      `UPDATE access_log SET entry = replace(entry::text, 'icare', 'other')::json WHERE place = 3`,
      / 3 was altered$/,
    ],
    [
      'one byte of a hash',
      `UPDATE access_log SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE place = 3`,
      / 3 was altered$/,
    ],
    ['an entry taken out', 'DELETE FROM access_log WHERE place = 3', /: 3 is missing$/],
    [
      'the beginning taken out',
      'DELETE FROM access_log WHERE place = 1',
      /: (1 is missing|its beginning is missing)$/,
    ],
  ])('shows %s', async (_, change, flaw) => {
    const log = opened();
    for (const status of [200, 201, 202, 203]) await log.write(entry(status));
    await tamper(change);
    expect(await flaws()).toEqual([expect.stringMatching(flaw)]);
  });

  it('shows an end that was cut off, once another process has begun', async () => {
    const first = opened();
    for (const status of [200, 201, 202]) await first.write(entry(status));
    await first.close();
    await opened().write(entry());
    await tamper(`DELETE FROM access_log WHERE process = '${first.process}' AND place >= 4`);
    expect(await flaws()).toEqual([expect.stringMatching(/: 5, which [0-9a-f-]+ remembers, is missing/)]);
    await tamper(`DELETE FROM access_log WHERE process = '${first.process}'`);
    expect(await flaws()).toEqual([expect.stringMatching(new RegExp(`^${first.process}: 5, which`))]);
  });

  it('shows what was added after the last word of a process', async () => {
    const log = opened();
    await log.write(entry());
    await log.close();
    const { rows } = await client.query<{ hash: Buffer; place: string }>(
      'SELECT hash, place FROM access_log ORDER BY place DESC LIMIT 1',
    );
    const added = JSON.stringify({ id: 'later', ...entry() });
    await client.query(
      `INSERT INTO access_log SELECT $1, $2::bigint + 1, now(), $3::json, sha256($4::bytea || convert_to($5::text, 'UTF8'))`,
      [log.process, rows[0]?.place, added, rows[0]?.hash, added],
    );
    expect(await flaws()).toEqual([expect.stringMatching(/ 4 follows the last word/)]);
  });

  it('is only ever added to, by its owner too', async () => {
    await opened().write(entry());
    for (const change of ['UPDATE access_log SET place = 9', 'DELETE FROM access_log', 'TRUNCATE access_log'])
      await expect(client.query(change)).rejects.toThrow('only ever added to');
  });

  it('keeps what cannot be written, says so, and writes it once the server is back', async () => {
    const log = opened();
    await log.write(entry(200));
    isGone = true;
    await expect(log.write(entry(201))).rejects.toThrow(NotLogged);
    expect(() => log.assertWritable()).toThrow(NotLogged);
    isGone = false;
    await log.write(entry(202));
    expect(() => log.assertWritable()).not.toThrow();
    const { rows } = await client.query<{ status: string }>(
      `SELECT entry ->> 'status' AS status FROM access_log WHERE place > 1 ORDER BY place`,
    );
    expect(rows.map(({ status }) => status)).toEqual(['200', '201', '202']);
    expect(await flaws()).toEqual([]);
  });
});
