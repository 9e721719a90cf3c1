import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDecipheriv, createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { v4 as uuidV4 } from 'uuid';
import { SEAL } from '#kernel';
import { EventStore } from '#platform/event-store';
import { readingWith } from '../../apps/api/src/reading.ts';
import { ask, refusalIn, tell } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { startProgram } from '../support/processes.ts';
import { Replay } from '../support/proof.ts';
import { adoptRoute, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { partner, rowsOf, startRegister, type Register } from '../support/register.ts';

const [GONE, KEPT] = [uuidV4(), uuidV4()];
const CONSENT = { purpose: 'guidance', categories: ['contact'], informedBy: MIDWIVES, on: '2026-11-02' };
const EVENTS = 5;
let register: Register;
/** Each by a name: what must be nowhere any more. */
let secrets: ReadonlyMap<string, Buffer>;

async function program(path: string, ...args: readonly string[]) {
  const command = startProgram(path, args, { DATA_DIR: register.dataDir });
  const { code } = await command.ended;
  return { code, output: command.output() };
}
const said = (...args: readonly string[]) => program('apps/register/src/main.js', ...args);
const destroy = (id: string) => said('destroy', 'referral', id, '--ground', 'erasureRequested');
const midwives = () => register.as(partner(MIDWIVES));

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await openRoute(register);
  await adoptRoute(register);
  for (const id of [GONE, KEPT]) {
    await tell(midwives(), 'referrals', prepared(id, '2026-11-02'));
    await tell(midwives(), `referrals/${id}/consents`, CONSENT);
    const { position } = await tell(midwives(), `referrals/${id}/dispatches`, { on: '2026-11-03' });
    await ask(register, `organisations/mwc?after=${position}`);
  }
  // Two terms have passed since, of which the register says so by itself.
  await eventually(async () => (await journalled()).length === EVENTS);
  secrets = await secretsOf(`referral-${GONE}`);
}, 90_000);
afterAll(() => register.process.end('SIGINT'));

/** The key of a record, wrapped and as it is; what happened, as it is sealed, and as the read model keeps it. */
async function secretsOf(stream: string): Promise<ReadonlyMap<string, Buffer>> {
  const keys = join(register.dataDir, 'keys');
  const name = createHash('sha256').update(stream).digest('hex');
  const wrapped = await readFile(join(keys, 'keys', name.slice(0, 2), `${name}.key`));
  const [master, sealedKey] = [await readFile(join(keys, 'master.key')), wrapped.subarray(8)];
  const decipher = createDecipheriv('aes-256-gcm', master, sealedKey.subarray(0, 12));
  const key = decipher.setAAD(Buffer.from('key')).update(sealedKey.subarray(12, -16));

  const store = EventStore.connect(register.eventStoreUrl);
  const { events } = await store.load(stream).finally(() => store.close());
  const seal = readingWith(keys)[SEAL];
  const told = events.map(({ data }) => {
    const { sealed } = JSON.parse(data) as { readonly sealed: string };
    return seal?.open(stream, sealed) ?? '';
  });
  const items = await rowsOf<{ item: string }>(
    register.databaseUrl,
    `SELECT item::text AS item FROM referral_board_v3_items WHERE referral_id = '${GONE}'`,
  );
  const named = [
    ...told.map((text, at): [string, Buffer] => [`event ${at}`, Buffer.from(text)]),
    ...items.map(({ item }, at): [string, Buffer] => [`step ${at}`, Buffer.from(item)]),
  ];
  expect(named.filter(([, bytes]) => bytes.length > 50)).toHaveLength(2 * EVENTS);
  return new Map([['wrapped key', wrapped], ['key', key], ...named]);
}

/** Which of the secrets are in some file of the data folder. */
async function foundInFiles(): Promise<string[]> {
  const files = await readdir(register.dataDir, { recursive: true, withFileTypes: true });
  const found = new Set<string>();
  for (const file of files.filter((one) => one.isFile())) {
    // A file of a server that runs may be gone by now.
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    for (const [what, secret] of secrets) if (bytes.includes(secret)) found.add(what);
  }
  return [...found].sort();
}

/** The tables in which something of a referral still is, but for those that have to tell of it. */
async function tablesWith(id: string): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    register.databaseUrl,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await rowsOf<{ n: number }>(
      register.databaseUrl,
      `SELECT count(*)::int AS n FROM ${name} t WHERE t::text LIKE '%${id}%'`,
    );
    if ((row?.n ?? 0) > 0) found.push(name);
  }
  return found.sort();
}

