import { setTimeout as sleep } from 'node:timers/promises';
import { findingIdOf } from '#contexts/finding';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { deviationsFrom, type Schema } from '../support/schemas.ts';
import { ask, recordedIn, refusalIn, tell } from '../support/asking.ts';
import { adoptRoute, asPartyTo, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { partner, startRegister, type Answered, type Api, type Register } from '../support/register.ts';

type Parameter = { readonly name: string; readonly in: string; readonly schema: Schema };
type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: {
    readonly [status: string]: {
      readonly $ref?: string;
      readonly content?: { readonly [type: string]: { readonly schema: Schema } };
    };
  };
};
type Document = {
  readonly openapi: string;
  readonly info: { readonly version: string; readonly contact: object };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
};

let register: Register;
let document: Document;
let answer: Answered;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await openRoute(register);
  await adoptRoute(register);
  const id = SAMPLES['/referrals/{id}'] ?? '';
  const midwives = register.as(partner(MIDWIVES));
  await tell(midwives, 'referrals', prepared(id, '2026-11-09'));
  const consent = { purpose: 'guidance', categories: ['contact'], informedBy: MIDWIVES, on: '2026-11-09' };
  await tell(midwives, `referrals/${id}/consents`, consent);
  const known = { ...FOUND, reason: 'So it is.', on: '2026-11-09' };
  await tell(register, `audit/findings/${findingIdOf(FOUND)}/acknowledgements`, known);
  const { position } = await tell(midwives, `referrals/${id}/dispatches`, { on: '2026-11-09' });
  await ask(register, `organisations/mwc?after=${position}`);
  answer = await register.get('/v1/openapi.json');
  document = answer.body as Document;
}, 60_000);

const operations = (): { path: string; method: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

const FOUND = { rule: 'undated', about: 'decision-none' } as const;
const SAMPLES: Readonly<Record<string, string>> = {
  '/audit/findings/{id}': findingIdOf(FOUND),
  '/indicators/{id}': 'rivm-1',
  '/agreements/{id}': 'emmen-goede-start',
  '/coalitions/{id}': 'coevorden',
  '/decisions/{id}': 'veendam-ojg-2021',
  '/municipalities/{code}': 'GM0114',
  '/municipality-records/{id}': 'register',
  '/organisations/{id}': 'mwc',
  '/problems/{code}': 'request.invalid-field',
  '/programmes/{id}': 'kvdvk',
  '/referrals/{id}': '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c',
  '/regions/{id}': 'veenkolonien',
};
/** What a question must be told. */
const PARAMETERS: Readonly<Record<string, () => Promise<string>>> = {
  '/municipalities/{code}/changes': () => Promise.resolve('?since=0'),
  '/referrals': () => Promise.resolve(`?organisationId=${MIDWIVES}`),
  '/ledger/proofs/inclusion': () => Promise.resolve('?number=1'),
  '/ledger/proofs/consistency': async () => {
    // Signed at an interval: the first within a few seconds.
    for (;;) {
      const { body } = await register.get('/v1/ledger/checkpoints?limit=1');
      const [newest] = (body as { readonly checkpoints: readonly { readonly size: number }[] }).checkpoints;
      if (newest !== undefined) return `?from=${newest.size}`;
      await sleep(100);
    }
  },
};
/** Referrals are for their parties, the access log for auditors, all else for the programme office. */
const whoMay = (path: string): Api =>
  path.startsWith('/referrals')
    ? asPartyTo(register, path.split('/')[3] ?? 'consents')
    : path === '/access-log'
      ? register.as({ role: 'auditor' })
      : register;
/** A path with the id of a record that is there; what lies within a record is any. */
function sample(path: string): string {
  const [record] = /^(?:\/audit)?\/[^/]+\/\{[^}]+\}/.exec(path) ?? [''];
  const id = SAMPLES[record];
  const filled = id === undefined ? path : path.replace(/\{[^}]+\}/, id);
  return filled.replace(/\{[^}]+\}/g, 'condition-1');
}

