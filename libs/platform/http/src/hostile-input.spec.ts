import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import { listen } from '#platform/http';
import { raw, sampleApp, startSample } from '../spec/sample-app.ts';

let app: NestFastifyApplication;
let url: string;
let port: number;
beforeAll(async () => ({ app, url, port } = await startSample()));
afterAll(() => app.close());

const RUNS = { numRuns: 150 };
const understood = (status: number): boolean => status < 300 || (status >= 400 && status < 500);

const strange = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '\0',
  '',
);
const field = fc.oneof(
  fc.constantFrom('covenantId', 'title', 'municipalities', 'money', 'grants', 'changes', 'public', 'phases'),
  strange,
  fc.string({ maxLength: 5 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    fc.constantFrom(null, true, '', 'GM0114', 'covenant-1', -0, 1e308, '\ud800', '2022-04'),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    strange,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(field, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

describe('whatever is sent', () => {
  it('as a body is taken or refused, and never breaks anything', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, value), { maxLength: 8 }), async (entries) => {
        const response = await fetch(`${url}/v1/covenants`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          // Written by hand, so that a key such as __proto__ is sent too.
          body: `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`).join(',')}}`,
        });
        const text = await response.text();
        expect([text, understood(response.status)]).toEqual([text, true]);
      }),
      RUNS,
    ));

  it('as a target is taken or refused, and never breaks anything', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), fc.boolean(), async (text, encoded) => {
        const target = `/v1/covenants${encoded ? `?asOf=${encodeURIComponent(Buffer.from(text).toString())}` : `/${text}`}`;
        const answer = await raw(
          port,
          `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        );
        const [, status = '500'] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? [];
        expect([answer, understood(Number(status))]).toEqual([answer, true]);
      }),
      RUNS,
    ));
});

describe('a connection', () => {
  it('gives a whole request its own answer, although what comes behind it is no request', async () => {
    const whole = 'GET /v1/covenants/a/slow HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const answer = await raw(port, `${whole}\u0001nonsense\r\n\r\n`);
    // Of the slow one; that of the nonsense would have been 400.
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  });
});

describe('an application', () => {
  it('says that its port is in use', async () => {
    const other = await sampleApp();
    await expect(listen(other, port)).rejects.toThrow(`Port ${port} is in use`);
    await other.close();
  });

  it('finishes what it is doing when it is closed, and listens no more', async () => {
    const { app: closing, url: at, port: left } = await startSample();
    const slow = fetch(`${at}/v1/covenants/a/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = closing.close();
    expect((await slow).status).toBe(503);
    await closed;
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(left, '127.0.0.1', resolve));
    await new Promise((resolve) => taken.close(resolve));
  });
});
