import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { generate, summaryOf } from '#contexts/generator';
import { takeDataFolder } from '#platform/data-folder';
import { openHistoryLog } from '#platform/embedded-stores';
import { endsWithTheProcess } from '#platform/process';
import { readingWith } from '../../api/src/reading.ts';
import { ProgressBar } from './progress-bar.ts';

const example = (path: string): string =>
  fileURLToPath(new URL(`../../../../examples/${path}`, import.meta.url));

type Options = {
  readonly data: string;
  readonly events: number;
  readonly seed: number;
  readonly years: number;
  readonly places: string;
  readonly words: string;
};

/** `register generate --data <folder> --events N --seed S --years Y` */
export const generateCommand = (): Command =>
  new Command('generate')
    .description('make up a history, in a new data folder')
    .requiredOption('--data <folder>', 'the data folder to make; one that holds anything is refused')
    .option('--events <number>', 'how many events, or a few more', wholeNumber, 10_000)
    .option('--seed <number>', 'the same seed makes up the same history', wholeNumber, 1)
    .option(
      '--years <number>',
      'years of recorded time, around the last merger of the places',
      wholeNumber,
      5,
    )
    .option('--places <folder>', 'the files that tell of municipalities', example('public-history'))
    .option('--words <file>', 'what the history is worded with', example('made-up-history/words.json'))
    .action(async ({ data, events, seed, years, places, words }: Options) => {
      const folder = await takeDataFolder(data);
      endsWithTheProcess(() => folder.release());
      const clock = { now: new Date(0) };
      const log = await openHistoryLog(data, () => clock.now);
      const stopping = new AbortController();
      const bar = new ProgressBar('events', events);
      const made = generate(
        { events, seed, years, placesFolder: places, wordsFile: words },
        {
          log,
          clock,
          upcasters: readingWith(join(data, 'keys')),
          signal: stopping.signal,
          onProgress: (progress) => bar.at(progress.events, progress.now.toISOString().slice(0, 10)),
        },
      );
      endsWithTheProcess(async () => {
        stopping.abort();
        await made.catch(() => undefined);
        bar.stop();
        await log.close();
      });
      console.log(summaryOf(await made));
    });

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
