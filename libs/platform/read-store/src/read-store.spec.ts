import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { IsoDate, periodOf, PartialDate, inForceOn, Rejected } from '#kernel';
import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { certaintyOn, periodValues, projection, ReadModelNotReady, sql } from './index.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { houseRegister, HouseTable, logOf, type HouseEvent } from './specimen.ts';

const built = (houseId: string) => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Built', data: { houseId, street: "'; DROP TABLE journal; --", valueEur: 1 } },
});
const LOG = logOf(['a', 'b', 'c', 'd', 'e'].map(built));

describe('the read store', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  beforeAll(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, [houseRegister]);
    await one.engine.apply(LOG.slice(0, 3));
  });
  afterAll(async () => {
    await one.close();
    await database.drop();
  });

  it('answers several questions of one snapshot, in camelCase, and says at which number', async () => {
    const { at, rows } = await one.readStore.read(undefined, (view) => ({
      houses: sql<{
        houseId: string;
        since: string;
      }>`SELECT house_id, since FROM ${view.rows(houseRegister)} h
        WHERE street = ${"'; DROP TABLE journal; --"} AND house_id = ANY (${['a', 'b']}) ORDER BY house_id DESC`,
      last: sql<{
        type: string;
        seq: number;
      }>`SELECT type, seq FROM ${view.journal()} j ORDER BY seq DESC LIMIT 1`,
      none: sql<object>`SELECT 1 WHERE false`,
    }));
    expect(at).toBe(3);
    expect(rows.houses.map(({ houseId }) => houseId)).toEqual(['b', 'a']);
    expect(rows.last).toEqual([{ type: 'house.Built', seq: 3 }]);
    expect(rows.none).toEqual([]);
  });

  it('answers as of a number and as of an instant', async () => {
    const count = async (asOf: string | number) => {
      const { at, rows } = await one.readStore.read(asOf, (view) => ({
        houses: sql<{ n: number }>`SELECT count(*) AS n FROM ${view.rows(houseRegister)} h`,
        events: sql<{ n: number }>`SELECT count(*) AS n FROM ${view.journal()} j`,
      }));
      return [at, rows.houses[0]?.n, rows.events[0]?.n];
    };
    expect(await count(2)).toEqual([2, 2, 2]);
    expect(await count(99)).toEqual([3, 3, 3]);
    expect(await count('2026-01-01T00:00:00.000001Z')).toEqual([2, 2, 2]);
    expect(await count('2026-01-01T01:00:00.000000+01:00')).toEqual([1, 1, 1]);
    expect(await count('2025-12-31T23:59:59Z')).toEqual([0, 0, 0]);
    expect(await count('2099-01-01T00:00:00Z')).toEqual([3, 3, 3]);
    expect(await count('2026-01-01T00:00:00.0000009Z')).toEqual([1, 1, 1]);
    expect(await count('2026-01-01T23:59:00.000001+23:59')).toEqual([2, 2, 2]);
    expect(await count('0001-01-01T00:00:00+01:00')).toEqual([0, 0, 0]);
    expect(await count('9999-12-31T23:59:59-12:00')).toEqual([3, 3, 3]);
    const none = ['2026-02-30T00:00:00', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z'];
    for (const wrong of ['2026-01-01', '2026-13-01T00:00:00Z', "now'", ...none]) {
      await expect(count(wrong)).rejects.toThrow(Rejected);
    }
  });

  it('looks up keys in scope by index, however long the history is', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('SET enable_seqscan = off');
    const explained = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT * FROM house_register_v1 c CROSS JOIN LATERAL (SELECT h.* FROM house_register_v1_versions h
         WHERE h.street = c.street AND h.house_id = c.house_id AND h._from_seq <= 2 ORDER BY h._from_seq DESC LIMIT 1) v
       WHERE NOT v._removed AND c.street = 'Dorpsstraat'`,
    );
    await client.end();
    const plan = explained.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan Backward using .* on house_register_v1_versions/);
    expect(plan).not.toContain('Seq Scan');
  });

  it('says yes, no or uncertain as the kernel does', async () => {
    const day = IsoDate.parse('2022-04-12');
    const date = (text: string) => PartialDate.parse(text);
    const periods = [
      periodOf(date('2022-04'), 'open'),
      periodOf(date('2022-03'), 'unknown'),
      periodOf(date('2022-04-12'), date('2022-04-12')),
      periodOf('unknown', date('2022-04-11')),
      periodOf('unknown', 'open'),
    ];
    for (const period of periods) {
      const { fromEarliest, fromLatest, untilEarliest, untilLatest } = periodValues(period);
      const { rows } = await one.readStore.read(undefined, () => ({
        said: sql<{
          is: string;
        }>`SELECT ${certaintyOn('p', day)} AS is FROM (SELECT ${fromEarliest}::date AS from_earliest,
          ${fromLatest}::date AS from_latest, ${untilEarliest}::date AS until_earliest, ${untilLatest}::date AS until_latest) p`,
      }));
      expect(rows.said).toEqual([{ is: inForceOn(period, day) }]);
    }
  });

  it('says that a read model is not there yet', async () => {
    const absent = projection<HouseEvent, typeof HouseTable>({
      name: 'absent',
      version: 1,
      table: HouseTable,
      when: {},
    });
    const asked = one.readStore.read(undefined, (view) => ({
      rows: sql`SELECT * FROM ${view.rows(absent)} a`,
    }));
    await expect(asked).rejects.toThrow(ReadModelNotReady);
  });

  it('waits for a position: not at all, until it is told, or in vain', async () => {
    const position = (index: number) => LOG[index]?.position ?? { commit: 0n, prepare: 0n };
    expect(await one.readStore.waitFor(position(2), 1_000)).toBe(true);
    expect(await one.readStore.waitFor(position(3), 50)).toBe(false);

    const waited = one.readStore.waitFor(position(3), 5_000).then((is) => [is, performance.now()] as const);
    await sleep(100);
    await one.engine.apply(LOG.slice(3, 4));
    const applied = performance.now();
    const [isThere, at] = await waited;
    expect(isThere).toBe(true);
    expect(at - applied).toBeLessThan(200);
    expect(await one.readStore.place()).toMatchObject({ seq: 4 });
  });

  it('hears again after its connection was cut', async () => {
    await one.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'register-watch' AND datname = current_database()`,
    );
    const waited = one.readStore.waitFor(LOG[4]?.position ?? { commit: 0n, prepare: 0n }, 5_000);
    await one.engine.apply(LOG);
    expect(await waited).toBe(true);
  });
});
