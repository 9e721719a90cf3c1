import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chance, roundsOr } from '../support/chance.ts';
import { eventually } from '../support/event-stores.ts';
import { writeOrganisations } from '../support/load.ts';
import { folder, isAlive, postgresIn, startProgram } from '../support/processes.ts';
import { flawsIn, settledLog } from '../support/proof.ts';
import { announcedIn, logOf, startRegister, startStandalone, type Register } from '../support/register.ts';

const ROUNDS = roundsOr(1);
const ROUND_MS_MAX = 30_000;
const PUBLIC_HISTORY = fileURLToPath(new URL('../../examples/public-history', import.meta.url));

describe('a standalone that is killed (SIGKILL)', () => {
  const random = chance('standalone-killed');

  it(
    'has everything that it acknowledged after the next start, and the orphaned PostgreSQL is stopped',
    async () => {
      let register: Register = await startRegister();
      const { dataDir } = register;
      const acknowledged = new Map<string, readonly string[]>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const load = writeOrganisations(register, { isPatient: false });
        await eventually(() => load.acknowledged.size > 8);
        await sleep(random() * 500);
        const orphan = (await postgresIn(dataDir)) ?? 0;
        await register.process.end('SIGKILL');
        await load.finish();
        for (const [stream, ids] of load.acknowledged) acknowledged.set(stream, ids);
        expect(isAlive(orphan)).toBe(true);

        register = await startRegister({ dataDir });
        await eventually(() => !isAlive(orphan)); // it removes its lock file before it ends
        const stored = new Set(
          (await logOf(register.eventStoreUrl)).map(({ stream, id }) => `${stream} ${id}`),
        );
        const missing = [...acknowledged].flatMap(([stream, ids]) =>
          ids.map((id) => `${stream} ${id}`).filter((event) => !stored.has(event)),
        );
        expect(missing).toEqual([]);
        expect(await flawsIn(register.databaseUrl, await settledLog(register))).toEqual([]);
      }
      await register.process.end();
    },
    60_000 + ROUNDS * ROUND_MS_MAX,
  );

  it('takes up again the import that it was killed in', async () => {
    const dataDir = await folder();
    const first = startStandalone({ dataDir, withHistory: true });
    const { eventStoreUrl } = await announcedIn(dataDir, first);
    const some = 5 + random() * 60;
    await eventually(async () => (await logOf(eventStoreUrl)).length > some, ROUND_MS_MAX);
    await first.end('SIGKILL');
    expect(first.output()).not.toContain('now has the public history');

    const register = await startRegister({ dataDir, withHistory: true });
    expect(register.process.output()).toContain('now has the public history');
    const { length } = await logOf(register.eventStoreUrl);
    const settings = { DATA_DIR: dataDir };
    const again = startProgram('apps/register/src/main.js', ['import', PUBLIC_HISTORY], settings);
    expect(await again.ended).toEqual({ code: 0, signal: null });
    expect(await logOf(register.eventStoreUrl)).toHaveLength(length);
    await register.process.end();
  }, 90_000);
});
