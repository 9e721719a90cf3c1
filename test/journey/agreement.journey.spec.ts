import { beforeAll, describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import {
  agreementOf,
  figuresOf,
  historyOf,
  regionOf,
  sign,
  signatureOf,
  typesOf,
} from '../support/agreements.ts';
import { certainly, perhaps, refusalIn, tell } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { startRegister, type Register } from '../support/register.ts';

let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

describe('a covenant of three parties', () => {
  const ID = 'emmen-warm-handover';
  const PARTIES = ['gemeente-emmen', 'sedna', 'verloskundigen-emmen'] as const;
  let hash = '';

  it('is drafted', async () => {
    const drafted = await tell(register, 'agreements', {
      agreementId: ID,
      kind: 'covenant',
      title: 'Warme overdracht rond de geboorte',
      topics: ['referral'],
      phases: ['during', 'after'],
      scope: { level: 'municipal', municipalities: ['GM0114'] },
      parties: PARTIES,
      reviewEveryMonths: 6,
      on: '2025-01-15',
    });
    expect(drafted).toMatchObject({ status: 201, id: ID, revision: 0, etag: '"0"', repeated: false });
    expect(typesOf(drafted)).toEqual(['agreement.Drafted']);
    expect(await agreementOf(register, ID, `?after=${drafted.position}`)).toMatchObject({
      inForce: 'no',
      period: null,
      submitted: false,
      versions: [{ number: 1, missingSignatures: PARTIES, signatures: [], effect: null }],
      provenance: { kind: 'live' },
    });
  });

  it('is laid before its parties', async () => {
    const submitted = await tell(register, `agreements/${ID}/submissions`, { on: '2025-01-20' });
    expect(typesOf(submitted)).toEqual(['agreement.Submitted']);
    hash = (await agreementOf(register, ID, `?after=${submitted.position}`)).contentHash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes no signature of other content', async () => {
    const other = hash.replace(/./g, (digit) => (digit === '0' ? '1' : '0'));
    const refused = await register.post(
      `/v1/agreements/${ID}/signatures`,
      signatureOf('sedna', '2025-02-03', other),
    );
    expect(refusalIn(refused)).toEqual([409, 'agreement.other-version', 'contentHash']);
    expect(refused.body).toMatchObject({ about: hash });
  });

  it('takes effect with the last signature, and is seen by whoever carries its position', async () => {
    expect(typesOf(await sign(register, ID, 'gemeente-emmen', '2025-02-03', hash))).toEqual([
      'agreement.Signed',
    ]);
    const second = await sign(register, ID, 'sedna', '2025-02-10', hash);
    expect(await agreementOf(register, ID, `?after=${second.position}`)).toMatchObject({
      inForce: 'no',
      versions: [{ missingSignatures: ['verloskundigen-emmen'] }],
    });
    const last = await sign(register, ID, 'verloskundigen-emmen', '2025-02-17', hash);
    expect(typesOf(last)).toEqual(['agreement.Signed', 'agreement.TookEffect']);

    const after = `after=${last.position}`;
    expect((await agreementOf(register, ID, `?validOn=2025-02-16&${after}`)).inForce).toBe('no');
    expect(await agreementOf(register, ID, `?validOn=2025-02-17&${after}`)).toMatchObject({
      inForce: 'yes',
      period: { from: { earliest: '2025-02-17', latest: '2025-02-17' } },
      versions: [{ missingSignatures: [], effect: { on: '2025-02-17', until: 'open', perSource: false } }],
    });
    // Beside it, perhaps, stands the working process of unknown date.
    expect(await figuresOf(register, 'GM0114', `?validOn=2025-02-17&${after}`)).toMatchObject({
      agreementsInForce: certainly(1, 1),
      perSource: { agreements: 1 },
      reviewsOverdue: certainly(0),
      lastActivity: { validOn: '2025-02-17' },
    });
    expect((await regionOf(register, `?validOn=2025-02-17&${after}`)).figures.agreementsInForce).toEqual(
      certainly(1, 5),
    );
  });

  it(rule('agreement.review-passed'), async () => {
    expect(await figuresOf(register, 'GM0114', '?validOn=2025-08-17')).toMatchObject({
      reviewsOverdue: certainly(0),
    });
    const before = await figuresOf(register, 'GM0114', '?validOn=2025-08-17');
    expect(await figuresOf(register, 'GM0114', '?validOn=2025-08-18')).toMatchObject({
      agreementsInForce: before.agreementsInForce,
      reviewsOverdue: certainly(1),
    });
  });

  it('tells its whole history: what, when recorded, when valid, by whom, on what source', async () => {
    // The register itself finds that the day for the review has passed.
    await eventually(
      async () => (await historyOf(register, ID)).at(-1)?.type === 'agreement.ReviewFellDue',
      15_000,
    );
    const entries = await historyOf(register, ID);
    expect(entries.map(({ type, validDates, standing }) => [type, validDates, standing])).toEqual([
      ['agreement.Drafted', ['2025-01-15'], 'stands'],
      ['agreement.Submitted', ['2025-01-20'], 'stands'],
      ['agreement.Signed', ['2025-02-03'], 'stands'],
      ['agreement.Signed', ['2025-02-10'], 'stands'],
      ['agreement.Signed', ['2025-02-17'], 'stands'],
      ['agreement.TookEffect', ['2025-02-17', 'open'], 'stands'],
      ['agreement.ReviewFellDue', ['2025-08-17'], 'stands'],
    ]);
    const byItself = { actor: 'register', role: 'register', sourceSystem: 'policy' };
    expect(entries[6]).toMatchObject({ revision: 6, by: byItself, source: null });
    for (const [index, entry] of entries.slice(0, 6).entries()) {
      expect(entry).toMatchObject({
        revision: index,
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        by: {
          actor: expect.stringMatching(/^[0-9a-f-]{36}$/),
          role: 'programme-office',
          sourceSystem: 'api',
        },
        source: null,
      });
    }
  });

  it('loses its signatures when what they signed is corrected, and needs new ones', async () => {
    const [drafted] = await historyOf(register, ID);
    const corrected = await tell(register, `agreements/${ID}/corrections`, {
      corrects: drafted?.eventId,
      changes: { title: 'Warme overdracht rond zwangerschap en geboorte' },
      reason: 'The minutes give the whole title.',
    });
    const void_ = await agreementOf(register, ID, `?validOn=2025-06-01&after=${corrected.position}`);
    expect(void_).toMatchObject({ title: 'Warme overdracht rond zwangerschap en geboorte', inForce: 'no' });
    expect(void_.contentHash).not.toBe(hash);
    expect(void_.versions[0].missingSignatures).toEqual(PARTIES);
    expect(void_.versions[0].signatures.map(({ standing }) => standing)).toEqual(['void', 'void', 'void']);
    expect((await figuresOf(register, 'GM0114', '?validOn=2025-06-01')).agreementsInForce).toEqual(
      perhaps(1),
    );

    await sign(register, ID, 'gemeente-emmen', '2025-05-06', void_.contentHash);
    await sign(register, ID, 'sedna', '2025-05-06', void_.contentHash);
    const last = await sign(register, ID, 'verloskundigen-emmen', '2025-05-13', void_.contentHash);
    expect(typesOf(last)).toEqual(['agreement.Signed', 'agreement.TookEffect']);
    const signed = await agreementOf(register, ID, `?validOn=2025-06-01&after=${last.position}`);
    expect(signed.inForce).toBe('yes');
    expect(signed.versions[0].signatures.filter(({ standing }) => standing === 'current')).toHaveLength(3);
    expect((await historyOf(register, ID)).map(({ standing }) => standing).slice(0, 2)).toEqual([
      'corrected',
      'stands',
    ]);
  });
});
