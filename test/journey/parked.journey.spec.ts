import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from '#platform/event-store';
import { projections } from '#projections/all';
import { agreementRegister, type AgreementPage } from '#read/agreement';
import { ask } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { startProgram } from '../support/processes.ts';
import { rowsOf, startRegister, type Register } from '../support/register.ts';

let register: Register;

/** What another programme might write into the store: the name of an agreement that was drafted, without its content. */
const BROKEN = ['agreement.Drafted', 'agreement.Reviewed'].map((type) => {
  const [data, metadata] = ['{"agreementId":"broken"}', '{}'];
  return { id: randomUUID(), type, data, metadata };
});

/** `register …` beside the register that runs: what it says, and how it ends. */
async function command(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = startProgram('apps/register/src/main.js', args, { DATA_DIR: register.dataDir });
  const { code } = await program.ended;
  return { code, said: program.output() };
}
const agreements = () => ask<AgreementPage>(register, 'agreements?limit=1');

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 90_000);

describe('an event that read models cannot take, in a register that runs', () => {
  it('leaves it sound before: the proof holds beside the running projector', async () => {
    expect(await command('parked', 'list')).toEqual({ code: 0, said: 'Nothing is set aside.\n' });
    const { code, said } = await command('verify', 'completeness');
    expect(said).toMatch(
      new RegExp(
        `Complete: \\d+ events, the same in the event store and in the journal; ${projections.length} read models`,
      ),
    );
    expect(code).toBe(0);
    expect((await agreements()).meta).not.toHaveProperty('setAside');
  });

  it('is set aside with the later ones of its stream, and every answer of those read models says so', async () => {
    const store = EventStore.connect(register.eventStoreUrl);
    try {
      await store.append('agreement-broken', -1, BROKEN);
    } finally {
      await store.close();
    }
    await eventually(
      async () => (await rowsOf(register.databaseUrl, 'SELECT FROM parked')).length >= 2,
      20_000,
    );
    const { data, meta } = await agreements();
    expect(meta).toMatchObject({ setAside: 2 });
    expect(data.agreements).toHaveLength(1);

    const { code, said } = await command('parked', 'list');
    expect(said).toContain(agreementRegister.storage);
    expect(said).toContain('agreement-broken');
    expect(code).toBe(1);
    const verified = await command('verify', 'completeness');
    expect(verified.said).toMatch(/Complete: .+ But \d+ of them are set aside/);
    expect(verified.code).toBe(1);
  });

  it('is shown as it was recorded', async () => {
    const { code, said } = await command('parked', 'show', 'agreement-register', 'agreement-broken');
    expect(said).toMatch(
      /^\d+ agreement\.Drafted [0-9a-f-]{36} \(waits: .+\)\n {2}\{"agreementId":"broken"\}/,
    );
    expect(said).toMatch(/\d+ agreement\.Reviewed [0-9a-f-]{36} \(waits\)/);
    expect(code).toBe(0);
  });

  it('is still not taken by the same programme, which is said and fails', async () => {
    const { code, said } = await command('parked', 'retry', 'agreement-register');
    expect(said).toMatch(/^agreement-broken: 0 taken, 2 still waiting, since: .+/);
    expect(code).toBe(1);
  });

  it('is given up with a reason, and what came behind it is taken', async () => {
    expect((await command('parked', 'release', 'agreement-register', 'agreement-broken')).code).toBe(1);
    const { code, said } = await command(
      ...[
        'parked',
        'release',
        'agreement-register',
        'agreement-broken',
        '--reason',
        'written by another programme',
      ],
    );
    expect(said).toBe('agreement-broken: 1 taken, 0 still waiting.\n');
    expect(code).toBe(0);
    const acts = await rowsOf<{ act: string; outcome: string }>(
      register.databaseUrl,
      `SELECT act, outcome FROM parking_act WHERE storage = '${agreementRegister.storage}' ORDER BY id`,
    );
    expect(acts).toMatchObject([
      { act: 'retry' },
      { act: 'release', outcome: expect.stringContaining('written by another programme') },
    ]);
  });

  it('names no read model or stream that has nothing set aside', async () => {
    expect(await command('parked', 'retry', 'agreement-register', 'agreement-other')).toMatchObject({
      code: 1,
      said: expect.stringContaining('Nothing is set aside for agreement-register.'),
    });
    expect(await command('parked', 'show', 'no-such-model', 'x')).toMatchObject({ code: 1 });
  });
});
