import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCheckpoint, Verifier, Witness } from '#platform/ledger';
import { tell } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { startRegister, type Register } from '../support/register.ts';
import { rule } from '../support/rule.ts';
import { WitnessServer } from '../support/witness-server.ts';

type Signed = {
  readonly size: number;
  readonly root: string;
  readonly note: string;
  readonly verifier: string;
};

describe(rule('audit.witness', 'a register with a witness'), () => {
  let register: Register;
  const witness = new WitnessServer(() => (verifier === '' ? null : Verifier.parse(verifier)));
  let verifier = '';

  beforeAll(async () => {
    const settings = {
      ...{ LEDGER_WITNESS_URL: await witness.start(), LEDGER_WITNESS_KEY: witness.key },
      CHECKPOINT_SECONDS: '1',
    };
    register = await startRegister({ settings });
    await something('first');
    // It does not know the register at first, and says so.
    await eventually(() => witness.refused.includes(404), 30_000);
    verifier = (await newest())?.verifier ?? '';
  }, 90_000);
  afterAll(() => witness.stop());

  const newest = async (): Promise<Signed | undefined> =>
    ((await register.get('/v1/ledger/checkpoints?limit=1')).body as { checkpoints: Signed[] }).checkpoints[0];
  const something = (id: string) =>
    tell(register, 'organisations', {
      ...{ organisationId: id, kind: 'midwifery', domain: 'medical', name: 'Verloskundigen' },
    });
  /** The newest tree head, of so many events at least, once it is cosigned. */
  async function cosigned(size: number): Promise<Signed> {
    const key = Witness.parse(witness.key);
    await eventually(async () => {
      const last = await newest();
      return last !== undefined && last.size >= size && key.cosignatureIn(last.note, last.note) !== null;
    }, 30_000);
    const last = await newest();
    if (last === undefined) throw new Error('nothing is signed');
    return last;
  }

  it('publishes each tree head with the cosignature of the witness, which sees that it goes on', async () => {
    const first = await cosigned(1);
    expect(openCheckpoint(first.note, Verifier.parse(first.verifier))).toMatchObject({ size: first.size });
    for (const id of ['second', 'third']) await something(id);
    const later = await cosigned(first.size + 2);
    expect(witness.seen).toMatchObject({ size: later.size, root: Buffer.from(later.root, 'base64') });
    expect(witness.cosigned).toBeGreaterThan(1);
    const altered = later.note.replace(/\n\d+\n/, `\n${later.size + 1}\n`);
    expect(Witness.parse(witness.key).cosignatureIn(later.note, altered)).toBeNull();
  }, 60_000);

  it('goes on where an answer was lost, or the witness knows more than the register', async () => {
    const { size } = await cosigned(1);
    witness.losesNext = true;
    await something('fourth');
    const later = await cosigned(size + 1);
    expect(witness.losesNext).toBe(false);
    expect(witness.seen?.size).toBe(later.size);
    expect(witness.refused).not.toContain(422);
  }, 60_000);

  it('is an alarm where the witness has seen what the journal does not begin with', async () => {
    const { size } = await cosigned(1);
    witness.seen = { origin: 'other', size: size - 1, root: Buffer.alloc(32, 7) };
    await something('fifth');
    const operator = register.as({ role: 'operator' });
    await eventually(async () => {
      const { body } = await operator.get('/health');
      return /incomplete.+the end of what the witness .+ has seen/.test(JSON.stringify(body));
    }, 30_000);
    expect(witness.refused).toContain(422);
    expect(register.process.output()).toContain('which this journal does not begin with');
  }, 60_000);
});
