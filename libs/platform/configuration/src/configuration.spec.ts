import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InvalidConfiguration, readConfiguration } from './configuration.ts';

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
      port: 3000,
      watchPort: 0,
      stores: { kind: 'embedded', dataDir: resolve('.data') },
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
});
