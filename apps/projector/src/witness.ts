import type { Witness } from '#platform/ledger';
import type { Ledger } from '#platform/read-store';

/** An outside witness: where it takes tree heads in, and the key with which it cosigns them. */
export type WitnessAt = { readonly url: string; readonly key: Witness };

/** The witness has seen what the journal does not begin with: it was altered, cut off, or is another one. */
export class WitnessDisagrees extends Error {
  constructor(key: Witness, size: number) {
    super(
      `The witness ${key.name} has seen ${size} events signed, which this journal does not begin with: register verify ledger.`,
    );
    this.name = 'WitnessDisagrees';
  }
}

const ANSWER_MS_MAX = 10_000;
const ANSWER_CHARACTERS_MAX = 16_384;

/**
 * Lays the newest tree head before a witness, if it has not cosigned it, with the proof that it goes on from the last that the witness
 * has seen (C2SP tlog-witness, `add-checkpoint`), and keeps the cosignature. Throws {@link WitnessDisagrees}, and whatever keeps
 * the witness from answering.
 */
export async function showNews(ledger: Ledger, { url, key }: WitnessAt): Promise<void> {
  const last = await ledger.lastCheckpoint();
  if (last === null) return;
  const seen = await ledger.witnessedUpTo(key.name);
  if (seen === last.size) return;
  const ask = async (old: number): Promise<Response> => {
    const proof = old === 0 ? [] : await ledger.tree().consistency(old, last.size);
    const lines = [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', last.note];
    return fetch(new URL('add-checkpoint', url.endsWith('/') ? url : `${url}/`), {
      method: 'POST',
      body: lines.join('\n'),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  };
  let old = seen;
  let answer = await ask(old);
  let text = await textOf(answer);
  if (answer.status === 409) {
    // It has seen another one than we knew: of an answer that was lost, or before a restore.
    old = sizeIn(text);
    if (old > last.size) {
      // Another process may have led meanwhile, and shown it more.
      const newest = await ledger.lastCheckpoint();
      if (newest === null || old > newest.size) await disagrees(ledger, key, old);
      return;
    }
    answer = await ask(old);
    text = await textOf(answer);
  }
  if (answer.status === 422) await disagrees(ledger, key, old);
  if (answer.status !== 200)
    throw new Error(`the witness ${key.name} answers ${answer.status}: ${text.slice(0, 200)}`);
  const line = key.cosignatureIn(text, last.note);
  if (line === null) throw new Error(`the witness ${key.name} answers with no cosignature of its key`);
  await ledger.keepCosignature(last.size, key.name, line);
}

async function disagrees(ledger: Ledger, key: Witness, size: number): Promise<never> {
  await ledger.tellWrong({
    seq: size,
    what: `is the end of what the witness ${key.name} has seen, and the journal does not begin with that`,
  });
  throw new WitnessDisagrees(key, size);
}

async function textOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (text.length > ANSWER_CHARACTERS_MAX) throw new Error('the witness answers with too much');
  return text;
}

function sizeIn(text: string): number {
  if (!/^(0|[1-9]\d{0,14})\n?$/.test(text)) throw new Error('the witness does not say what it has seen');
  return Number(text);
}
