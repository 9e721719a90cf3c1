import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connect } from 'node:net';
import { mutationsOf, texts, valuesOf } from '../support/hostile.ts';
import { logOf, OFFICE, partner, startRegister, type Claims, type Register } from '../support/register.ts';
import type { Schema } from '../support/schemas.ts';

const REQUESTS = Number(process.env['REQUESTS'] ?? 5_000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const TOGETHER = 20;
const ANSWER_MS_MAX = 20_000;
const PATIENCE_MS = 150;

type Operation = {
  readonly path: string;
  readonly method: string;
  readonly body: Schema | null;
  readonly parameters: readonly string[];
};
type Sent = {
  readonly path: string;
  readonly body: unknown;
  readonly isPost: boolean;
  readonly who: Claims | null;
  readonly key: string | null;
};

const CALLERS: readonly (Claims | null)[] = [
  OFFICE,
  OFFICE,
  partner('mwc'),
  { role: 'municipality', municipalities: ['GM0114'], organisation: 'sedna' },
  { role: 'auditor' },
  { role: 'operator' },
  null,
];

let register: Register;
let operations: readonly Operation[];
let schemas: { readonly [name: string]: Schema };
/** What was acknowledged: ids of events. */
const acknowledged = new Set<string>();
const known = new Set<string>();
/** Requests that were let go: what became of them nobody was told. */
const unanswered: string[] = [];

beforeAll(async () => {
  process.stderr.write(`hostile requests: SEED=${SEED} REQUESTS=${REQUESTS}\n`);
  register = await startRegister({ withHistory: true });
  for (const { id } of await logOf(register.eventStoreUrl)) known.add(id);
  const { body } = await register.get('/v1/openapi.json');
  type Content = { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  type Item = Record<string, { parameters?: readonly { in: string; name: string }[]; requestBody?: Content }>;
  const document = body as { paths: Record<string, Item>; components: { schemas: Record<string, Schema> } };
  schemas = document.components.schemas;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody }]) => ({
      ...{ path, method },
      body: requestBody?.content['application/json'].schema ?? null,
      parameters: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
    })),
  );
}, 60_000);

