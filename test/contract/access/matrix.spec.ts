import { beforeAll, describe, expect, it } from '@jest/globals';
import { v4 as uuidV4 } from 'uuid';
import { Roles, type Role } from '#platform/http';
import type { Own } from '../../../apps/api/src/access/vocabulary.ts';
import { ACCESS } from '../../../apps/api/src/access/table.ts';
import { historyEntries } from '../../support/agreements.ts';
import { tell } from '../../support/asking.ts';
import { adoptRoute, JGZ, MIDWIVES, openRoute, prepared } from '../../support/referrals.ts';
import {
  logOf,
  partner,
  startRegister,
  type Answered,
  type Claims,
  type Register,
} from '../../support/register.ts';

type Operation = { readonly path: string; readonly method: string; readonly operation: string };
/** What a caller has in common with what the requests are about. */
type Common = { readonly municipality: boolean; readonly organisation: 'referrer' | 'recipient' | null };
type Asking = { readonly who: string; readonly claims: Claims; readonly own: Common };

const HERE = 'GM0109';
const ELSEWHERE = 'GM0114';
const STRANGER = 'sedna';
const TOGETHER = 8;
const REFERRAL = uuidV4();

/** Every operation that is not public, from the document; and the two that it does not tell of. */
let operations: readonly Operation[];
let register: Register;
let before: readonly string[];

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await openRoute(register);
  await adoptRoute(register);
  const midwives = register.as(partner(MIDWIVES));
  await tell(midwives, 'referrals', prepared(REFERRAL, '2026-11-02'));
  const consent = { purpose: 'guidance', categories: ['contact'], informedBy: MIDWIVES, on: '2026-11-02' };
  await tell(midwives, `referrals/${REFERRAL}/consents`, consent);
  await tell(midwives, `referrals/${REFERRAL}/dispatches`, { on: '2026-11-03' });
  const { position } = await tell(register, 'decisions', {
    ...{ decisionId: 'huisbezoek', body: 'council', subject: 'Huisbezoek', points: [] },
    ...{ municipality: HERE, on: '2026-10-01' },
  });
  await tellsAt(position);
  before = await asked();
  const answer = await fetch(`${register.url}/v1/openapi.json`);
  type Item = Record<string, { operationId: string; security?: readonly unknown[] }>;
  const { paths } = (await answer.json()) as { readonly paths: Readonly<Record<string, Item>> };
  const documented = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { security }]) => security === undefined)
      .map(([method, { operationId: operation }]) => ({ path: `/v1${path}`, method, operation })),
  );
  operations = [
    ...documented,
    { path: '/health', method: 'get', operation: 'Health.whole' },
    { path: '/metrics', method: 'get', operation: 'Metrics.read' },
  ];
}, 90_000);

const RECORDS: Readonly<Record<string, string>> = {
  agreements: 'coevorden-huisbezoek',
  coalitions: 'coevorden',
  decisions: 'huisbezoek',
  referrals: REFERRAL,
  municipalities: HERE,
  organisations: MIDWIVES,
  regions: 'veenkolonien',
};
const tellsAt = (position: string) => register.get(`/v1/organisations/mwc?after=${position}`);

/** The ids of all events that somebody asked for; what the register adds by itself is not of these. */
async function asked(): Promise<readonly string[]> {
  const referrals = await historyEntries(register.as(partner(MIDWIVES)), `referrals/${REFERRAL}`);
  const others = await logOf(register.eventStoreUrl);
  return [
    ...others.filter(({ metadata }) => metadata.includes('"sourceSystem":"api"')).map(({ id }) => id),
    ...referrals
      .filter(({ by }) => (by as { readonly sourceSystem: string }).sourceSystem === 'api')
      .map(({ eventId }) => eventId),
  ];
}

/** A command that names what is Coevorden's and the midwives', and has a field that no command has: it records nothing. */
const BODY = {
  ...{ municipality: HERE, municipalities: [HERE], scope: { level: 'coalition', municipalities: [HERE] } },
  ...{ organisationId: MIDWIVES, parties: [MIDWIVES], referrer: MIDWIVES, coalitionId: 'coevorden' },
  ...{ by: { body: 'council', municipality: HERE }, neverAField: true },
};

function ask({ path, method }: Operation, claims: Claims, own: Common): Promise<Answered> {
  const [, , resource = ''] = path.split('/');
  const filled = path
    .replace(/\{(id|code)\}/, RECORDS[resource] ?? 'none')
    .replaceAll(/\{[^}]+\}/g, 'within');
  const api = register.as(claims);
  // Whose board: that of the recipient is the recipient's own.
  const board = `?organisationId=${own.organisation === 'recipient' ? JGZ : MIDWIVES}`;
  const here = `?municipality=${HERE}`;
  const query = { '/v1/referrals': board, '/v1/audit/findings': here, '/v1/audit/trail': here };
  return method === 'get'
    ? api.get(`${filled}${Object.entries(query).find(([one]) => one === filled)?.[1] ?? ''}`)
    : api.post(filled, { ...BODY, ...(own.organisation === 'recipient' && RECIPIENTS) });
}
const RECIPIENTS = { organisationId: JGZ, parties: [JGZ], referrer: JGZ };

