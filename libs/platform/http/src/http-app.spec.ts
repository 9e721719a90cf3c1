import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { stoppedAt } from '#platform/clock';
import { openApiDocument, printOpenApi } from '#platform/http';
import { rule } from '#test/support/rule';
import { api, CovenantsController, health, NOW, sampleApp, startSample } from '../spec/sample-app.ts';

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => ({ app, url } = await startSample()));
afterAll(() => app.close());
beforeEach(() => void (CovenantsController.asked = []));

const valid = { covenantId: 'covenant-1', title: ' Covenant ', municipalities: ['GM0114'] };
const draft = (headers: Record<string, string> = {}, body: object = valid) =>
  fetch(`${url}/v1/covenants`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers });

describe('a command', () => {
  it('that records something is answered with 201 and the revision as entity tag', async () => {
    const response = await draft();
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('"4"');
    expect(await response.json()).toEqual({
      id: 'c-1',
      revision: 4,
      position: 'v1.abc',
      events: [{ id: 'e-1', type: 'covenant.Drafted' }],
      repeated: false,
    });
  });

  it.each([
    ['that had been decided before', () => draft({ 'Idempotency-Key': 'again' })],
    ['that adds nothing', () => fetch(`${url}/v1/covenants/a/submission`, { method: 'POST' })],
  ])('%s is answered with 200', async (_, send) => {
    const response = await send();
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"4"']);
  });

  it('brings who asks, by which request, and what they had seen', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const response = await draft({
      'X-Correlation-Id': 'order-66',
      traceparent,
      'Idempotency-Key': '"one-two"',
      'If-Match': '"3"',
    });
    expect(response.headers.get('x-correlation-id')).toBe('order-66');
    expect(CovenantsController.asked).toEqual([
      {
        body: { ...valid, title: 'Covenant' },
        context: {
          caller: { actor: 'loopback', role: 'operator' },
          correlationId: 'order-66',
          traceparent,
          idempotencyKey: 'one-two',
          requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          expectedRevision: 3,
          sourceSystem: 'api',
        },
      },
    ]);
  });

  it('is hashed by its content, whatever the order of its keys', async () => {
    const { covenantId, title, municipalities } = valid;
    await draft();
    await draft({}, { municipalities, title, covenantId });
    await draft({}, { ...valid, title: 'Other' });
    const hashes = CovenantsController.asked.map(
      (asked) => (asked as { context: { requestHash: string } }).context,
    );
    const [first, same, other] = hashes.map(({ requestHash }) => requestHash);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  it('can ask that there is no such record yet', async () => {
    await draft({ 'If-None-Match': '*' });
    expect(CovenantsController.asked).toMatchObject([{ context: { expectedRevision: -1 } }]);
  });

  it('takes a malformed trace or correlation id for none', async () => {
    const response = await draft({ traceparent: '00-0-0-0', 'X-Correlation-Id': 'a b' });
    expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(CovenantsController.asked[0]).not.toHaveProperty('context.traceparent');
  });
});

describe('a query', () => {
  it('takes its moments, and says at which number it was answered', async () => {
    const query = 'asOf=2026-03-01T12:00:00.1234567%2B01:00&validOn=2022-03-01&after=v1.abc&pageSize=20';
    const response = await get(`/v1/covenants?${query}`);
    const asOf = '2026-03-01T11:00:00.123456Z';
    expect(await response.json()).toEqual({ meta: { number: 7, asOf, validOn: null }, data: [] });
    expect(response.headers.get('register-number')).toBe('7');
    expect(CovenantsController.asked).toEqual([
      { asOf, validOn: '2022-03-01', after: 'v1.abc', pageSize: 20 },
    ]);
  });

  it(rule('history.today'), () => {
    expect(stoppedAt(NOW).today()).toBe('2026-03-02');
  });

  it('answers HEAD as GET, without a body', async () => {
    const response = await fetch(`${url}/v1/covenants/a`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
  });
});

describe('every answer', () => {
  it.each(['/v1/covenants/a', '/v1/covenants/absent', '/nowhere', '/health/live', '/v1/openapi.json'])(
    'carries the version and the security headers: %s',
    async (path) => {
      const { headers } = await get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'api-version': '1.2.3',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'strict-transport-security': expect.stringContaining('max-age='),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-correlation-id': expect.any(String),
      });
    },
  );

  it('goes to the loopback address only', () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('health', () => {
  it('lives, and is ready while everything is there', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'ok', up: ['database', 'store'] });
  });

  it('names what is not there, and nothing more', async () => {
    health.storeIsUp = false;
    const response = await get('/health/ready');
    health.storeIsUp = true;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      code: 'server.not-ready',
      errors: [{ field: 'store', code: 'health.down' }],
    });
    expect(text).not.toContain('secret');
  });
});

describe('the OpenAPI document', () => {
  type Operation = { responses: Record<string, object>; parameters: { name: string; schema: object }[] };
  type Document = {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, object> };
  };
  let document: Document;
  beforeAll(async () => {
    document = (await (await get('/v1/openapi.json')).json()) as Document;
  });

  it('is there for any origin, with version, contact and the major version in the server only', async () => {
    expect((await get('/v1/openapi.json')).headers.get('access-control-allow-origin')).toBe('*');
    expect(document).toMatchObject({
      info: { version: '1.2.3', contact: api.contact },
      servers: [{ url: '/v1' }],
    });
    expect(Object.keys(document.paths)).toEqual([
      '/covenants',
      '/covenants/{id}',
      '/covenants/{id}/slow',
      '/covenants/{id}/submission',
      '/openapi.json',
      '/problems',
      '/problems/{code}',
    ]);
  });

  it('tells every problem of every operation', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    expect(operations).toHaveLength(8);
    for (const { responses } of operations) {
      expect(responses['400']).toEqual({ $ref: '#/components/responses/Problem' });
    }
    expect(Object.keys(document.paths['/covenants']?.['post']?.responses ?? {})).toEqual([
      '200',
      '201',
      '400',
      '401',
      '403',
      '404',
      '406',
      '409',
      '412',
      '413',
      '415',
      '429',
      '500',
      '503',
    ]);
  });

  it('describes fields as they are checked', () => {
    expect(document.components.schemas['DraftCovenant']).toMatchObject({
      required: ['covenantId', 'title', 'municipalities'],
      properties: {
        title: { type: 'string', maxLength: 300, description: 'What it is called.' },
        municipalities: { type: 'array', items: { type: 'string', pattern: '^GM\\d{4}$' }, maxItems: 11 },
        money: { $ref: '#/components/schemas/Money' },
        grants: { type: 'array', items: { $ref: '#/components/schemas/Money' }, maxItems: 3 },
      },
    });
    const parameters = document.paths['/covenants']?.['get']?.parameters ?? [];
    expect(parameters.map(({ name }) => name).sort()).toEqual([
      'after',
      'asOf',
      'municipality',
      'pageSize',
      'validOn',
    ]);
    expect(parameters.find(({ name }) => name === 'validOn')?.schema).toMatchObject({ format: 'date' });
  });

  it('is printed the same, byte for byte, by the same application', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    const other = await sampleApp();
    try {
      await printOpenApi(openApiDocument(app, api), join(folder, 'a.json'));
      await printOpenApi(openApiDocument(other, api), join(folder, 'b.json'));
      const [a, b] = await Promise.all(
        ['a.json', 'b.json'].map((name) => readFile(join(folder, name), 'utf8')),
      );
      expect(a).toBe(b);
      expect(JSON.parse(a ?? '')).toEqual(document);
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  });
});