const requests = (): fc.Arbitrary<Sent> =>
  fc.constantFrom(...operations).chain(({ path, method, body, parameters }) => {
    const parts = path.split(/\{[^}]+\}/).length - 1;
    return fc
      .record({
        within: fc.array(texts, { minLength: parts, maxLength: parts }),
        query: fc.dictionary(fc.constantFrom(...parameters, 'other'), texts, { maxKeys: 3 }),
        body: body === null ? fc.constant(null) : valuesOf(body, schemas),
        who: fc.constantFrom(...CALLERS),
        key: fc.option(fc.constantFrom('one', 'two', 'a b', '', '"three"'), { freq: 2 }),
      })
      .map(({ within, query, ...rest }) => {
        const filled = within.reduce((so, part) => so.replace(/\{[^}]+\}/, () => part), path);
        const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`);
        const isPost = method === 'post';
        return {
          path: `/v1${filled}${!isPost && asked.length > 0 ? `?${asked.join('&')}` : ''}`,
          isPost,
          ...rest,
        };
      });
  });

const tokens = new Map<Claims, Promise<string>>();
async function headersOf({ who, key }: Sent): Promise<Record<string, string>> {
  if (who === null) return {};
  const authorization = await (tokens.get(who) ?? register.as(who).authorization());
  tokens.set(who, Promise.resolve(authorization));
  return { authorization, ...(key !== null && { 'idempotency-key': key }) };
}

function acknowledge(text: string): void {
  for (const [, events = ''] of text.matchAll(/"events":\[([^\]]*)\]/g))
    for (const [, id = ''] of events.matchAll(/"id":"([0-9a-f-]{36})"/g)) acknowledged.add(id);
}

async function send(sent: Sent): Promise<void> {
  const answer = await fetch(new URL(sent.path, register.url), {
    method: sent.isPost ? 'POST' : 'GET',
    headers: { ...(await headersOf(sent)), ...(sent.isPost && { 'content-type': 'application/json' }) },
    ...(sent.isPost && { body: JSON.stringify(sent.body) }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const text = await answer.text();
  if (answer.ok) acknowledge(text);
  else expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  // A record that was changed by others in between, or a read model that is being replaced, is not a fault.
  if (answer.status >= 500) throw new Error(`${answer.status} to ${JSON.stringify(sent)}: ${text}`);
}

/**
 * What a server answers to bytes of which nobody knows whether they are a request; nothing, where it waits for more: then
 * the connection is closed.
 */
const answerTo = (bytes: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(register.url).port), '127.0.0.1', () => socket.write(bytes));
    const patience = setTimeout(() => socket.end(), PATIENCE_MS);
    socket.setTimeout(ANSWER_MS_MAX, () =>
      socket.destroy(new Error(`no answer to ${bytes.toString('latin1')}`)),
    );
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const [, head = '', length = ''] =
        /^([^]*?\r\ncontent-length: (\d+)\r\n[^]*?\r\n\r\n)/i.exec(text) ?? [];
      if (head !== '' && text.length >= head.length + Number(length)) socket.end();
    });
    socket.on('error', (error) =>
      'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code)) ? resolve(text) : reject(error),
    );
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(text);
    });
  });

/** Requests that are sound, before bytes of them are changed; each makes a record of its own. */
function sound(authorization: string, number: number): readonly Buffer[] {
  const organisationId = `new-${String(number).padStart(9, '0')}`;
  const body = JSON.stringify({ organisationId, name: 'Nieuw', kind: 'midwifery', domain: 'medical' });
  const common = ['Host: 127.0.0.1', `Authorization: ${authorization}`, 'Connection: close'];
  const head = (line: string, ...headers: readonly string[]): string =>
    [`${line} HTTP/1.1`, ...common, ...headers, '', ''].join('\r\n');
  const json = 'Content-Type: application/json';
  const post = 'POST /v1/organisations';
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  return [
    `${head(post, json, `Content-Length: ${body.length}`)}${body}`,
    `${head(post, json, 'Transfer-Encoding: chunked')}${chunk}`,
    head('GET /v1/municipalities/GM0114/agreements?validOn=2022-03-01'),
  ].map((text) => Buffer.from(text));
}

describe('whatever is sent', () => {
  it('as the description says, or nearly so, is answered, and never by a failure', async () => {
    const batches = fc.array(requests(), { minLength: TOGETHER, maxLength: TOGETHER });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        await Promise.all(batch.map(send));
      }),
      { numRuns: Math.ceil((0.8 * REQUESTS) / TOGETHER), seed: SEED, endOnFailure: true },
    );
  }, 3_600_000);

  it('with bytes changed is answered or let go, and never by a failure', async () => {
    const authorization = await register.authorization();
    const mutated = fc
      .tuple(fc.nat({ max: 999_999_999 }), fc.nat({ max: 2 }))
      .chain(([number, which]) => mutationsOf(sound(authorization, number)[which] ?? Buffer.alloc(1)));
    const batches = fc.array(mutated, { minLength: TOGETHER, maxLength: TOGETHER });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        for (const [at, text] of (await Promise.all(batch.map(answerTo))).entries()) {
          acknowledge(text);
          if (!/^HTTP\/1\.1 \d{3}/.test(text)) unanswered.push(batch[at]?.toString('latin1') ?? '');
          if (/^HTTP\/1\.1 5/m.test(text))
            throw new Error(`${text.slice(0, 300)} to ${batch[at]?.toString('latin1') ?? ''}`);
        }
      }),
      { numRuns: Math.ceil((0.2 * REQUESTS) / TOGETHER), seed: SEED, endOnFailure: true },
    );
  }, 3_600_000);

  it('leaves in the store what was acknowledged, all of it, and nothing else that anybody asked for', async () => {
    const added = (await logOf(register.eventStoreUrl)).filter(({ id }) => !known.has(id));
    const asked = added.filter(({ metadata }) => !/"sourceSystem":"(policy|register)"/.test(metadata));
    const unheard = asked.filter(
      ({ id, data }) =>
        !acknowledged.has(id) &&
        !unanswered.some((text) => text.includes(/new-\d{9}/.exec(data)?.[0] ?? 'no such id')),
    );
    expect(unheard.map(({ data, metadata }) => `${data} ${metadata}`)).toEqual([]);
    const ids = new Set(added.map(({ id }) => id));
    expect([...acknowledged].filter((id) => !ids.has(id) && !known.has(id))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(0);
    expect((await register.get('/health/ready')).status).toBe(200);
    expect(register.process.output()).not.toMatch(/TypeError|RangeError|ReferenceError/);
  }, 60_000);
});