const asking = (role: Role, municipality: boolean, organisation: Common['organisation']): Asking => ({
  who: `${role}, ${municipality ? 'own' : 'other'} municipality, ${organisation ?? 'other organisation'}`,
  claims: {
    role,
    ...(role === 'municipality' && { municipalities: [municipality ? HERE : ELSEWHERE] }),
    ...(['municipality', 'partner'].includes(role) && {
      organisation: organisation === null ? STRANGER : organisation === 'referrer' ? MIDWIVES : JGZ,
    }),
  },
  own: { municipality: municipality && role === 'municipality', organisation },
});

const CALLERS: readonly Asking[] = Roles.flatMap((role) => {
  const organisations = ['referrer', 'recipient', null] as const;
  if (role === 'municipality')
    return [true, false].flatMap((is) => organisations.map((one) => asking(role, is, one)));
  if (role === 'partner') return organisations.map((one) => asking(role, false, one));
  return [asking(role, false, null)];
});

/** What the table says of a request about Coevorden and its midwives: let in, forbidden, or not even there. */
function expected(own: Own | 'all' | undefined, path: string, caller: Common): 'in' | 'forbidden' | 'absent' {
  if (own === undefined) return 'forbidden';
  if (own === 'all') return 'in';
  switch (own.kind) {
    case 'municipality':
      return caller.municipality ? 'in' : 'forbidden';
    case 'organisation':
      // The organisation in the path is that of the midwives, whoever asks.
      return (own.at.startsWith('params') ? caller.organisation === 'referrer' : caller.organisation !== null)
        ? 'in'
        : 'forbidden';
    case 'record':
      // Both are parties to the agreement; the decision and the coalition are of the municipality.
      return caller.municipality || (own.of === 'agreement' && caller.organisation !== null)
        ? 'in'
        : 'forbidden';
    case 'referral':
      if (caller.organisation === null) return 'absent';
      return own.as.includes(caller.organisation) ? 'in' : 'forbidden';
    case 'any':
      return own.of.some((one) => expected(one, path, caller) === 'in') ? 'in' : 'forbidden';
  }
}

function outcomeOf({ status, body }: Answered): 'in' | 'forbidden' | 'absent' | 'failed' | 'unknown' {
  const { code = '' } = (body ?? {}) as { readonly code?: string };
  if (status >= 500 && code !== '') return 'failed';
  if (status === 401) return 'unknown';
  if (code === 'access.forbidden') return 'forbidden';
  return status === 404 && code === 'request.no-such-record' ? 'absent' : 'in';
}

describe('every operation', () => {
  it('has one row of the access table, and no row speaks of another', () => {
    const named = ACCESS.flatMap((row) => row.operations);
    expect(new Set(named).size).toBe(named.length);
    expect([...named].sort()).toEqual(operations.map(({ operation }) => operation).sort());
  });

  it('is nobody’s without a token', async () => {
    for (const { path, method } of operations) {
      const answer = await fetch(`${register.url}${path}`, {
        method: method.toUpperCase(),
        ...(method === 'post' && { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="register"',
      ]);
      await answer.text();
    }
  }, 60_000);

  it.each(CALLERS.map((caller) => [caller.who, caller] as const))(
    'is what the table says to %s',
    async (_, { claims, own }) => {
      const differing: unknown[] = [];
      const look = async (one: Operation): Promise<void> => {
        const row = ACCESS.find(({ operations: named }) => named.includes(one.operation));
        const may = row?.may[claims.role as Role];
        const outcome = outcomeOf(await ask(one, claims, own));
        // A read of what is not there is let in, and told so.
        const isSame =
          outcome === expected(may, one.path, own) ||
          (may === 'all' && one.method === 'get' && outcome === 'absent');
        if (!isSame) differing.push([one.operation, outcome, expected(may, one.path, own)]);
      };
      for (let at = 0; at < operations.length; at += TOGETHER)
        await Promise.all(operations.slice(at, at + TOGETHER).map(look));
      expect(differing).toEqual([]);
    },
    60_000,
  );

  it('has recorded nothing of all that', async () => {
    expect(await asked()).toEqual(before);
  });
});

describe('what is public', () => {
  it.each([
    '/v1/openapi.json',
    '/v1/problems',
    '/v1/problems/access.forbidden',
    '/health/live',
    '/health/ready',
  ])('%s', async (path) => {
    expect((await fetch(`${register.url}${path}`)).status).toBe(200);
  });

  it('is nothing else: a path that is not there is not, and a token in a query is no token', async () => {
    expect((await fetch(`${register.url}/v1/nothing`)).status).toBe(404);
    const token = (await register.authorization()).slice('Bearer '.length);
    expect((await fetch(`${register.url}/v1/agreements?access_token=${token}`)).status).toBe(401);
  });
});
