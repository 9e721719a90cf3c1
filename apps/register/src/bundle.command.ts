import { Command } from 'commander';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asOwner, bundleOf } from '#platform/read-store';
import { signerIn, signNews } from '../../projector/src/signing.ts';
import { readingHere, withStores } from './stores.ts';

/** It stands in every bundle, and needs nothing else. */
export const VERIFIER = fileURLToPath(
  new URL('../../../../libs/platform/ledger/verify.mjs', import.meta.url),
);

/** `register bundle <record>` */
export const bundleCommand = (): Command =>
  new Command('bundle')
    .description(
      'write all that was recorded of a record into a folder, with the proof and what verifies it offline',
    )
    .argument('<record>', 'kind and id, such as agreement-emmen-prenatale-signalering')
    .requiredOption('--out <folder>', 'a folder that is not there yet, or is empty')
    .action((record: string, { out }: { readonly out: string }) =>
      withStores(async ({ databaseUrl: url }) => {
        const { keysDir, ledger } = readingHere();
        await asOwner(url, (readStore) => signNews(readStore.ledger, signerIn(keysDir, ledger.origin)));
        const bundle = await bundleOf(url, record);
        if (bundle === null) throw new Error(`The journal has nothing of ${record}.`);
        await mkdir(out, { recursive: true });
        await writeFile(join(out, 'bundle.json'), `${JSON.stringify(bundle, null, 2)}\n`, { flag: 'wx' });
        await copyFile(VERIFIER, join(out, 'verify.mjs'));
        console.log(
          `${bundle.events.length} events of ${record} are in ${out}. Whoever gets it verifies it with\n` +
            `  node ${join(out, 'verify.mjs')} --key ${bundle.verifier}`,
        );
      }),
    );
