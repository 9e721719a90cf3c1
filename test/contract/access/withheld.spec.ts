import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ask, tell } from '../../support/asking.ts';
import { adoptRoute, JGZ, MIDWIVES, openRoute } from '../../support/referrals.ts';
import { partner, rowsOf, startRegister, type Claims, type Register } from '../../support/register.ts';

const HERE = 'GM0109';
const ELSEWHERE = 'GM0114';
const AGREEMENT = 'coevorden-huisbezoek';
const DECISION = 'geheim-besluit';
/** What nobody is told who may not see it: the id of either stands in whatever tells of it. */
const NAMES = [AGREEMENT, DECISION];

const CALLERS: readonly (readonly [who: string, claims: Claims, sees: readonly string[]])[] = [
  ['programme office', { role: 'programme-office' }, NAMES],
  ['auditor', { role: 'auditor' }, NAMES],
  ['privacy officer', { role: 'privacy-officer' }, NAMES],
  ['municipality that it is about', { role: 'municipality', municipalities: [HERE] }, NAMES],
  ['party', partner(MIDWIVES), [AGREEMENT]],
  ['municipality next to it', { role: 'municipality', municipalities: [ELSEWHERE] }, []],
  ['partner that has no part in it', partner('sedna'), []],
  ['analyst', { role: 'analyst' }, []],
];

let register: Register;
let paths: readonly string[];
/** When nothing was withheld yet. */
let before: string;
let position: string;

beforeAll(async () => {
  register = await startRegister({ withHistory: true, settings: { CHECKPOINT_SECONDS: '1' } });
  await openRoute(register);
  await adoptRoute(register);
  await tell(register, 'decisions', {
    ...{ decisionId: DECISION, body: 'coalition', subject: 'Samen beslist', points: [] },
    ...{ coalitionId: 'coevorden', on: '2026-10-02' },
  });
  const taken = await tell(register, `decisions/${DECISION}/takings`, {
    ...{
      on: '2026-10-03',
      effectiveOn: '2026-10-04',
      responsibleOrganisation: JGZ,
      decisionType: 'agreement',
    },
  });
  const { entries } = (
    await ask<{ entries: { recordedAt: string }[] }>(
      register,
      `decisions/${DECISION}/history?after=${taken.position}`,
    )
  ).data;
  before = entries.at(-1)?.recordedAt ?? '';
  const answer = await fetch(`${register.url}/v1/openapi.json`);
  type Item = Readonly<Record<string, { readonly security?: readonly unknown[] }>>;
  const document = (await answer.json()) as { readonly paths: Readonly<Record<string, Item>> };
  paths = Object.entries(document.paths)
    .filter(([, { get }]) => get !== undefined && get.security === undefined)
    .flatMap(([path]) => filled(path));
}, 90_000);

const RECORDS: Readonly<Record<string, readonly string[]>> = {
  agreements: [AGREEMENT],
  coalitions: ['coevorden'],
  decisions: [DECISION],
  municipalities: [HERE],
  organisations: [MIDWIVES],
  regions: ['veenkolonien'],
};

/** A path for each record that it can be asked of, with a page as long as pages go. */
function filled(path: string): readonly string[] {
  const [, resource = ''] = path.split('/');
  const ids = /\{(id|code)\}/.test(path) ? (RECORDS[resource] ?? ['none']) : [''];
  return ids.map((id) => path.replace(/\{(id|code)\}/, id).replaceAll(/\{[^}]+\}/g, 'within'));
}

type Seen = { readonly path: string; readonly names: readonly string[] };

/** Every path whose answer tells somebody of one of the two. */
async function toldOf(claims: Claims, parameters: string): Promise<readonly Seen[]> {
  const api = register.as(claims);
  const seen: Seen[] = [];
  for (const path of paths) {
    const { status, text } = await api.get(`/v1${path}${parameters}`);
    if (status >= 500) throw new Error(`GET ${path} answers ${status}: ${text}`);
    // What was asked for is repeated in no answer but that it is not there.
    const names = status >= 400 ? [] : NAMES.filter((name) => text.includes(`"${name}"`));
    if (names.length > 0) seen.push({ path, names });
  }
  return seen;
}
const namesIn = (seen: readonly Seen[]): readonly string[] =>
  NAMES.filter((one) => seen.some(({ names }) => names.includes(one)));

const withhold = async (): Promise<void> => {
  const ground = { ground: 'Woo 5.1.2.f', on: '2026-10-20' };
  await tell(register, `agreements/${AGREEMENT}/withholdings`, ground);
  ({ position } = await tell(register, `decisions/${DECISION}/withholdings`, ground));
};