describe('the description of the API', () => {
  it('is OpenAPI 3.0, with a version, somebody to write to, and the major version in its address', async () => {
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(document.openapi).toMatch(/^3\.0\.\d$/);
    expect(document.info.version).toMatch(/^1\.\d+\.\d+$/);
    expect(document.info.contact).toEqual({
      name: expect.any(String),
      url: expect.stringMatching(/^https:/),
      email: expect.stringContaining('@'),
    });
    expect(document.servers).toEqual([{ url: '/v1' }]);
  });

  it('names each operation once, and says what every part of a path is', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      const said = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect([path, said.sort()]).toEqual([path, named.sort()]);
      expect(operation.tags.length).toBeGreaterThan(0);
    }
  });

  it('has kebab-case paths without a trailing slash, and camelCase query keys', () => {
    for (const path of Object.keys(document.paths)) {
      expect(path).toMatch(/^(\/([a-z0-9]+(-[a-z0-9]+)*|\{[a-z][a-zA-Z]*\}|openapi\.json))+$/);
    }
    const keys = operations().flatMap(({ operation }) =>
      (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
    );
    expect(keys).toContain('validOn');
    for (const key of keys) expect(key).toMatch(/^[a-z][a-zA-Z]*$/);
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
  });

  it('calls dates dates, and instants by the moment at which they were', () => {
    const properties = Object.values(document.components.schemas).flatMap(({ properties: of = {} }) =>
      Object.entries(of),
    );
    for (const [name, { format }] of properties) {
      // One field is called as the ZGW standard calls it.
      if (format === 'date-time') expect(name).toMatch(/(At|asOf)$|^aanmaakdatum$/);
      if (/date$/i.test(name)) expect(format).not.toBe('date-time');
    }
  });

  it('takes asOf, validOn and after in every question about records', () => {
    for (const { path, method, operation } of operations()) {
      if (method !== 'get' || /^\/(openapi\.json|problems|access-log|ledger)/.test(path)) continue;
      const keys = (operation.parameters ?? []).map(({ name }) => name);
      expect([path, keys]).toEqual([path, expect.arrayContaining(['asOf', 'validOn', 'after'])]);
    }
  });
});

describe('what is described', () => {
  it('every question is answered as its schema says, with the version of the API', async () => {
    for (const { path, method, operation } of operations()) {
      if (method !== 'get') continue;
      const asked = `/v1${sample(path)}${(await PARAMETERS[path]?.()) ?? ''}`;
      const { status, headers, body } = await whoMay(path).get(asked);
      const described = operation.responses['200']?.content ?? {};
      expect([path, status, headers.get('api-version')]).toEqual([path, 200, document.info.version]);
      const [kind = ''] = (headers.get('content-type') ?? '').split(';');
      expect([path, Object.keys(described)]).toEqual([
        path,
        path === '/openapi.json' ? expect.anything() : [kind],
      ]);
      if (kind === 'text/html') continue;
      const schema = described[kind]?.schema ?? {};
      expect([path, deviationsFrom(schema, body, document.components.schemas)]).toEqual([path, []]);
      if (path === '/openapi.json') continue;
      expect([path, deviationsFrom(schema, {}, document.components.schemas)]).not.toEqual([path, []]);
    }
  });

  it('every command refuses an empty body with a problem, and records nothing', async () => {
    const before = await recordedIn(register);
    for (const { path, method, operation } of operations()) {
      if (method !== 'post') continue;
      const refused = await whoMay(path).post(`/v1${sample(path)}`, {});
      // Who prepares a referral says for whom, or it is not theirs.
      const refusal = path === '/referrals' ? [403, 'access.forbidden'] : [400, 'request.invalid-field'];
      expect([path, refusalIn(refused).slice(0, 2)]).toEqual([path, refusal]);
      expect([path, refused.headers.get('api-version')]).toEqual([path, document.info.version]);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['200', '201', '400', '409', '412']),
      );
      const { schema } = operation.requestBody?.content['application/json'] ?? { schema: {} };
      expect([path, schema.$ref]).toEqual([path, expect.stringMatching(/Request$/)]);
    }
    expect(await recordedIn(register)).toEqual(before);
  });

  it('every list may be asked for a page at a time', async () => {
    for (const list of [
      'agreements',
      'coalitions',
      'decisions',
      'organisations',
      'programmes',
      'indicators',
    ]) {
      const { data } = await ask<{ next: string | null }>(register, `${list}?limit=2`);
      expect(data.next).toEqual(expect.any(String));
      await ask(register, `${list}?limit=2&cursor=${data.next}`);
    }
  });

  it('nothing but that is there: a path with a slash at its end is none', async () => {
    for (const path of Object.keys(document.paths)) {
      const { status } = await register.get(`/v1${sample(path)}/`);
      expect([path, status]).toEqual([path, 404]);
    }
  });
});
