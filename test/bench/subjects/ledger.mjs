/** The audit ledger of a journal: verified whole, and proofs out of it; beside it, the same events merely read and hashed. */
import { createHash } from 'node:crypto';
import { signerIn, signNews } from '../../../dist/apps/projector/src/signing.js';
import { Frontier } from '../../../dist/libs/platform/ledger/src/frontier.js';
import { provesInclusion } from '../../../dist/libs/platform/ledger/src/proofs.js';
import { asOwner } from '../../../dist/libs/platform/read-store/src/owner.js';
import { verifyLedger } from '../../../dist/libs/platform/read-store/src/verify-ledger.js';
import { requireRoot } from '../support/processes.mjs';

const { Client } = requireRoot('pg');
const PAGE = 2_000;
const BATCH = 500;

export async function open({ url, keysDir }) {
  const signer = signerIn(keysDir, 'register.local/ledger');
  const { size } = await asOwner(url, ({ ledger }) => signNews(ledger, signer));
  return {
    /** Events a second, everything recomputed and held against what was signed. */
    verify: async () => {
      const began = performance.now();
      const { seq, finding } = await verifyLedger({ url, verifier: signer.verifier });
      if (finding !== null || seq !== size) throw new Error(`verified ${seq} of ${size}: ${finding?.what}`);
      return seq / ((performance.now() - began) / 1_000);
    },
    /** Events a second, read page by page and hashed once each: what nobody can be faster than here. */
    hash: async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      const began = performance.now();
      let seq = 0;
      while (seq < size) {
        const { rows } = await client.query({
          name: 'page',
          text: 'SELECT data, metadata FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2',
          values: [seq, PAGE],
        });
        for (const { data, metadata } of rows) createHash('sha256').update(data).update(metadata).digest();
        seq += rows.length;
      }
      const perSecond = size / ((performance.now() - began) / 1_000);
      await client.end();
      return perSecond;
    },
    /** Events a second that a tree grows by, in batches as a projector has them; without what it writes: a row every 256. */
    grow: async () => {
      const leaves = Array.from({ length: BATCH }, (_, at) =>
        createHash('sha256').update(String(at)).digest(),
      );
      let frontier = Frontier.EMPTY;
      const began = performance.now();
      while (frontier.size < size) ({ frontier } = frontier.with(leaves));
      return frontier.size / ((performance.now() - began) / 1_000);
    },
    /** Milliseconds of each of so many proofs of inclusion, at random numbers. */
    proofs: (count) =>
      asOwner(url, async ({ ledger }) => {
        const times = [];
        for (let at = 0; at < count; at += 1) {
          const number = 1 + Math.floor(Math.random() * size);
          const began = performance.now();
          const tree = ledger.tree();
          const [leaf, path] = [await ledger.leaf(number), await tree.inclusion(number - 1, size)];
          times.push(performance.now() - began);
          if (at % 50 === 0) {
            const claim = { leaf, index: number - 1, size, root: await tree.root(size) };
            if (!provesInclusion(claim, path)) throw new Error(`the proof of ${number} proves nothing`);
          }
        }
        return times;
      }),
  };
}
