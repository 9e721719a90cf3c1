import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/event-stores.ts';
import { issuerSettings } from '../support/issuer.ts';
import { testDatabase } from '../support/postgres.ts';
import { folder, isAlive, postgresIn, startProgram, type Child } from '../support/processes.ts';
import { announcedIn, startEventStore, startRegister, startStandalone } from '../support/register.ts';

const NOWHERE = 'postgresql://register:secret@127.0.0.1:9/register';
const SOON_MS = 30_000;

/** It ends soon and with 1, says why in one breath, and shows neither a stack nor a password. */
async function expectRefusal(child: Child, says: RegExp): Promise<void> {
  const late = setTimeout(() => child.signal('SIGKILL'), SOON_MS);
  expect(await child.ended).toEqual({ code: 1, signal: null });
  clearTimeout(late);
  expect(child.output()).toMatch(says);
  expect(child.output()).not.toMatch(/\n\s+at |secret|Error:/);
}

describe('a start that cannot be', () => {
  const start = (settings: Record<string, string>, dataDir = 'unused'): Child =>
    startStandalone({ dataDir, settings });

  it('says which setting is missing or wrong', async () => {
    await expectRefusal(start({ DATABASE_URL: NOWHERE }), /EVENTSTORE_URL: must be set too/);
    await expectRefusal(start({ PORT: 'http' }), /PORT: must be a port number/);
  });

  it('says that the port is taken, and leaves no PostgreSQL behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const dataDir = await folder();
    try {
      await expectRefusal(start({ PORT: port }, dataDir), new RegExp(`Port ${port} is in use.+set PORT`));
    } finally {
      taken.close();
    }
    expect(await postgresIn(dataDir)).toBeNull();
  }, 30_000);

  it('says that the data folder is not one that can be written', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    await expectRefusal(start({}, join(file, 'data')), /The data folder .+ cannot be used.+set DATA_DIR/);
  });

  it('says that a server of one’s own does not answer, and which setting names it', async () => {
    const store = await startEventStore(await folder('event-store-'));
    const noDatabase = { EVENTSTORE_URL: store.url, DATABASE_URL: NOWHERE };
    const nothing = { EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false', DATABASE_URL: NOWHERE };
    const issuer = await issuerSettings();
    const keys = await folder('keys-');
    const programs = ['standalone', 'api', 'projector'].map((app) => `apps/${app}/src/main.js`);
    await Promise.all(
      programs.map((program) =>
        expectRefusal(
          startProgram(program, [], { PORT: '0', KEYS_DIR: keys, ...issuer, ...noDatabase }),
          /^DATABASE_URL: .+ECONNREFUSED.+Start/,
        ),
      ),
    );
    const withoutBoth = startProgram('apps/api/src/main.js', [], {
      PORT: '0',
      KEYS_DIR: keys,
      ...issuer,
      ...nothing,
    });
    await expectRefusal(withoutBoth, /^(EVENTSTORE|DATABASE)_URL: .+Start the server/);
    const importing = startProgram('apps/register/src/main.js', ['import', '.'], nothing);
    await expectRefusal(importing, /^EVENTSTORE_URL: .+Start the server/);
  }, 60_000);

  it('says who is to give out access tokens, where nobody does, or where that one does not answer', async () => {
    const store = await startEventStore(await folder('event-store-'));
    const database = await testDatabase();
    const servers = { PORT: '0', EVENTSTORE_URL: store.url, DATABASE_URL: database.url };
    const keys = await folder('keys-');
    const closed = { ...servers, KEYS_DIR: keys };
    const silent = { ...closed, OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_AUDIENCE: 'register' };
    for (const app of ['standalone', 'api']) {
      const started = (settings: Record<string, string>) =>
        startProgram(`apps/${app}/src/main.js`, [], settings);
      await Promise.all([
        expectRefusal(started(closed), /OIDC_ISSUER: must be set/),
        expectRefusal(started({ ...silent, KEYS_DIR: '' }), /KEYS_DIR: must be set/),
        expectRefusal(started(silent), /^OIDC_ISSUER: .+Start/),
      ]);
    }
    const everywhere = start({ HOST: '0.0.0.0' }, await folder());
    await expectRefusal(everywhere, /OIDC_ISSUER: must be set, since HOST is not the loopback/);
    await database.drop();
  }, 120_000);
});

describe('a register that runs', () => {
  it('keeps its folder to itself, starts its PostgreSQL again, and stops in good order (SIGINT)', async () => {
    const register = await startRegister();
    const { dataDir, process: standalone } = register;
    await expectRefusal(startStandalone({ dataDir }), /in use by another process. Stop that one first/);

    const killed = (await postgresIn(dataDir)) ?? 0;
    process.kill(killed, 'SIGKILL');
    await standalone.says(/The database runs again/);
    const isReady = async (): Promise<boolean> => (await register.get('/health/ready')).status === 200;
    await eventually(isReady, SOON_MS);
    expect((await register.get('/v1/organisations')).status).toBe(200);

    const postgres = (await postgresIn(dataDir)) ?? 0;
    standalone.signal('SIGINT');
    standalone.signal('SIGINT'); // As npm does, which passes on what the terminal has sent already.
    expect(await standalone.ended).toEqual({ code: 0, signal: null });
    expect(standalone.output()).toMatch(/The register has stopped\.\n$/);
    expect(isAlive(postgres)).toBe(false);
  }, 60_000);

  it('stops at once when it is told again, and while it starts, and leaves no PostgreSQL behind', async () => {
    const dataDir = await folder();
    const first = startStandalone({ dataDir });
    await announcedIn(dataDir, first);
    const postgres = (await postgresIn(dataDir)) ?? 0;
    first.signal('SIGTERM');
    await sleep(550);
    expect([0, 130]).toContain((await first.end('SIGTERM')).code);
    await eventually(() => !isAlive(postgres));

    for (const ms of [300, 1_200]) {
      const starting = startStandalone({ dataDir });
      await sleep(ms);
      const { code, signal } = await starting.end('SIGTERM');
      expect([code, signal]).toEqual(code === null ? [null, 'SIGTERM'] : [0, null]);
      expect(starting.output()).not.toMatch(/Error:|\n\s+at /);
    }
    await eventually(async () => (await postgresIn(dataDir)) === null);
  }, 60_000);
});
