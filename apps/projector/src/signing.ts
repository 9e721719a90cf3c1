import { setTimeout as sleep } from 'node:timers/promises';
import { Signer } from '#platform/ledger';
import { asOwner, type Checkpoint, type Ledger } from '#platform/read-store';
import { KeyFolder } from '#platform/sealing';
import { showNews, type WitnessAt } from './witness.ts';

/** The journal does not begin with what was signed: it was altered, or is another one. Nothing more is signed of it. */
export class LedgerAltered extends Error {
  constructor(size: number) {
    super(
      `The first ${size} events of the journal are not those that were signed: look for the number with register verify ledger.`,
    );
    this.name = 'LedgerAltered';
  }
}

/** The key of this register that signs tree heads; made where there is none yet. */
export const signerIn = (keysDir: string, origin: string): Signer =>
  Signer.of(
    origin,
    KeyFolder.open(keysDir).own('ledger', () => Signer.newKey()),
  );

/**
 * Signs what the journal has come to, if that is more than was signed last and begins with it. @returns the newest that is
 * signed; `null`: the journal is empty. Throws {@link LedgerAltered}.
 */
export async function signNews(ledger: Ledger, signer: Signer): Promise<Checkpoint | null> {
  const [size, last] = [await ledger.size(), await ledger.lastCheckpoint()];
  const tree = ledger.tree();
  if (last !== null) {
    if (last.size > size || !(await tree.root(last.size)).equals(last.root)) {
      const what = 'is the end of what was signed, and the journal is not that any more';
      await ledger.tellWrong({ seq: last.size, what });
      throw new LedgerAltered(last.size);
    }
    if (last.size === size) return last;
  }
  if (size === 0) return null;
  const root = await tree.root(size);
  await ledger.keep({
    size,
    root,
    note: signer.checkpoint(size, root),
    verifier: signer.verifier.toString(),
  });
  return ledger.lastCheckpoint();
}

export type Signing = {
  /** The database of the journal. */
  readonly url: string;
  readonly signer: Signer;
  readonly everyMs: number;
  /** Who is shown each tree head; `null`: nobody. */
  readonly witness: WitnessAt | null;
};

/** Signs what is new and shows it to the witness, at once and at intervals, until the signal aborts. */
export async function keepSigned(
  { url, signer, everyMs, witness }: Signing,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await asOwner(url, async ({ ledger }) => {
      await signNews(ledger, signer);
      if (witness !== null) await showNews(ledger, witness);
    }).catch(onFailure);
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
