import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CovenantsController, startSample } from '../spec/sample-app.ts';

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => ({ app, url } = await startSample()));
afterAll(() => app.close());
beforeEach(() => void (CovenantsController.asked = []));

const valid = { covenantId: 'covenant-1', title: 'Covenant', municipalities: ['GM0114'] };
const json = { 'Content-Type': 'application/json' };
const post = (body: string | Uint8Array, headers: Record<string, string> = json) =>
  fetch(`${url}/v1/covenants`, { method: 'POST', headers, body });

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(response.headers.get('api-version')).toBe('1.2.3');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const body = (await response.json()) as { status: number; code: string; errors?: object[]; type: string };
  expect(body).toMatchObject({
    status: response.status,
    type: `/v1/problems/${body.code}`,
    correlationId: response.headers.get('x-correlation-id'),
  });
  expect(CovenantsController.asked).toEqual([]);
  return body;
}

const fields = async (response: Response) => {
  const { status, code, errors = [] } = await problem(response);
  expect([status, code]).toEqual([400, 'request.invalid-field']);
  return errors.map((error) => Object.values(error).slice(0, 2).join(' '));
};

describe('a body', () => {
  it('tells all its wrong fields at once, dotted as they were written', async () => {
    const response = await post(
      JSON.stringify({
        title: '  ',
        on: '2022-13',
        until: 'forever',
        contentHash: 'ABC',
        municipalities: ['GM0114', 'Emmen'],
        phases: [],
        money: { amountEur: '5', colour: 'red' },
        grants: [{ amountEur: 1 }, 7, { amountEur: -1 }],
        url: null,
        public: 'true',
        surprise: 1,
      }),
    );
    expect((await fields(response)).sort()).toEqual(
      [
        'covenantId field.required',
        'title field.not-a-name',
        'on field.not-a-partial-date',
        'until field.not-an-end',
        'contentHash field.not-a-hash',
        'municipalities.1 field.not-a-municipality-code',
        'phases field.not-one-of',
        'money.amountEur field.not-an-amount',
        'money.colour field.unknown',
        'grants.1 field.not-an-object',
        'grants.2.amountEur field.not-an-amount',
        'url field.not-a-web-address',
        'public field.not-a-boolean',
        'surprise field.unknown',
      ].sort(),
    );
  });

  it.each([
    ['an array for an object', { money: [] }, 'money field.not-an-object'],
    ['an object for a list', { grants: { amountEur: 1 } }, 'grants field.not-an-object'],
    ['lists in a list', { grants: [[{ amountEur: 1 }]] }, 'grants.0 field.not-an-object'],
    ['a list that is too long', { grants: Array(4).fill({ amountEur: 1 }) }, 'grants field.not-an-object'],
    ['a NUL character', { title: 'a\0b' }, 'title request.unreadable-text'],
    [
      'a lone surrogate, deep inside',
      { changes: { a: [{ b: 'x\ud800' }] } },
      'changes.a.0.b request.unreadable-text',
    ],
    ['a key with a NUL character', { changes: { 'a\0': 1 } }, 'changes.a\uFFFD request.unreadable-text'],
    ['a constructor', { constructor: 1 }, 'constructor request.forbidden-key'],
  ])('is refused for %s', async (_, more, expected) => {
    expect(await fields(await post(JSON.stringify({ ...valid, ...more })))).toEqual([expected]);
  });

  it.each([
    ['__proto__', '{"__proto__":{"admin":true}}', '__proto__ request.forbidden-key'],
    [
      'a length that cannot be compared',
      '{"title":{"length":{"toString":{}}}}',
      'title.length.toString request.forbidden-key',
    ],
    ['a number that no double holds', '{"changes":{"n":1e400}}', 'changes.n request.inexact-number'],
    [
      'a whole number that is not exact',
      '{"changes":{"n":9007199254740993}}',
      'changes.n request.inexact-number',
    ],
  ])('is refused for %s', async (_, body, expected) => {
    expect(await fields(await post(body))).toEqual([expected]);
  });

  it.each([
    ['broken JSON', '{"title":', 400, 'request.broken-json'],
    [
      'bytes that are not UTF-8',
      Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
      400,
      'request.broken-json',
    ],
    ['a list', '[]', 400, 'request.not-an-object'],
    ['a text', '"title"', 400, 'request.not-an-object'],
    ['depth', `{"changes":${'['.repeat(40)}${']'.repeat(40)}}`, 400, 'request.too-deep'],
    ['endless depth', '['.repeat(200_000), 400, 'request.broken-json'],
    ['size', JSON.stringify({ title: 'x'.repeat(256 * 1024) }), 413, 'request.too-large'],
  ])('is refused for %s', async (_, body, status, code) => {
    expect(await problem(await post(body))).toMatchObject({ status, code });
  });

  it.each([
    ['another content type', { 'Content-Type': 'text/plain' }, 'request.unsupported-media-type'],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'request.unsupported-media-type'],
    [
      'another charset',
      { 'Content-Type': 'application/json; charset=latin1' },
      'request.unsupported-media-type',
    ],
    ['compression', { ...json, 'Content-Encoding': 'gzip' }, 'request.unsupported-content-encoding'],
  ])('is refused (415) for %s', async (_, headers, code) => {
    expect(await problem(await post(JSON.stringify(valid), headers))).toMatchObject({ status: 415, code });
  });

  it('is refused where a route reads none', async () => {
    const init = { method: 'POST', headers: json, body: '{"extra":1}' };
    expect(await fields(await fetch(`${url}/v1/covenants/a/submission`, init))).toEqual([
      'extra field.unknown',
    ]);
  });

  it('that is missing misses its fields', async () => {
    expect(await fields(await fetch(`${url}/v1/covenants`, { method: 'POST' }))).toEqual([
      'covenantId field.required',
      'title field.required',
      'municipalities field.required',
    ]);
  });
});

