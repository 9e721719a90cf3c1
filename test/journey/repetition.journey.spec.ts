import { beforeAll, describe, expect, it } from '@jest/globals';
import { agreementOf, historyOf, signatureOf, typesOf } from '../support/agreements.ts';
import { ask, recordedIn, refusalIn, tell } from '../support/asking.ts';
import { startRegister, type Answered, type Register } from '../support/register.ts';

let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

const draft = (parties: readonly string[]) => ({
  kind: 'letterOfIntent',
  title: 'Samen aan een goede start',
  topics: [],
  phases: ['before'],
  scope: { level: 'municipal', municipalities: ['GM0118'] },
  parties,
  on: '2025-03-01',
});

/** A letter of intent that waits for the signatures of its parties; what it answers to, and what they sign. */
async function submitted(agreementId: string, parties: readonly string[]) {
  await tell(register, 'agreements', { agreementId, ...draft(parties) });
  const { position, etag } = await tell(register, `agreements/${agreementId}/submissions`, {
    on: '2025-03-02',
  });
  const { contentHash } = await agreementOf(register, agreementId, `?after=${position}`);
  const sign = (organisationId: string, headers: Record<string, string> = {}): Promise<Answered> =>
    register.post(
      `/v1/agreements/${agreementId}/signatures`,
      signatureOf(organisationId, '2025-03-03', contentHash),
      headers,
    );
  return { sign, etag: etag ?? '' };
}

describe('a request that is sent twice', () => {
  it('is the same command under the same key: the same answer, and nothing more is recorded', async () => {
    const key = { 'Idempotency-Key': 'draft-of-march' };
    const first = await tell(register, 'agreements', draft(['cjg-hoogeveen']), key);
    expect(first).toMatchObject({ status: 201, repeated: false });
    const before = await recordedIn(register, first.position);
    const again = await tell(register, 'agreements', draft(['cjg-hoogeveen']), key);
    expect(again).toEqual({ ...first, status: 200, repeated: true });
    expect(await recordedIn(register, again.position)).toEqual(before);
  });

  it('is refused under the same key with another body', async () => {
    const key = { 'Idempotency-Key': 'draft-of-march' };
    const other = await register.post('/v1/agreements', draft(['mee-drenthe']), key);
    expect(refusalIn(other)).toEqual([409, 'request.idempotency-key-reused']);
  });

  it('adds nothing without a key either, where it says the same', async () => {
    const { sign } = await submitted('hoogeveen-twice', ['cjg-hoogeveen', 'mee-drenthe']);
    expect((await sign('cjg-hoogeveen')).status).toBe(201);
    const again = await sign('cjg-hoogeveen');
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ events: [], repeated: false });
  });
});

describe('a record as the caller saw it', () => {
  it('takes a command for its entity tag, and gives the next one', async () => {
    const { sign, etag } = await submitted('hoogeveen-seen', ['cjg-hoogeveen', 'mee-drenthe']);
    expect(etag).toBe('"1"');
    const signed = await sign('cjg-hoogeveen', { 'If-Match': etag });
    expect([signed.status, signed.headers.get('etag')]).toEqual([201, '"2"']);
    const seen = await register.get(`/v1/agreements/hoogeveen-seen${seeing([signed])}`);
    expect(seen.headers.get('etag')).toBe('"2"');
    const late = await sign('mee-drenthe', { 'If-Match': etag });
    expect(refusalIn(late)).toEqual([412, 'request.precondition-failed']);
  });

  it('has its entity tag on every answer about it, as it was then', async () => {
    const tagOf = async (path: string) => (await register.get(`/v1/agreements/${path}`)).headers.get('etag');
    expect(await tagOf('hoogeveen-seen/history')).toBe('"2"');
    const [drafted] = await historyOf(register, 'hoogeveen-seen');
    expect(await tagOf(`hoogeveen-seen?asOf=${drafted?.recordedAt}`)).toBe('"0"');
    expect((await register.get('/v1/agreements')).headers.get('etag')).toBeNull();
  });

  it('is made only where there is none yet, if so wished', async () => {
    const body = { agreementId: 'hoogeveen-seen', ...draft(['mee-drenthe']) };
    const refused = await register.post('/v1/agreements', body, { 'If-None-Match': '*' });
    expect(refusalIn(refused)).toEqual([412, 'request.precondition-failed']);
  });
});

describe('two clients at once', () => {
  it('both get what they ask for, one after the other', async () => {
    const { sign } = await submitted('hoogeveen-race', ['cjg-hoogeveen', 'mee-drenthe']);
    const answers = await Promise.all([sign('cjg-hoogeveen'), sign('mee-drenthe')]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const entries = await historyOf(register, 'hoogeveen-race', seeing(answers));
    expect(entries.map(({ type }) => type)).toEqual([
      'agreement.Drafted',
      'agreement.Submitted',
      'agreement.Signed',
      'agreement.Signed',
      'agreement.TookEffect', // once, with whichever came last
    ]);
  });

  it('that saw the same record: one is heard, and the other told to look again', async () => {
    const { sign, etag } = await submitted('hoogeveen-tag', ['cjg-hoogeveen', 'mee-drenthe']);
    const answers = await Promise.all(
      ['cjg-hoogeveen', 'mee-drenthe'].map((party) => sign(party, { 'If-Match': etag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412]);
  });

  it('that say the same: it is recorded once', async () => {
    const { sign } = await submitted('hoogeveen-same', ['cjg-hoogeveen', 'mee-drenthe']);
    const answers = await Promise.all(Array.from({ length: 8 }, () => sign('mee-drenthe')));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(7).fill(200), 201]);
  });

  it('that send the same request under one key: it is recorded once, and both get its answer', async () => {
    const key = { 'Idempotency-Key': 'both-at-once' };
    const [one, other] = await Promise.all(
      [0, 1].map(() => tell(register, 'agreements', draft(['welzijn-hoogeveen']), key)),
    );
    expect([one?.status, other?.status].sort()).toEqual([200, 201]);
    expect(one?.id).toBe(other?.id);
    expect(one?.events).toEqual(other?.events);
    expect(typesOf(one ?? { events: [] })).toEqual(['agreement.Drafted']);
  });

  it('that draft different agreements under one id: one is taken', async () => {
    const parties = ['cjg-hoogeveen', 'mee-drenthe'];
    const answers = await Promise.all(
      parties.map((party) =>
        register.post('/v1/agreements', { agreementId: 'hoogeveen-id', ...draft([party]) }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { data } = await ask(register, `agreements/hoogeveen-id${seeing(answers)}`);
    expect(data).toMatchObject({ versions: [{ missingSignatures: [expect.any(String)] }] });
  });
});

/** To see what all of these answers recorded. */
const seeing = (answers: readonly Answered[]): string => {
  const positions = answers.flatMap(({ body }) => {
    const position = (body as { position?: string }).position;
    return position === undefined ? [] : [position];
  });
  return `?after=${positions.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1)}`;
};
