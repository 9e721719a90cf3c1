import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InvalidConfiguration, issuerIn, keysDirIn, readConfiguration } from './configuration.ts';

const eventStoreUrl = 'esdb://127.0.0.1:2113?tls=false';
const databaseUrl = 'postgresql://register@127.0.0.1/register';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfiguration(env);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('is complete without any setting: embedded stores in ./.data, port 3000', () =>
    expect(readConfiguration({})).toEqual({
      http: { port: 3000, host: '127.0.0.1', hosts: [], origins: [], requestsPerMinute: 6000 },
      issuer: { kind: 'local', dataDir: resolve('.data') },
      keysDir: resolve('.data', 'keys'),
      figuresThreshold: 10,
      ledger: { origin: 'register.local/ledger', everyMs: 60_000, witness: null },
      watchPort: 0,
      stores: { kind: 'embedded', dataDir: resolve('.data') },
      retention: { months: 24, byTopic: new Map() },
    }));
  it('takes terms of retention: one for all, and others by topic', () =>
    expect(readConfiguration({ RETENTION_MONTHS: 'housing=12, 36, debts=60' }).retention).toEqual({
      months: 36,
      byTopic: new Map([
        ['housing', 12],
        ['debts', 60],
      ]),
    }));
  it('takes an empty setting for an unset one', () =>
    expect(readConfiguration({ PORT: '', DATA_DIR: '', EVENTSTORE_URL: '', DATABASE_URL: '' })).toEqual(
      readConfiguration({}),
    ));
  it('takes two servers', () =>
    expect(readConfiguration({ EVENTSTORE_URL: eventStoreUrl, DATABASE_URL: databaseUrl }).stores).toEqual({
      kind: 'servers',
      eventStoreUrl,
      databaseUrl,
    }));
  it.each([
    [{ EVENTSTORE_URL: eventStoreUrl }, 'DATABASE_URL: must be set too'],
    [{ DATABASE_URL: databaseUrl }, 'EVENTSTORE_URL: must be set too'],
  ])('refuses one server without the other: %j', (env, problem) =>
    expect(problemsOf(env)[0]).toContain(problem),
  );
  it.each(['-1', '65536', '3.5', 'http', 'NaN'])('refuses port %s', (PORT) =>
    expect(problemsOf({ PORT })[0]).toMatch(/^PORT: /),
  );
  it('names every problem at once', () =>
    expect(problemsOf({ PORT: 'x', EVENTSTORE_URL: 'http://store', DATABASE_URL: 'mysql://db' }).length).toBe(
      3,
    ));

  it('takes an issuer of tokens, with the names that it has for claims and roles', () =>
    expect(
      readConfiguration({
        OIDC_ISSUER: 'https://login.example/realms/zorg',
        OIDC_AUDIENCE: 'register',
        OIDC_ROLE_CLAIM: 'realm_access.roles',
        OIDC_ROLES: 'ks-bureau=programme-office, ks-partner=partner',
      }).issuer,
    ).toEqual({
      kind: 'oidc',
      url: 'https://login.example/realms/zorg',
      audience: 'register',
      claims: {
        role: 'realm_access.roles',
        municipalities: 'municipalities',
        organisation: 'organisation',
        roles: new Map([
          ['ks-bureau', 'programme-office'],
          ['ks-partner', 'partner'],
        ]),
      },
    }));
  it('needs an issuer where the stores are servers, or the address is not the loopback one', () => {
    const servers = readConfiguration({ EVENTSTORE_URL: eventStoreUrl, DATABASE_URL: databaseUrl });
    expect(() => issuerIn(servers)).toThrow(/OIDC_ISSUER: must be set/);
    expect(() => keysDirIn(servers)).toThrow(/KEYS_DIR: must be set/);
    expect(problemsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^OIDC_ISSUER: must be set/)]);
  });
  it.each([
    [{ OIDC_ISSUER: 'https://login.example' }, /^OIDC_AUDIENCE: must be set/],
    [{ OIDC_ISSUER: 'http://login.example', OIDC_AUDIENCE: 'register' }, /^OIDC_ISSUER: .+https/],
    [{ OIDC_ROLES: 'bureau=boss' }, /^OIDC_ROLES.+: must be pairs/],
    [{ ALLOWED_HOSTS: 'https://register.example' }, /^ALLOWED_HOSTS.+: must be host names/],
    [{ ALLOWED_ORIGINS: '*' }, /^ALLOWED_ORIGINS.+: must be origins/],
    [{ REQUESTS_PER_MINUTE: '-1' }, /^REQUESTS_PER_MINUTE: /],
    [{ FIGURES_THRESHOLD: '4' }, /^FIGURES_THRESHOLD: /],
    [{ FIGURES_THRESHOLD: 'ten' }, /^FIGURES_THRESHOLD: must be a whole number/],
    [{ LEDGER_ORIGIN: 'two words' }, /^LEDGER_ORIGIN: must be one word/],
    [{ CHECKPOINT_SECONDS: '0' }, /^CHECKPOINT_SECONDS: /],
    [{ LEDGER_WITNESS_URL: 'https://witness.example' }, /^LEDGER_WITNESS_KEY: must be set/],
    [{ LEDGER_WITNESS_KEY: 'a+00000000+AAAA' }, /^LEDGER_WITNESS_KEY: must be the key of a witness: /],
    [{ RETENTION_MONTHS: '0' }, /^RETENTION_MONTHS.+: must be a number of months/],
    [{ RETENTION_MONTHS: 'housing' }, /^RETENTION_MONTHS.+: must be a number of months/],
    [{ RETENTION_MONTHS: '12, 24' }, /^RETENTION_MONTHS: must say one term/],
    [{ RETENTION_MONTHS: 'housing=12 housing=24' }, /^RETENTION_MONTHS: must say one term/],
  ])('refuses %j', (env, problem) => expect(problemsOf(env)).toEqual([expect.stringMatching(problem)]));
  it('takes lists, separated by commas or spaces', () =>
    expect(
      readConfiguration({ ALLOWED_HOSTS: 'a.example, b.example:8443', ALLOWED_ORIGINS: 'https://c.example' })
        .http,
    ).toMatchObject({ hosts: ['a.example', 'b.example:8443'], origins: ['https://c.example'] }));
  it('takes what stands in a file that a setting names, and never both', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'settings-'));
    const file = join(folder, 'database-url');
    await writeFile(file, `${databaseUrl}\n`);
    const servers = { EVENTSTORE_URL: eventStoreUrl, DATABASE_URL_FILE: file };
    expect(readConfiguration(servers).stores).toMatchObject({ databaseUrl });
    expect(problemsOf({ ...servers, DATABASE_URL: databaseUrl })).toEqual([
      'DATABASE_URL_FILE: must not be set beside DATABASE_URL',
    ]);
    expect(problemsOf({ ...servers, DATABASE_URL_FILE: join(folder, 'none') })).toEqual([
      expect.stringMatching(/^DATABASE_URL_FILE: ENOENT/),
    ]);
    await rm(folder, { recursive: true });
  });
});
