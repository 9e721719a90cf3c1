import { Command } from 'commander';
import { asOwner } from '#platform/read-store';
import { signerIn, signNews } from '../../projector/src/signing.ts';
import { readingHere, withStores } from './stores.ts';

/** `register checkpoint` */
export const checkpointCommand = (): Command =>
  new Command('checkpoint')
    .description('sign what the journal has come to, now, and print the newest signed tree head')
    .action(() =>
      withStores(async ({ databaseUrl }) => {
        const { keysDir, ledger } = readingHere();
        const signer = signerIn(keysDir, ledger.origin);
        const signed = await asOwner(databaseUrl, (readStore) => signNews(readStore.ledger, signer));
        if (signed === null) return console.log('The journal is empty: there is nothing to sign.');
        process.stdout.write(signed.note);
      }),
    );
