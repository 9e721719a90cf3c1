import { beforeAll, describe, expect, it } from '@jest/globals';
import { agreementOf, signatureOf } from '../support/agreements.ts';
import { recordedIn, refusalIn, tell } from '../support/asking.ts';
import { startRegister, type Answered, type Register } from '../support/register.ts';
import { AGREEMENT, COALITION, drafted, INVALID, SHAPES, WHO_AND_WHEN } from './bad-input.cases.ts';

let register: Register;
let recorded: Awaited<ReturnType<typeof recordedIn>>;
let contentHash = '';

/** A municipality that takes facts, a coalition without partners, and an agreement that waits for a signature. */
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await tell(register, 'coalitions', { ...COALITION, coalitionId: 'oldambt' });
  await tell(register, 'coalitions/oldambt/partnerships', { organisationId: 'zif', from: '2025-01-01' });
  await tell(register, 'coalitions/oldambt/partnerships', {
    organisationId: 'ggd-groningen',
    from: '2025-01-01',
  });
  await tell(register, 'agreements', AGREEMENT, { 'Idempotency-Key': 'once' });
  const { position } = await tell(register, 'agreements/oldambt-2025/submissions', { on: '2025-01-03' });
  ({ contentHash } = await agreementOf(register, 'oldambt-2025', `?after=${position}`));
  recorded = await recordedIn(register, position);
}, 60_000);

describe('what cannot be, or is not allowed', () => {
  it.each([...WHO_AND_WHEN, ...SHAPES])('%s', async (_, path, body, ...refusal) => {
    expect(refusalIn(await register.post(`/v1/${path}`, body))).toEqual(refusal);
  });

  it('the same idempotency key with another body', async () => {
    const body = { ...AGREEMENT, title: 'Other' };
    const again = await register.post('/v1/agreements', body, { 'Idempotency-Key': 'once' });
    expect(refusalIn(again)).toEqual([409, 'request.idempotency-key-reused']);
  });

  it('a signature of a version that has been corrected since', async () => {
    const signed = signatureOf(
      'zif',
      '2025-02-01',
      contentHash.replace(/^./, (c) => (c === '0' ? '1' : '0')),
    );
    const refused = await register.post('/v1/agreements/oldambt-2025/signatures', signed);
    expect(refusalIn(refused)).toEqual([409, 'agreement.other-version', 'contentHash']);
  });
});

describe('what is not a request', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const send = async (body: string | Buffer, headers: Record<string, string>): Promise<Answered> =>
    answered(
      await fetch(`${register.url}/v1/agreements`, {
        method: 'POST',
        body,
        headers: { authorization: await register.authorization(), ...headers },
      }),
    );

  it.each([
    ['broken JSON', '{"kind": "covenant",', JSON_TYPE, 400, 'request.broken-json'],
    ['a list', '[]', JSON_TYPE, 400, 'request.not-an-object'],
    ['text', '"covenant"', JSON_TYPE, 400, 'request.not-an-object'],
    [
      'bytes that are not UTF-8',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      JSON_TYPE,
      400,
      'request.broken-json',
    ],
    [
      'another content type',
      'kind=covenant',
      { 'content-type': 'text/plain' },
      415,
      'request.unsupported-media-type',
    ],
    [
      'a form',
      'kind=covenant',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'request.unsupported-media-type',
    ],
    [
      'another charset',
      '{}',
      { 'content-type': 'application/json; charset=latin1' },
      415,
      'request.unsupported-media-type',
    ],
    [
      'a compressed body',
      '{}',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      415,
      'request.unsupported-content-encoding',
    ],
    ['an answer in XML', '{}', { ...JSON_TYPE, accept: 'application/xml' }, 406, 'request.not-acceptable'],
    ['one byte over 256 KiB', sized(256 * 1024 + 1), JSON_TYPE, 413, 'request.too-large'],
    [
      'values nested too deep',
      '{"a":'.repeat(40) + '1' + '}'.repeat(40),
      JSON_TYPE,
      400,
      'request.invalid-field',
      'too deep',
    ],
  ] as const)('%s', async (what, body, headers, status, code, ...fields) => {
    const refusal = refusalIn(await send(body, headers));
    expect([what, ...refusal.slice(0, 2)]).toEqual([what, status, fields.length > 0 ? refusal[1] : code]);
  });

  it('256 KiB, which is only too long a title', async () => {
    expect(refusalIn(await send(sized(256 * 1024), JSON_TYPE)).slice(0, 2)).toEqual(INVALID);
  });
});