describe('an agreement and a decision', () => {
  it('are shown to whoever comes in, as long as nobody has withheld them', async () => {
    for (const [, claims] of CALLERS) expect(namesIn(await toldOf(claims, ''))).toEqual(NAMES);
  }, 60_000);

  describe('that are withheld', () => {
    beforeAll(withhold, 30_000);

    it.each(CALLERS)(
      'are shown to the %s as the table says: of now and of the time before, on every road',
      async (_, claims, sees) => {
        const now = await toldOf(claims, `?after=${position}`);
        expect(namesIn(now)).toEqual(sees);
        expect(namesIn(await toldOf(claims, `?asOf=${before}`))).toEqual(sees);
        for (const [kind, id] of [
          ['agreements', AGREEMENT],
          ['decisions', DECISION],
        ] as const) {
          for (const path of [`/v1/${kind}/${id}`, `/v1/${kind}/${id}/history`]) {
            const { status } = await register.as(claims).get(path);
            expect([path, status]).toEqual([path, sees.includes(id) ? 200 : 404]);
          }
        }
      },
      60_000,
    );

    it('are counted for those only who see them', async () => {
      type Overview = { readonly figures: { readonly agreements: { readonly [name: string]: unknown } } };
      const figuresFor = async (claims: Claims): Promise<unknown> =>
        (await ask<Overview>(register.as(claims), `municipalities/${HERE}/overview`)).data.figures;
      const [office, party, analyst] = await Promise.all([
        figuresFor({ role: 'programme-office' }),
        figuresFor({ role: 'municipality', municipalities: [HERE] }),
        figuresFor({ role: 'analyst' }),
      ]);
      expect(party).toEqual(office);
      expect(analyst).not.toEqual(office);
    });

    it('go on to have the proofs of all others, and their own', async () => {
      const { entries } = (
        await ask<{ entries: { number: number }[] }>(register, `decisions/${DECISION}/history`)
      ).data;
      const analyst = register.as({ role: 'analyst' });
      const checkpoints = async (): Promise<number> =>
        ((await analyst.get('/v1/ledger/checkpoints')).body as { checkpoints: { size: number }[] })
          .checkpoints[0]?.size ?? 0;
      while ((await checkpoints()) < (entries.at(-1)?.number ?? 0)) await sleep(100);
      const path = `/v1/ledger/proofs/inclusion?number=${entries[0]?.number ?? 0}&size=${await checkpoints()}`;
      const proof = await analyst.get(path);
      expect([proof.status, proof.text]).toEqual([200, (await register.get(path)).text]);
    }, 30_000);

    describe('by direct SQL as the API asks', () => {
      let client: Client;
      beforeAll(async () => {
        client = new Client({ connectionString: register.databaseUrl, options: '-c role=register_api' });
        client.on('error', () => undefined); // Its server ends with the register.
        await client.connect();
      });
      afterAll(() => client.end());

      it.each([
        ['nobody', null, []],
        ['the office', '**', NAMES],
        ['that municipality', `${HERE},*`, NAMES],
        ['a party', MIDWIVES, [AGREEMENT]],
        ['another municipality', `${ELSEWHERE},*`, []],
        ['whoever tries', "%,',true,NULL,{**}", []],
      ] as const)('are shown to %s as far as they may', async (_, standsFor, sees) => {
        const tables = await rowsOf<{ name: string }>(
          register.databaseUrl,
          `SELECT c.oid::regclass::text AS name FROM pg_policies p
           JOIN pg_class c ON c.oid = format('%I.%I', p.schemaname, p.tablename)::regclass WHERE p.policyname = 'withheld'`,
        );
        // The journal, and of five read models the rows and the versions, of two the items.
        expect(tables.length).toBeGreaterThanOrEqual(12);
        const found = new Set<string>();
        await client.query('BEGIN');
        if (standsFor !== null)
          await client.query('SELECT set_config($1, $2, true)', ['register.stands_for', standsFor]);
        for (const { name } of tables) {
          for (const id of NAMES) {
            const { rows } = await client.query<{ n: number }>(
              `SELECT count(*)::int AS n FROM ${name} t WHERE t::text LIKE '%' || $1 || '%'`,
              [id],
            );
            if ((rows[0]?.n ?? 0) > 0) found.add(id);
          }
        }
        await client.query('COMMIT');
        expect(NAMES.filter((one) => found.has(one))).toEqual(sees);
      });
    });
  });

  it('are shown again once they are published', async () => {
    const on = { on: '2026-10-25' };
    await tell(register, `agreements/${AGREEMENT}/publications`, on);
    ({ position } = await tell(register, `decisions/${DECISION}/publications`, on));
    expect(namesIn(await toldOf({ role: 'analyst' }, `?after=${position}`))).toEqual(NAMES);
  }, 30_000);
});