describe('a query or a path', () => {
  it.each([
    ['an unknown parameter', '?colour=red', 'colour field.unknown'],
    [
      'a parameter given twice',
      '?municipality=GM0114&municipality=GM0109',
      'municipality request.duplicate-parameter',
    ],
    [
      'an encoded name given twice',
      '?municipality=GM0114&m%75nicipality=GM0109',
      'municipality request.duplicate-parameter',
    ],
    ['a NUL character', '?municipality=GM%000114', 'municipality request.unreadable-text'],
    ['a NUL character in a name', '?a%00=1', 'a\uFFFD request.unreadable-text'],
    ['a lone surrogate', '?municipality=%ED%A0%80', 'municipality request.unreadable-text'],
    ['broken percent-encoding', '?municipality=%zz', 'municipality request.unreadable-text'],
    ['__proto__', '?__proto__=1', '__proto__ request.forbidden-key'],
    ['nested keys', '?municipality[a]=1', 'municipality[a] field.unknown'],
    ['a wrong number', '?pageSize=1e2', 'pageSize field.not-a-whole-number'],
    ['an instant without an offset', '?asOf=2026-01-01T00:00:00', 'asOf field.not-an-instant'],
    ['an instant that is none', '?asOf=2026-02-30T00:00:00Z', 'asOf field.not-an-instant'],
    ['an instant of the future', '?asOf=2026-03-01T23:30:02Z', 'asOf request.as-of-in-future'],
    ['a partial date', '?validOn=2022-04', 'validOn field.not-a-date'],
    ['a position that is none', '?after=a%20b', 'after field.not-a-position'],
    ['a wrong id', '/Not-An-Id', 'id field.not-an-id'],
    ['a NUL character in the path', '/a%00b', 'id request.unreadable-text'],
    ['a parameter where a route reads none', '/a?x=1', 'x field.unknown'],
  ])('is refused for %s', async (_, target, expected) => {
    expect(await fields(await fetch(`${url}/v1/covenants${target}`))).toEqual([expected]);
  });
});

describe('a header', () => {
  it.each([
    ['Idempotency-Key', 'a b'],
    ['Idempotency-Key', 'x'.repeat(129)],
    ['If-Match', '*'],
    ['If-Match', 'W/"3"'],
    ['If-Match', '"3", "4"'],
    ['If-None-Match', '"3"'],
  ])('%s: %s is refused', async (name, value) => {
    const response = await post(JSON.stringify(valid), { ...json, [name]: value });
    expect(await fields(response)).toEqual([`${name} request.invalid-header`]);
  });
});
