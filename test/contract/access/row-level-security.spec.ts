import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v4 as uuidV4 } from 'uuid';
import { tablesOf } from '#platform/read-store';
import { projections } from '#projections/all';
import { ask, tell } from '../../support/asking.ts';
import { adoptRoute, JGZ, MIDWIVES, openRoute, prepared } from '../../support/referrals.ts';
import { partner, rowsOf, startRegister, type Register } from '../../support/register.ts';

let register: Register;
let client: Client;
/** The tables that hold rows about people, as the generations that answer are kept. */
let tables: readonly string[];
const [SENT, KEPT] = [uuidV4(), uuidV4()];

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await openRoute(register);
  await adoptRoute(register);
  const midwives = register.as(partner(MIDWIVES));
  const consent = { purpose: 'guidance', categories: ['contact'], informedBy: MIDWIVES, on: '2026-11-02' };
  for (const id of [SENT, KEPT]) {
    await tell(midwives, 'referrals', prepared(id, '2026-11-02'));
    await tell(midwives, `referrals/${id}/consents`, consent);
  }
  const { position } = await tell(midwives, `referrals/${SENT}/dispatches`, { on: '2026-11-03' });
  await ask(register, `organisations/mwc?after=${position}`);
  client = new Client({ connectionString: register.databaseUrl, options: '-c role=register_api' });
  client.on('error', () => undefined); // Its server ends with the register.
  await client.connect();
  const live = await rowsOf<{ name: string; storage: string }>(
    register.databaseUrl,
    'SELECT name, storage FROM projection WHERE is_live',
  );
  tables = projections
    .filter(({ table }) => table.visibleTo !== null)
    .flatMap(({ name, table }) => tablesOf(live.find((one) => one.name === name)?.storage ?? name, table));
}, 90_000);
afterAll(() => client.end());

/** How many rows each of those tables has for an organisation, or for nobody. */
async function seenBy(organisation: string | null): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  await client.query('BEGIN');
  if (organisation !== null)
    await client.query('SELECT set_config($1, $2, true)', ['register.organisation', organisation]);
  for (const table of tables) {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    seen[table] = rows[0]?.n ?? -1;
  }
  await client.query('COMMIT');
  return seen;
}

describe('direct SQL as the API asks', () => {
  it('shows rows about people to the organisations that they concern, and to nobody else', async () => {
    expect(tables.length).toBeGreaterThanOrEqual(5);
    const [board = ''] = tables.filter(
      (name) => /^referral_board/.test(name) && !/_(versions|items)/.test(name),
    );
    const all = Object.fromEntries(
      await Promise.all(
        tables.map(async (table) => {
          const [row] = await rowsOf<{ n: number }>(
            register.databaseUrl,
            `SELECT count(*)::int AS n FROM ${table}`,
          );
          return [table, row?.n ?? -1] as const;
        }),
      ),
    );
    expect(all[board]).toBe(2);
    const party = tables.find((name) => /^referral_party/.test(name)) ?? '';
    const forMidwives = await seenBy(MIDWIVES);
    expect(forMidwives[board]).toBe(2);
    expect(forMidwives[`${board}_items`]).toBe(all[`${board}_items`]);
    expect(forMidwives[`${board}_versions`]).toBe(all[`${board}_versions`]);
    expect(forMidwives[party]).toBe(2);
    expect((await seenBy(JGZ))[party]).toBe(2);
    for (const nobody of [null, '', 'sedna', '%', "' OR true --", 'GM0109']) {
      expect([nobody, ...Object.values(await seenBy(nobody))]).toEqual([nobody, ...tables.map(() => 0)]);
    }
  });

  it('forgets for whom it asked with the transaction', async () => {
    await seenBy(MIDWIVES);
    expect(Object.values(await seenBy(null))).toEqual(tables.map(() => 0));
  });

  it('keeps no statistics of those tables', async () => {
    await rowsOf(register.databaseUrl, 'ANALYZE');
    const kept = await rowsOf<{ n: number }>(
      register.databaseUrl,
      `SELECT count(*)::int AS n FROM pg_stats WHERE tablename = ANY ($1) AND attname NOT LIKE '\\_%'`,
      [tables],
    );
    expect(kept).toEqual([{ n: 0 }]);
  });

  it('owns nothing, and changes nothing but that it takes in who somebody is', async () => {
    const owned = await rowsOf<{ n: number }>(
      register.databaseUrl,
      `SELECT count(*)::int AS n FROM pg_class WHERE relowner = 'register_api'::regrole`,
    );
    expect(owned).toEqual([{ n: 0 }]);
    const names = await rowsOf<{ name: string; may: string }>(
      register.databaseUrl,
      `SELECT table_name AS name, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may
       FROM information_schema.role_table_grants WHERE grantee = 'register_api' GROUP BY table_name`,
    );
    const more = names.filter(({ may }) => may !== 'SELECT');
    expect(more.map(({ name, may }) => `${name}: ${may}`).sort()).toEqual([
      'access_log: INSERT SELECT',
      'actor: INSERT SELECT',
    ]);
    for (const forbidden of ['timer', 'to_do_row', 'parking_act', 'migration']) {
      await expect(client.query(`SELECT FROM ${forbidden}`)).rejects.toThrow(/permission denied/);
    }
    for (const change of [
      'DELETE FROM journal',
      'UPDATE projector SET seq = 0',
      'DELETE FROM actor',
      'DELETE FROM access_log',
      'CREATE TABLE t ()',
    ]) {
      await expect(client.query(change)).rejects.toThrow(/permission denied/);
    }
  });
});
