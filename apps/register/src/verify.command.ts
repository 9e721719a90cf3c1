import { Command } from 'commander';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { EventStore } from '#platform/event-store';
import { Verifier } from '#platform/ledger';
import {
  asOwner,
  verifyCompleteness,
  verifyLedger,
  type Projection,
  type Verified,
} from '#platform/read-store';
import { projections } from '#projections/all';
import { signerIn } from '../../projector/src/signing.ts';
import { VERIFIER } from './bundle.command.ts';
import { showProgress } from './progress.ts';
import { readingHere, withStores } from './stores.ts';

/** `register verify completeness|ledger|store|bundle|access-log` */
export const verifyCommand = (): Command =>
  new Command('verify')
    .description('prove that what the register holds is what was recorded')
    .addCommand(completenessCommand())
    .addCommand(ledgerCommand())
    .addCommand(storeCommand())
    .addCommand(bundleCommand())
    .addCommand(accessLogCommand());

const accessLogCommand = (): Command =>
  new Command('access-log')
    .description('read every chain of the access log again: nothing was altered, taken out or cut off')
    .action(async () => {
      // All that comes with it takes longer to load than the other proofs.
      const { verifyAccessLog, withOwner } = await import('#platform/access');
      await withStores(({ databaseUrl }) =>
        withOwner(databaseUrl, async (ask) => {
          const progress = showProgress('Verifying');
          const { entries, chains, open, flaws } = await verifyAccessLog(ask, progress.update);
          progress.stop();
          for (const flaw of flaws) console.log(flaw);
          if (flaws.length > 0) process.exitCode = 1;
          else
            console.log(
              `Whole: ${entries.toLocaleString('en-GB')} links in ${chains} chains, of which ${open} have no last word: ` +
                'their processes run, or were killed.',
            );
        }),
      );
    });

const ledgerCommand = (): Command =>
  new Command('ledger')
    .description(
      'recompute the audit ledger from the journal, and hold it against everything that was signed',
    )
    .option(
      '--key <name+hash+key>',
      'the key that signed, kept elsewhere; else the one in the folder of keys',
    )
    .action(({ key }: { readonly key?: string }) =>
      withStores(async ({ databaseUrl: url }) => {
        const { keysDir, ledger } = readingHere();
        const verifier = key === undefined ? signerIn(keysDir, ledger.origin).verifier : Verifier.parse(key);
        const progress = showProgress('Verifying');
        const { seq, root, checkpoints, finding } = await verifyLedger({
          ...{ url, verifier, onProgress: progress.update },
        }).finally(() => progress.stop());
        if (finding !== null) {
          process.exitCode = 1;
          // Somebody else's key finds what is no alarm.
          if (key === undefined) await asOwner(url, (readStore) => readStore.ledger.tellWrong(finding));
          return console.log(`Number ${finding.seq} ${finding.what}`);
        }
        console.log(
          `Unaltered: ${seq.toLocaleString('en-GB')} events come to ${root.toString('base64')}, as do all ` +
            `${checkpoints.toLocaleString('en-GB')} signed tree heads on the way. Verified with ${verifier.toString()}`,
        );
      }),
    );

const bundleCommand = (): Command =>
  new Command('bundle')
    .description(
      'verify a bundle, without the register: with the verify.mjs that stands in it, or with this one',
    )
    .argument('<folder>', 'the folder of the bundle')
    .option('--key <name+hash+key>', 'the key that signed; else the one that the bundle names')
    .action((folder: string, { key }: { readonly key?: string }) => {
      // Another process, so that it is the very file that others have.
      const args = [VERIFIER, join(folder, 'bundle.json'), ...(key === undefined ? [] : ['--key', key])];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      process.exitCode = status ?? 1;
    });

const completenessCommand = (): Command =>
  new Command('completeness')
    .description(
      'read the event store again beside the journal, and recompute what each read model was to be given',
    )
    .action(() => compare(projections, verdictOf));

const storeCommand = (): Command =>
  new Command('store')
    .description('read the event store again, and compare it with the journal that was signed')
    .action(() => compare([], storeVerdictOf));

/** Reads the event store again beside the journal, and says what came of it. */
const compare = (some: readonly Projection[], verdict: (found: Verified) => string): Promise<void> =>
  withStores(async ({ eventStoreUrl, databaseUrl }) => {
    const { upcasters } = readingHere();
    const log = EventStore.connect(eventStoreUrl);
    const progress = showProgress('Verifying');
    try {
      const found = await verifyCompleteness({
        ...{ url: databaseUrl, log, projections: some, upcasters },
        onProgress: progress.update,
      });
      progress.stop();
      console.log(verdict(found));
      if (some.length > 0)
        for (const storage of found.unknown) console.log(`Not verified: ${storage}, of another version.`);
      if (found.finding !== null || parkedIn(found) > 0) process.exitCode = 1;
    } finally {
      progress.stop();
      await log.close();
    }
  });

const storeVerdictOf = ({ seq, finding }: Verified): string =>
  finding === null
    ? `Unaltered: ${seq.toLocaleString('en-GB')} events, the same in the event store and in the journal.`
    : `Number ${finding.seq} ${finding.what}`;

const parkedIn = ({ projections: all }: Verified): number => all.reduce((so, { parked }) => so + parked, 0);

function verdictOf(found: Verified): string {
  const { seq, projections: all, finding } = found;
  if (finding !== null) return `Number ${finding.seq} ${finding.what}`;
  const given = all.reduce((so, one) => so + one.given, 0).toLocaleString('en-GB');
  const whole =
    `Complete: ${seq.toLocaleString('en-GB')} events, the same in the event store and in the journal; ` +
    `${all.length} read models were given all of theirs (${given}).`;
  const parked = parkedIn(found);
  return parked === 0
    ? whole
    : `${whole} But ${parked} of them are set aside, since a read model could not take them: register parked list.`;
}