describe('questions that cannot be answered', () => {
  it.each([
    ['municipalities/GM9999/overview', 404, 'request.no-such-record'],
    ['municipalities/gm0114/overview', ...INVALID, 'code: field.not-a-municipality-code'],
    ['agreements/none', 404, 'request.no-such-record'],
    ['agreements/none/history', 404, 'request.no-such-record'],
    ['regions/none/overview', 404, 'request.no-such-record'],
    ['regions/veenkolonien/overview?validOn=2025-02-29', ...INVALID, 'validOn: field.not-a-date'],
    ['regions/veenkolonien/overview?validOn=2025', ...INVALID, 'validOn: field.not-a-date'],
    ['regions/veenkolonien/overview?asOf=2025-01-01', ...INVALID, 'asOf: field.not-an-instant'],
    ['regions/veenkolonien/overview?asOf=2999-01-01T00:00:00Z', ...INVALID, 'asOf: request.as-of-in-future'],
    ['regions/veenkolonien/overview?after=nowhere', 400, 'event-store.not-a-position', 'after'],
    ['regions/veenkolonien/overview?borders=then', ...INVALID, 'borders: field.not-one-of'],
    ['regions/veenkolonien/overview?borders=2017-02-30', ...INVALID, 'borders: field.not-one-of'],
    ['regions/veenkolonien/overview?valid_on=2025-01-01', ...INVALID, 'valid_on: field.unknown'],
    [
      'regions/veenkolonien/overview?validOn=2025-01-01&validOn=2025-01-02',
      ...INVALID,
      'validOn: request.duplicate-parameter',
    ],
    ['regions/veenkolonien/overview/', 404, 'request.unknown-path'],
    ['nothing', 404, 'request.unknown-path'],
  ] as const)('%s', async (path, ...refusal) => {
    expect(refusalIn(await register.get(`/v1/${path}`))).toEqual(refusal);
  });

  it('by a method that the path does not take: 405, with those that it takes', async () => {
    const answer = await answered(await fetch(`${register.url}/v1/agreements`, { method: 'DELETE' }));
    expect(refusalIn(answer)).toEqual([405, 'request.method-not-allowed']);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('headers that cannot be', () => {
  it.each([
    ['If-Match', '3', 'If-Match: request.invalid-header'],
    ['If-None-Match', '"3"', 'If-None-Match: request.invalid-header'],
    ['Idempotency-Key', 'a b', 'Idempotency-Key: request.invalid-header'],
  ])('%s: %s', async (name, value, field) => {
    const answer = await register.post('/v1/agreements', drafted({}), { [name]: value });
    expect(refusalIn(answer)).toEqual([...INVALID, field]);
  });
});

describe('after all of that', () => {
  it('nothing has been recorded', async () => {
    expect(await recordedIn(register)).toEqual(recorded);
  });
});

const answered = async (answer: Response): Promise<Answered> => ({
  status: answer.status,
  headers: answer.headers,
  ...(await answer.text().then((text) => ({ text, body: JSON.parse(text) as unknown }))),
});

/** A body of so many bytes. */
function sized(bytes: number): string {
  const frame = JSON.stringify({ ...AGREEMENT, title: '' });
  return JSON.stringify({ ...AGREEMENT, title: 'a'.repeat(bytes - frame.length) });
}
