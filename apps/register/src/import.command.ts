import { Command } from 'commander';
import { importFolder, summaryOf } from '#contexts/import';
import { Decisions, EventStore } from '#platform/event-store';
import { upcasters } from '#contexts/all';
import { withEventStore } from './stores.ts';

/** `register import <folder> [--dry-run]` */
export const importCommand = (): Command =>
  new Command('import')
    .description('take in the CSV files of a folder, each row as what its source asserts')
    .argument('<folder>', 'the folder of the files; examples/public-history shows which')
    .option('--dry-run', 'say what it would do, and record nothing', false)
    .option(
      '--collection <name>',
      'the name of the data set: reading it again compares by it',
      'public-history',
    )
    .action(async (folder: string, { dryRun, collection }: { dryRun: boolean; collection: string }) => {
      await withEventStore(async (url) => {
        const store = EventStore.connect(url);
        try {
          const decisions = new Decisions(store, { upcasters });
          const report = await importFolder(folder, { decisions, dryRun, collection });
          console.log(summaryOf(report));
          if (dryRun) console.log('Nothing was recorded: this was a dry run.');
          if (report.refusals.length > 0) {
            console.error(
              'Mend the rows above and run the same command again: rows that are in add nothing.',
            );
            process.exitCode = 1;
          }
        } finally {
          await store.close();
        }
      });
    });
