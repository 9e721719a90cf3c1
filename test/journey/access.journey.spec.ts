import { describe, expect, it } from '@jest/globals';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { historyEntries } from '../support/agreements.ts';
import { refusalIn, tell } from '../support/asking.ts';
import { folder, startProgram } from '../support/processes.ts';
import { apiAt, logOf, OPERATOR, startRegister, type Answered, type Register } from '../support/register.ts';

/** What the command line says, and how it ends. */
async function said(dataDir: string, args: readonly string[], settings: Record<string, string> = {}) {
  const command = startProgram('apps/register/src/main.js', args, { DATA_DIR: dataDir, ...settings });
  const { code } = await command.ended;
  return { code, output: command.output().trim() };
}

/** The register for the bearer of a token. */
const withToken = ({ url }: Register, token: string) => apiAt(url, () => Promise.resolve(token));
const COALITION = { coalitionId: 'westerkwartier', name: 'Westerkwartier', on: '2026-01-05' };

describe('a token of this machine', () => {
  it('is given out before and beside a register, and taken by it', async () => {
    const dataDir = await folder();
    const args = ['token', '--role', 'municipality', '--municipality', 'GM0114', 'GM0109'];
    const early = await said(dataDir, args);
    expect([early.code, early.output]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]);
    const register = await startRegister({ dataDir, withHistory: true });
    const late = await said(dataDir, args);
    for (const { output } of [early, late]) {
      const emmen = withToken(register, output);
      expect((await emmen.get('/v1/municipalities/GM0114/desk')).status).toBe(200);
      expect(refusalIn(await emmen.get('/v1/municipalities/GM1952/desk'))).toEqual([
        403,
        'access.forbidden',
        'code: access.not-own',
      ]);
    }
    const { mode } = await stat(join(dataDir, 'access', 'issuer.jwk.json'));
    expect(mode & 0o077).toBe(0);
    const other = await said(await folder(), ['token', '--role', 'programme-office']);
    expect(refusalIn(await withToken(register, other.output).get('/v1/agreements'))).toEqual([
      401,
      'access.invalid-token',
    ]);
  }, 90_000);

  it('is not given out for a role that there is not, or for half of one, or beside an issuer', async () => {
    const dataDir = await folder();
    const issuer = { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'register' };
    const [mayor, nobody, half, long, elsewhere] = await Promise.all([
      said(dataDir, ['token', '--role', 'mayor']),
      said(dataDir, ['token']),
      said(dataDir, ['token', '--role', 'partner']),
      said(dataDir, ['token', '--role', 'analyst', '--hours', '25']),
      said(dataDir, ['token', '--role', 'analyst'], issuer),
    ]);
    expect([mayor.code, nobody.code]).toEqual([1, 1]);
    expect(half).toEqual({ code: 1, output: expect.stringMatching(/^access\.incomplete-role/) });
    expect(long).toEqual({ code: 1, output: '--hours: must be at most 24' });
    expect(elsewhere).toEqual({ code: 1, output: expect.stringContaining('ask your issuer for one') });
  }, 60_000);
});

describe('who somebody is', () => {
  it('stands outside the log, and can be forgotten', async () => {
    const register = await startRegister();
    const subject = 'k.de.boer@gemeente.example';
    const { output: token } = await said(register.dataDir, [
      ...['token', '--role', 'programme-office', '--subject', subject],
    ]);
    const somebody = withToken(register, token);
    const code = { code: 'GM1969', name: 'Westerkwartier', province: 'Groningen', from: '2019-01-01' };
    await tell(somebody, 'municipalities', code);
    const { position } = await tell(somebody, 'coalitions', { ...COALITION, municipalities: ['GM1969'] });
    await register.get(`/v1/coalitions?after=${position}`);
    const [entry] = await historyEntries(register, 'coalitions/westerkwartier');
    const { actor, role } = entry?.['by'] as { readonly actor: string; readonly role: string };
    expect(role).toBe('programme-office');
    for (const { data, metadata } of await logOf(register.eventStoreUrl))
      expect(`${data} ${metadata}`).not.toContain('de.boer');
    const shown = await said(register.dataDir, ['actor', 'show', actor]);
    expect(shown.output).toMatch(/^k\.de\.boer@gemeente\.example, by urn:.+, since \d{4}-/);
    expect(await said(register.dataDir, ['actor', 'erase', actor])).toMatchObject({ code: 0 });
    for (const what of ['show', 'erase'])
      expect(await said(register.dataDir, ['actor', what, actor])).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^Nobody knows who that is/),
      });
  }, 90_000);
});

let shared: Promise<Register> | undefined;
/** A register with limits, which pages of one origin may ask. */
const openToPages = (): Promise<Register> =>
  (shared ??= startRegister({
    settings: {
      REQUESTS_PER_MINUTE: '1000',
      ALLOWED_ORIGINS: 'https://dashboard.example',
      ALLOWED_HOSTS: 'register.example',
    },
  }));

describe('somebody who asks too often', () => {
  const limitsOf = ({ status, headers }: Answered) => [status, headers.get('ratelimit')];

  it('is told how often they may, and when again; others go on', async () => {
    const register = await startRegister({ settings: { REQUESTS_PER_MINUTE: '5' } });
    const operator = register.as(OPERATOR);
    const first = await operator.get('/metrics');
    expect(first.headers.get('ratelimit-policy')).toBe('"caller";q=5;w=60');
    expect(limitsOf(first)).toEqual([200, expect.stringMatching(/^"caller";r=4;t=\d+$/)]);
    for (let left = 3; left >= 0; left -= 1) {
      expect(limitsOf(await operator.get('/metrics'))).toEqual([
        200,
        expect.stringMatching(new RegExp(`^"caller";r=${left};`)),
      ]);
    }
    const refused = await operator.get('/metrics');
    expect(refusalIn(refused)).toEqual([429, 'access.too-many-requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = register.as({ ...OPERATOR, sub: 'somebody else' });
    expect((await other.get('/metrics')).status).toBe(200);
  }, 60_000);

  it('without a token that holds is refused before anything is verified, and whoever has one goes on', async () => {
    const register = await openToPages();
    const operator = register.as(OPERATOR);
    const statuses = new Map<number, number>();
    for (let asked = 0; asked < 130; asked += 1) {
      const { status, body } = await fetch(`${register.url}/v1/agreements`);
      await body?.cancel();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [401, 120],
      [429, 10],
    ]);
    expect((await operator.get('/metrics')).status).toBe(200);
  }, 60_000);
});

describe('a web page', () => {
  it('may ask where its origin is allowed, and by the names that the register has', async () => {
    const register = await openToPages();
    const asks = (origin: string) =>
      fetch(`${register.url}/v1/agreements`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      });
    const allowed = await asks('https://dashboard.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://dashboard.example');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization');
    const foreign = await asks('https://elsewhere.example');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const operator = register.as(OPERATOR);
    const told = await operator.get('/metrics', { origin: 'https://dashboard.example' });
    expect([told.status, told.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'https://dashboard.example',
    ]);
    expect(
      (await operator.get('/metrics', { origin: 'https://elsewhere.example' })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull();
  }, 60_000);
});