const journalled = () =>
  rowsOf<{ seq: string; leaf: string; data: string; is_destroyed: boolean }>(
    register.databaseUrl,
    `SELECT seq, encode(leaf_hash, 'hex') AS leaf, data, is_destroyed FROM journal
     WHERE stream = 'referral-${GONE}' ORDER BY seq`,
  );

describe('a referral that is destroyed', () => {
  it('leaves neither plaintext nor key in any file, and certificates of all its events', async () => {
    const steps = [...Array(EVENTS).keys()].map((at) => `step ${at}`);
    expect(await foundInFiles()).toEqual([...steps, 'wrapped key']);
    const before = await journalled();
    expect(await said('checkpoint')).toMatchObject({ code: 0 });
    const done = await destroy(GONE);
    expect([done.output, done.code]).toEqual([
      expect.stringMatching(/5 events are certified\. Nothing of it is left/),
      0,
    ]);
    expect(await foundInFiles()).toEqual([]);
    expect(await tablesWith(GONE)).toEqual(['access_log', 'journal']);
    expect(await journalled()).toEqual(before.map((one) => ({ ...one, data: '', is_destroyed: true })));
    expect(await said('verify', 'completeness')).toMatchObject({ code: 0 });
    expect(await said('verify', 'access-log')).toMatchObject({ code: 0 });
  }, 120_000);

  it('is gone for whoever knows its id, and takes nothing more; another one is as it was', async () => {
    expect(refusalIn(await midwives().get(`/v1/referrals/${GONE}`))).toEqual([410, 'event-store.destroyed']);
    const late = await midwives().post(`/v1/referrals/${GONE}/cancellations`, {
      reason: 'moved',
      on: '2026-11-04',
    });
    expect(refusalIn(late)).toEqual([410, 'event-store.destroyed']);
    expect((await midwives().get(`/v1/referrals/${KEPT}`)).status).toBe(200);
    expect(await destroy(GONE)).toMatchObject({ code: 0, output: expect.stringMatching(/destroyed before/) });
    expect(await destroy(uuidV4())).toMatchObject({ code: 1, output: expect.stringMatching(/there is no/) });
  }, 120_000);

  it('has the same numbers in a journal that is read from the store alone, after a scavenge too', async () => {
    const reads = readingWith(join(register.dataDir, 'keys'));
    const count = async (): Promise<number> =>
      Number((await rowsOf<{ n: string }>(register.databaseUrl, 'SELECT seq AS n FROM projector'))[0]?.n);
    const replay = await Replay.open(reads);
    expect(await replay.differences(register.databaseUrl, register.eventStoreUrl, await count())).toEqual([]);

    await register.process.end('SIGINT');
    const scavenged = await program(
      'libs/platform/embedded-event-store/src/scavenge-command.js',
      ...['--data', join(register.dataDir, 'event-store')],
    );
    expect(scavenged).toMatchObject({ code: 0, output: expect.stringMatching(/removed 5;/) });
    register = await startRegister({ dataDir: register.dataDir });
    expect(await replay.differences(register.databaseUrl, register.eventStoreUrl, await count())).toEqual([]);
    expect(await said('verify', 'completeness')).toMatchObject({ code: 0 });
    expect(await said('verify', 'ledger')).toMatchObject({ code: 0 });
    expect(await said('rebuild', 'referral-board', 'referral-party')).toMatchObject({ code: 0 });
    expect((await midwives().get(`/v1/referrals/${KEPT}`)).status).toBe(200);
    expect(await foundInFiles()).toEqual([]);
  }, 120_000);

  it('is missed where nobody certified it, or where its certificate is of something else', async () => {
    const { databaseUrl } = register;
    const flaw = async () => (await said('verify', 'completeness')).output;
    const hide = `UPDATE journal SET data = '', metadata = '', is_destroyed = true WHERE seq = 5`;
    const [kept] = await rowsOf<{ data: string; metadata: string }>(
      databaseUrl,
      'SELECT * FROM journal WHERE seq = 5',
    );
    await rowsOf(databaseUrl, hide);
    expect(await flaw()).toMatch(/Number 5 was taken out of the journal, and no certificate/);
    const back = [kept?.data, kept?.metadata].map((text) => `'${(text ?? '').replaceAll("'", "''")}'`);
    await rowsOf(
      databaseUrl,
      `UPDATE journal SET data = ${back[0]}, metadata = ${back[1]}, is_destroyed = false WHERE seq = 5`,
    );
    const [first] = await journalled();
    await rowsOf(databaseUrl, `UPDATE journal SET leaf_hash = sha256('') WHERE seq = ${first?.seq}`);
    expect(await flaw()).toMatch(
      new RegExp(`Number ${first?.seq} is altered in the journal, or in its certificate`),
    );
  }, 120_000);
});
