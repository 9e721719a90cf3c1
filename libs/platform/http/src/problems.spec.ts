import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { raw, startSample } from '../spec/sample-app.ts';

let app: NestFastifyApplication;
let url: string;
let port: number;
beforeAll(async () => ({ app, url, port } = await startSample()));
afterAll(() => app.close());

const problemAt = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${url}${path}`, init);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return { response, body: (await response.json()) as Record<string, unknown> };
};

describe('an error of the register', () => {
  it.each([
    [
      'absent',
      404,
      'covenant.absent',
      [{ field: 'id', code: 'covenant.absent', message: 'There is no such covenant.' }],
    ],
    [
      'never',
      400,
      'covenant.never',
      [{ field: 'signatures.0.on', code: 'covenant.never', message: 'This can never be.' }],
    ],
    ['changed', 412, 'request.revision-changed', undefined],
  ])('is told as it is: %s', async (id, status, code, errors) => {
    const { body } = await problemAt(`/v1/covenants/${id}`);
    expect(body).toMatchObject({ status, code, type: `/v1/problems/${code}` });
    expect(body['errors']).toEqual(errors);
  });

  it('tells what else the decision said', async () => {
    const { body } = await problemAt('/v1/covenants/other-version');
    expect(body).toMatchObject({ status: 409, title: 'Conflict', about: { now: 'abc' } });
  });

  it.each([
    ['store-gone', 'store.unavailable'],
    ['database-gone', 'database.unavailable'],
    ['a/slow', 'server.timed-out'],
  ])('asks to try again: %s', async (path, code) => {
    const { response, body } = await problemAt(`/v1/covenants/${path}`);
    expect(body).toMatchObject({ status: 503, code });
    expect(response.headers.get('retry-after')).toBe('2');
    expect(JSON.stringify(body)).not.toMatch(/secret|10\.0\.0\.3/);
  });

  it('that nobody expected tells nothing but its correlation id', async () => {
    const { response, body } = await problemAt('/v1/covenants/broken', {
      headers: { 'X-Correlation-Id': 'abc' },
    });
    expect(response.headers.get('x-correlation-id')).toBe('abc');
    expect(body).toEqual({
      type: '/v1/problems/server.failed',
      title: 'Internal Server Error',
      status: 500,
      detail: 'Something went wrong here; it has been logged under the correlation id.',
      code: 'server.failed',
      correlationId: 'abc',
    });
  });
});

describe('a problem', () => {
  it.each([
    'covenant.absent',
    'store.unavailable',
    'request.invalid-field',
    'field.not-a-date',
    'request.invalid-header',
  ])('is told at the address that is its type: %s', async (code) => {
    const known = (await (await fetch(`${url}/v1/problems/${code}`)).json()) as { says: string };
    expect(known).toMatchObject({ code, says: expect.any(String) });
    const { problems } = (await (await fetch(`${url}/v1/problems`)).json()) as { problems: object[] };
    expect(problems).toContainEqual(known);
  });

  it.each([
    ['/v1/problems/covenant.unheard-of', 404],
    ['/v1/problems?x=1', 400],
    ['/v1/openapi.json?x=1', 400],
  ])('that nobody knows is none: %s', async (path, status) => {
    expect((await problemAt(path)).response.status).toBe(status);
  });
});

describe('a path', () => {
  it.each([
    '/',
    '/v1',
    '/v1/covenants/',
    '/v1//covenants',
    '/v1/Covenants',
    '/covenants',
    '/v1/covenants/a/',
  ])('that is unknown: %s', async (path) => {
    expect((await problemAt(path)).body).toMatchObject({ status: 404, code: 'request.unknown-path' });
  });

  it.each([
    ['DELETE', '/v1/covenants', 'GET, HEAD, POST'],
    ['PUT', '/v1/covenants/a?x=1', 'GET, HEAD'],
    ['GET', '/v1/covenants/a/submission', 'POST'],
    ['OPTIONS', '/v1/openapi.json', 'GET, HEAD'],
    ['PROPFIND', '/v1/covenants', 'GET, HEAD, POST'],
  ])('says what it takes instead of %s %s', async (method, path, allow) => {
    const { response, body } = await problemAt(path, { method });
    expect(body).toMatchObject({ status: 405, code: 'request.method-not-allowed' });
    expect(response.headers.get('allow')).toBe(allow);
  });

  it.each([
    ['/v1/covenants/%zz', 400, 'request.malformed'],
    ['/v1/covenants/%ED%A0%80', 400, 'request.malformed'],
    [`/v1/covenants/${'a'.repeat(101)}`, 414, 'request.path-too-long'],
  ])('that cannot be read: %s', async (path, status, code) => {
    const { response, body } = await problemAt(path);
    expect(body).toMatchObject({ status, code });
    expect(response.headers.get('api-version')).toBe('1.2.3');
  });
});

describe('what a caller accepts', () => {
  it.each(['text/html', 'application/xml, image/*', 'application/json;q=0', 'application/json;q=0.000'])(
    'cannot be given: %s',
    async (Accept) => {
      const { body } = await problemAt('/v1/covenants/a', { headers: { Accept } });
      expect(body).toMatchObject({ status: 406, code: 'request.not-acceptable' });
    },
  );

  it.each(['*/*', 'text/html, application/*;q=0.1', 'Application/JSON; charset=utf-8', ''])(
    'can be given: %s',
    async (Accept) => {
      expect((await fetch(`${url}/v1/covenants/a`, { headers: { Accept } })).status).toBe(200);
    },
  );
});

describe('bytes that are hardly HTTP', () => {
  const post = 'POST /v1/covenants HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'request.malformed'],
    ['an unknown method', 'FROB / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'request.malformed'],
    [
      'two lengths',
      `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      400,
      'request.malformed',
    ],
    ['broken chunks', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400, 'request.malformed'],
    [
      'headers too large',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
      431,
      'request.headers-too-large',
    ],
    ['no host', 'GET /v1/covenants HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'request.malformed'],
    [
      'another host',
      'GET /v1/covenants HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      421,
      'request.foreign-host',
    ],
    [
      'a path that is not ASCII',
      Buffer.from(
        'GET /v1/covenants/\xe9 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
        'latin1',
      ),
      400,
      'request.malformed',
    ],
    [
      'a strange expectation',
      `${post}Expect: tea\r\nContent-Length: 2\r\n\r\n{}`,
      417,
      'request.unknown-expectation',
    ],
    ['a body that never comes', `${post}Content-Length: 10\r\n\r\n{`, 408, 'request.timed-out'],
    ['headers that never end', 'GET / HTTP/1.1\r\nHost: localhost\r\n', 408, 'request.timed-out'],
  ])('are answered with a problem: %s', async (_, bytes, status, code) => {
    const answer = await raw(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer.toLowerCase()).toContain('api-version: 1.2.3');
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('do not keep the others from being served', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});
