import { beforeAll, describe, expect, it } from '@jest/globals';
import { v4 as uuidV4 } from 'uuid';
import { refusalIn, tell } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { startProgram } from '../support/processes.ts';
import { adoptRoute, JGZ, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { partner, rowsOf, startRegister, type Claims, type Register } from '../support/register.ts';

type Entry = { readonly [field: string]: unknown };
type Page = { readonly entries: readonly Entry[]; readonly next: string | null };

const AUDITOR: Claims = { role: 'auditor' };
const REFERRAL = uuidV4();
let register: Register;

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await openRoute(register);
  await adoptRoute(register);
  await tell(register.as(partner(MIDWIVES)), 'referrals', prepared(REFERRAL, '2026-11-02'));
}, 90_000);

async function entries(parameters: string): Promise<Page> {
  const { status, body } = await register.as(AUDITOR).get(`/v1/access-log?${parameters}`);
  expect(status).toBe(200);
  return body as Page;
}

/** What the command line says, and how it ends. */
async function said(...args: readonly string[]) {
  const command = startProgram('apps/register/src/main.js', args, { DATA_DIR: register.dataDir });
  const { code } = await command.ended;
  return { code, output: command.output() };
}

describe('the access log', () => {
  it('tells who did and who saw what of a referral, for whom, and from where', async () => {
    const midwives = register.as(partner(MIDWIVES));
    await midwives.get(`/v1/referrals/${REFERRAL}?validOn=2026-11-03`);
    const { body } = await register.as(partner(JGZ)).get(`/v1/referrals/${REFERRAL}`);
    const { entries: told } = await entries(`object=referral/${REFERRAL}`);
    const of = ({ action, operation, outcome, status, role, responsible }: Entry) => [
      ...[action, operation, outcome, status, role, responsible],
    ];
    expect(told.map(of)).toEqual([
      ['C', 'Referral.prepare', 'done', 201, 'partner', MIDWIVES],
      ['R', 'Referral.one', 'done', 200, 'partner', MIDWIVES],
      ['R', 'Referral.one', 'refused', 404, 'partner', JGZ],
    ]);
    expect(told[2]).toMatchObject({
      code: 'request.no-such-record',
      purpose: 'referrals: read',
      actor: expect.stringMatching(/^[0-9a-f-]{36}$/),
      origin: '127.0.0.1',
      correlationId: (body as { readonly correlationId: string }).correlationId,
    });
  });

  it('tells of every command, of whoever was refused, and of those who look at it; not of what is public', async () => {
    await tell(register, 'organisations/mwc/renamings', { name: 'MWC', on: '2026-01-01' });
    await register.get('/v1/agreements');
    expect((await register.get('/v1/referrals?organisationId=sedna')).status).toBe(403);
    expect((await fetch(`${register.url}/v1/agreements`)).status).toBe(401);
    await eventually(async () => {
      const { entries: told } = await entries('');
      const all = told.map(({ operation, status }) => `${String(operation)} ${String(status)}`);
      return [
        'Organisation.rename 201',
        'Referral.list 403',
        'GET /v1/agreements 401',
        'AccessLog.list 200',
      ].every((one) => all.includes(one));
    }, 10_000);
    const { entries: told } = await entries('');
    expect(told.filter(({ operation }) => operation === 'Agreement.list')).toEqual([]);
    const { entries: refused } = await entries('outcome=refused&limit=1');
    expect(refused).toHaveLength(1);
  });

  it('holds nothing of what was said or read', async () => {
    const secret = 'zeer-geheim-42';
    const midwives = register.as(partner(MIDWIVES));
    await midwives.post(`/v1/referrals/${REFERRAL}/cancellations`, { on: '2026-11-03', reason: secret });
    await midwives.get(`/v1/referrals/${secret}?validOn=${secret}`);
    await midwives.get(`/v1/referrals?organisationId=${MIDWIVES}&cursor=${secret}`);
    await register.post('/v1/organisations', { organisationId: 'x', name: secret, kind: secret });
    await register.get(`/v1/${secret}`, { 'x-correlation-id': 'one' });
    const text = async (): Promise<string> => JSON.stringify(await entries(''));
    await eventually(async () => (await text()).includes('Organisation.register'), 10_000);
    // The id that it was looked up by is one that a record could have, and is what was asked about.
    const told = (await text()).replaceAll(`"object":{"kind":"referral","id":"${secret}"}`, '');
    expect(told).not.toContain(secret);
    expect(told).not.toContain(await midwives.authorization());
    expect(register.process.output()).not.toContain(secret);
  });

  it('is for auditor and privacy officer alone', async () => {
    for (const role of ['programme-office', 'analyst', 'operator'])
      expect(refusalIn(await register.as({ role }).get('/v1/access-log'))).toEqual([403, 'access.forbidden']);
    expect((await register.as({ role: 'privacy-officer' }).get('/v1/access-log')).status).toBe(200);
    const seen = await rowsOf<{ n: number }>(
      register.databaseUrl,
      `SELECT count(*)::int AS n FROM access_log`,
    );
    expect(seen[0]?.n).toBeGreaterThan(5);
  });

  it('comes a page at a time, from an instant on', async () => {
    const all = (await entries('')).entries.map(({ id }) => id);
    const first = await entries('limit=2');
    const second = await entries(`limit=2&cursor=${first.next}`);
    expect([...first.entries, ...second.entries].map(({ id }) => id)).toEqual(all.slice(0, 4));
    const [, third] = all;
    const { at } = (await entries('limit=2')).entries[1] ?? {};
    const later = await entries(`from=${String(at)}`);
    expect(later.entries.map(({ id }) => id)).toContain(third);
    expect(later.entries.every((entry) => String(entry['at']) >= String(at))).toBe(true);
  });

  it('is proved whole and exported on the command line, which is noted too', async () => {
    const exported = await said('access-log', 'export');
    expect(exported.code).toBe(0);
    const lines = exported.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { entry: Entry });
    expect(lines.some(({ entry }) => entry['operation'] === 'Referral.prepare')).toBe(true);
    expect(await said('verify', 'access-log')).toEqual({
      code: 0,
      output: expect.stringMatching(/^Whole: [\d,]+ links in \d+ chains/),
    });
    const { entries: told } = await entries('');
    expect(told.filter(({ operation }) => operation === 'access-log export')).toHaveLength(2);
  });
});

