import { expect, it } from '@jest/globals';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { v4 as uuidV4 } from 'uuid';
import { refusalIn, tell } from '../support/asking.ts';
import { startProgram } from '../support/processes.ts';
import { adoptRoute, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { partner, startRegister, type Register } from '../support/register.ts';

const REFERRAL = uuidV4();

async function said(dataDir: string, ...args: readonly string[]) {
  const command = startProgram('apps/register/src/main.js', args, { DATA_DIR: dataDir });
  const { code } = await command.ended;
  return { code, output: command.output() };
}

it('A register whose keys are gone loses no referral in silence, and has all of them when the keys are back.', async () => {
  const first = await startRegister({ withHistory: true });
  const { dataDir } = first;
  const [keys, aside] = [join(dataDir, 'keys'), join(dataDir, 'keys-aside')];
  await openRoute(first);
  await adoptRoute(first);
  await tell(first.as(partner(MIDWIVES)), 'referrals', prepared(REFERRAL, '2026-11-02'));
  await first.process.end('SIGINT');

  await rename(keys, aside);
  const without = await startRegister({ dataDir });
  const midwives = (register: Register) => register.as(partner(MIDWIVES));
  for (const path of ['', '/history'])
    expect(refusalIn(await midwives(without).get(`/v1/referrals/${REFERRAL}${path}`))).toEqual([
      503,
      'sealing.key-missing',
    ]);
  const refused = await midwives(without).post(`/v1/referrals/${REFERRAL}/consent-refusals`, {
    on: '2026-11-03',
  });
  expect(refusalIn(refused)).toEqual([503, 'sealing.key-missing']);
  expect((await without.get('/v1/agreements')).status).toBe(200);
  const rebuilt = await said(dataDir, 'rebuild', 'referral-board');
  expect(rebuilt).toMatchObject({ code: 1, output: expect.stringMatching(/sets aside 1 event more/) });
  await without.process.end('SIGINT');

  await rm(keys, { recursive: true });
  await rename(aside, keys);
  const again = await startRegister({ dataDir });
  expect(await said(dataDir, 'keys', 'rotate')).toMatchObject({ code: 0 });
  const rebuiltAgain = await said(dataDir, 'rebuild', 'referral-board');
  expect([rebuiltAgain.output, rebuiltAgain.code]).toEqual([expect.stringMatching(/^Rebuilt/), 0]);
  const { status, body } = await midwives(again).get(`/v1/referrals/${REFERRAL}?validOn=2026-11-03`);
  expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining('"status":"prepared"')]);
}, 120_000);
