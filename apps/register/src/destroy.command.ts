import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { DestructionGrounds, type DestructionGround } from '#kernel';
import { noting } from '#platform/access';
import { decodePosition, EventStore } from '#platform/event-store';
import { hasReached, Projector, remainsOf, sweep } from '#platform/read-store';
import { destroy, KeyFolder, type Destroyed } from '#platform/sealing';
import { projections } from '#projections/all';
import { readingHere, withStores, type StoreUrls } from './stores.ts';

const READ_SIDE_MS_MAX = 60_000;

/** `register destroy` */
export const destroyCommand = (): Command =>
  new Command('destroy')
    .description('destroy what is kept about somebody, for ever; certificates of it remain')
    .addCommand(
      new Command('referral')
        .description(
          'destroy the key of a referral, what is stored of it and its rows; broken off, the same command goes on',
        )
        .argument('<id>')
        .addOption(
          new Option('--ground <ground>', 'why it may be, or has to be')
            .choices(DestructionGrounds)
            .makeOptionMandatory(),
        )
        .action((id: string, { ground }: { ground: DestructionGround }) =>
          withStores(async (urls) => {
            const object = { kind: 'referral', id };
            const what = {
              action: 'D',
              operation: 'destroy referral',
              purpose: 'destroying',
              object,
            } as const;
            const done = await noting(urls.databaseUrl, what, () => destroyReferral(urls, id, ground));
            console.log(sentenceOf(done));
            if (!done.isSwept) process.exitCode = 1;
          }),
        ),
    );

type Outcome = Destroyed & { readonly isSwept: boolean; readonly isWalOurs: boolean };

async function destroyReferral(
  { eventStoreUrl, databaseUrl }: StoreUrls,
  id: string,
  ground: DestructionGround,
): Promise<Outcome> {
  const { keysDir, upcasters } = readingHere();
  const store = EventStore.connect(eventStoreUrl);
  // Where another one leads, this one stands by.
  const projector = new Projector({ url: databaseUrl, log: store, projections, upcasters });
  try {
    projector.start();
    const metadata = {
      actor: 'register',
      role: 'operator',
      correlationId: randomUUID(),
      sourceSystem: 'register',
    } as const;
    const options = {
      ...{ store, keys: KeyFolder.open(keysDir), journalMsMax: READ_SIDE_MS_MAX },
      remainsOf: (stream: string) => remainsOf(databaseUrl, stream),
    };
    const destroyed = await destroy(`referral-${id}`, ground, metadata, options);
    const isReached = await hasReached(databaseUrl, decodePosition(destroyed.position), READ_SIDE_MS_MAX);
    const isWalOurs = isReached && (await sweep(databaseUrl));
    return { ...destroyed, isSwept: isReached, isWalOurs };
  } finally {
    await projector.stop();
    await store.close();
  }
}

function sentenceOf({ events, repeated, isSwept, isWalOurs }: Outcome): string {
  const what = repeated ? 'It had been destroyed before' : 'It is destroyed';
  const certified = `${what}: its key is gone, and ${events} ${events === 1 ? 'event is' : 'events are'} certified.`;
  if (!isSwept) {
    return `${certified} The read side has not come to the certificate: let a projector run, and give the same command again.`;
  }
  return isWalOurs
    ? `${certified} Nothing of it is left in the read models, nor in the files of the database.`
    : `${certified} Nothing of it is left in the read models; the log of the database server goes with that server's backups.`;
}