describe('a register that cannot write its access log', () => {
  it('shows and does nothing about people, goes on with all else, and writes later what it kept', async () => {
    const midwives = register.as(partner(MIDWIVES));
    await midwives.get(`/v1/referrals/${REFERRAL}`);
    await rowsOf(register.databaseUrl, 'REVOKE INSERT ON access_log FROM register_api');
    const first = await midwives.get(`/v1/referrals/${REFERRAL}`);
    expect(refusalIn(first)).toEqual([503, 'access.not-logged']);
    const next = await midwives.post(`/v1/referrals/${REFERRAL}/consent-refusals`, { on: '2026-11-03' });
    expect(refusalIn(next)).toEqual([503, 'access.not-logged']);
    expect((await register.get('/v1/agreements')).status).toBe(200);
    await tell(register, 'organisations/mwc/renamings', { name: 'MWC later', on: '2026-02-01' });
    await rowsOf(register.databaseUrl, 'GRANT INSERT ON access_log TO register_api');
    await eventually(async () => (await midwives.get(`/v1/referrals/${REFERRAL}`)).status === 200, 15_000);
    const { body } = await midwives.get(`/v1/referrals/${REFERRAL}/history`);
    expect(JSON.stringify(body)).not.toContain('ConsentRefused');
    const { entries: told } = await entries('');
    expect(told.filter(({ operation }) => operation === 'Organisation.rename')).toHaveLength(2);
    expect((await said('verify', 'access-log')).code).toBe(0);
  }, 60_000);

  it('loses nothing and says its last word when it is stopped in good order', async () => {
    await tell(register, 'organisations/mwc/renamings', { name: 'MWC at last', on: '2026-03-01' });
    await register.process.end('SIGINT');
    const { output } = await said('access-log', 'export');
    expect(output.match(/"operation":"Organisation.rename"/g)).toHaveLength(3);
    expect((await said('verify', 'access-log')).output).toMatch(/of which 0 have no last word/);
    register = await startRegister({ dataDir: register.dataDir });
  }, 60_000);

  it('says where somebody altered it', async () => {
    await rowsOf(
      register.databaseUrl,
      `ALTER TABLE access_log DISABLE TRIGGER ALL;
       UPDATE access_log SET entry = replace(entry::text, 'partner', 'analyst')::json
       WHERE entry ->> 'operation' = 'Referral.prepare'`,
    );
    expect(await said('verify', 'access-log')).toEqual({
      code: 1,
      output: expect.stringMatching(/^[0-9a-f-]{36} \d+ was altered/),
    });
  });
});
