import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importFolder } from '#contexts/import';
import { agreementOf, historyOf } from '../support/agreements.ts';
import { eventually } from '../support/event-stores.ts';
import { HandClock } from '../support/hand-clock.ts';
import { folder } from '../support/processes.ts';
import { registerAt } from '../support/register-at.ts';
import { rule } from '../support/rule.ts';

const WITHIN_MS = 20_000;
const HEAD =
  'id,kind,title,level,municipalities,on,until,parties,topics,phases,review_every_months,decision,source';
describe(rule('agreement.expired', 'also an agreement that only a source tells of'), () => {
  const clock = new HandClock('2025-12-31T22:59:59Z');
  const register = registerAt(clock);
  let files: string;
  beforeAll(async () => {
    files = await folder('files-');
  });

  /** Reads a file in which a source tells of two agreements, and until when they hold. */
  const read = async (late: string, later: string): Promise<void> => {
    const row = (id: string, until: string) =>
      `${id},covenant,Convenant,municipal,GM0114,2020,${until},,referral,during,,,https://example.org/`;
    await writeFile(
      join(files, 'agreements.csv'),
      [HEAD, row('late', late), row('later', later), ''].join('\n'),
    );
    const { refusals } = await importFolder(files, {
      decisions: register.running().decisions,
      collection: 'archive',
    });
    expect(refusals).toEqual([]);
  };
  const expiriesOf = async (id: string) =>
    (await historyOf(register, id)).filter(({ type }) => type === 'agreement.Expired');
  const expires = (id: string, times = 1): Promise<void> =>
    eventually(async () => (await expiriesOf(id).catch(() => [])).length === times, WITHIN_MS);

  it('expires when the register reads of it, long after its last day', async () => {
    await read('2024-06', '2025');
    await expires('late');
    const [expired] = await expiriesOf('late');
    expect(expired).toMatchObject({
      validDates: ['2024-06'],
      by: { actor: 'register', role: 'register', sourceSystem: 'policy' },
      source: null,
    });
    expect(await agreementOf(register, 'late')).toMatchObject({
      inForce: 'no',
      ending: { how: 'expired', until: '2024-06' },
    });
  });

  it('has not expired in the last second of its last year', async () => {
    expect(await expiriesOf('later')).toEqual([]);
    expect(await agreementOf(register, 'later')).toMatchObject({ inForce: 'uncertain', ending: null });
  });

  it('expires at midnight in Amsterdam', async () => {
    clock.instant = '2025-12-31T23:00:00Z';
    await expires('later');
    expect(await agreementOf(register, 'later')).toMatchObject({
      inForce: 'no',
      ending: { how: 'expired', until: '2025' },
    });
  });

  it('has not expired after all when the source turns out to say otherwise, and does when that day has passed', async () => {
    await read('2024-06', '2026');
    await eventually(
      async () => (await agreementOf(register, 'later', '?validOn=2026-01-01')).inForce !== 'no',
      WITHIN_MS,
    );
    expect(await agreementOf(register, 'later')).toMatchObject({ ending: null });
    clock.instant = '2026-12-31T23:00:00Z';
    await expires('later', 2);
    expect(await agreementOf(register, 'later')).toMatchObject({ ending: { how: 'expired', until: '2026' } });
    expect(await expiriesOf('late')).toHaveLength(1);
  });

  it('leaves alone what has no end, or one that nobody knows', async () => {
    for (const id of ['groningen-convenant-2022', 'emmen-goede-start', 'veendam-ojg']) {
      expect([id, await expiriesOf(id)]).toEqual([id, []]);
    }
  });
});
