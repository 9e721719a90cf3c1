import { Command } from 'commander';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asOwner, bundleOf, type Bundle } from '#platform/read-store';
import { signerIn, signNews } from '../../projector/src/signing.ts';
import { readingHere, withStores } from './stores.ts';

/** It stands in every bundle, and needs nothing else. */
export const VERIFIER = fileURLToPath(
  new URL('../../../../libs/platform/ledger/verify.mjs', import.meta.url),
);

/** Writes a bundle into a folder that is there, and beside it what verifies it. Answers how that is done, as a command line. */
export async function writeBundle(folder: string, bundle: Bundle): Promise<string> {
  await writeFile(join(folder, 'bundle.json'), `${JSON.stringify(bundle, null, 2)}\n`, { flag: 'wx' });
  await copyFile(VERIFIER, join(folder, 'verify.mjs'));
  return `node ${join(folder, 'verify.mjs')} --key ${bundle.verifier}`;
}

/** `register bundle <record>` */
export const bundleCommand = (): Command =>
  new Command('bundle')
    .description(
      'write all that was recorded of a record into a folder, with the proof and what verifies it offline',
    )
    .argument('<record>', 'kind and id, such as agreement-emmen-goede-start')
    .requiredOption('--out <folder>', 'a folder that is not there yet, or is empty')
    .action((record: string, { out }: { readonly out: string }) =>
      withStores(async ({ databaseUrl: url }) => {
        const { keysDir, ledger } = readingHere();
        await asOwner(url, (readStore) => signNews(readStore.ledger, signerIn(keysDir, ledger.origin)));
        const bundle = await bundleOf(url, record);
        if (bundle === null) throw new Error(`The journal has nothing of ${record}.`);
        await mkdir(out, { recursive: true });
        const verifying = await writeBundle(out, bundle);
        console.log(
          `${bundle.events.length} events of ${record} are in ${out}. Whoever gets it verifies it with\n  ${verifying}`,
        );
      }),
    );
