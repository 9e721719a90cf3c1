import { Command } from 'commander';
import { endsWithTheProcess } from '#platform/process';
import { goBack, rebuild, type Projection } from '#platform/read-store';
import { projections } from '#projections/all';
import { fillsApart } from '../../projector/src/fills.ts';
import { showProgress } from './progress.ts';
import { readingHere, withStores } from './stores.ts';

type Options = { readonly all: boolean; readonly back: boolean; readonly anyway: boolean };

/** `register rebuild [projection …] [--all] [--back] [--anyway]` */
export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description('make read models anew from the journal, beside those that answer, and let them take over')
    .argument('[names...]', 'the read models; docs/catalogue lists them')
    .option('--all', 'all of them', false)
    .option('--back', 'let those answer again that did before', false)
    .option('--anyway', 'take over even where more events are set aside than before', false)
    .action((names: readonly string[], { all, back, anyway }: Options) => {
      const chosen = all ? projections : names.map(named);
      if (chosen.length === 0) throw new Error('Which read model? Name one or more, or say --all.');
      return withStores(async ({ databaseUrl: url }) => {
        const which = chosen.map(({ name }) => name).join(', ');
        if (back) {
          await goBack(url, chosen);
          return console.log(`The generation of before answers again: ${which}.`);
        }
        const ending = new AbortController();
        const ended = begun();
        endsWithTheProcess(() => {
          ending.abort();
          return ended.promise;
        });
        const progress = showProgress('Rebuilding');
        try {
          const { keysDir, upcasters } = readingHere();
          const fill = () => fillsApart({ url, keysDir, upcasters }, progress.update)(chosen, ending.signal);
          const goOn = () => !ending.signal.aborted;
          const isDone = await rebuild({ url, projections: chosen, upcasters, anyway, goOn, fill });
          progress.stop();
          console.log(
            isDone
              ? `Rebuilt, and taken over: ${which}. register rebuild … --back undoes it.`
              : 'Broken off; the same command goes on from there.',
          );
          if (!isDone) process.exitCode = 1;
        } finally {
          progress.stop();
          ended.resolve();
        }
      });
    });

/** The read model of a name. Throws, naming all, where there is none. */
export function named(name: string): Projection {
  const found = projections.find((one) => one.name === name);
  if (found !== undefined) return found;
  const all = projections.map((one) => one.name).join(', ');
  throw new Error(`There is no read model ${name}; there are ${all}.`);
}

/** Something that is under way until it is resolved. */
export function begun(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((resolved) => (resolve = resolved));
  return { promise, resolve };
}
