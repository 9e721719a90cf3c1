import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { IsoDate } from '#kernel';
import { systemClock } from '#platform/clock';
import {
  formatOf,
  Formats,
  loadProjection,
  replay,
  ReplayFailed,
  RowFile,
  write,
  type Format,
} from '#platform/analysis';
import { InstantShape } from '#platform/http';
import { endsWithTheProcess } from '#platform/process';
import { asOwner, readingJournal, type JournalReading, type Projection } from '#platform/read-store';
import { Reading, unlessAbsent } from '#platform/records';
import { deciders } from '#contexts/all';
import { projections } from '#projections/all';
import { scopedReading, type ReplayScope, type ScopedReading } from '#read/overview';
import { showProgress } from './progress.ts';
import { begun, named } from './rebuild.command.ts';
import { readingHere, withStores } from './stores.ts';

type Options = {
  readonly file?: string;
  readonly out?: string;
  readonly format?: Format;
  readonly upTo?: string;
  readonly validUntil?: string;
  readonly context?: string;
  readonly municipality?: string;
  readonly region?: string;
  readonly borders: string;
  readonly withheld: boolean;
};

/** `register replay [projection] [--file own.ts] [--out file]` */
export const replayCommand = (): Command =>
  new Command('replay')
    .description('tell a projection the history again, and write the rows that it comes to')
    .argument('[projection]', 'one of the read models; docs/catalogue lists them')
    .option('--file <path>', 'one of your own: an ES module or TypeScript that exports a projection')
    .option(
      '--out <file>',
      'where the rows go, by the ending .ndjson, .csv or .parquet; else to standard output',
    )
    .addOption(new Option('--format <format>', 'in place of the ending of the file').choices(Formats))
    .option('--up-to <moment>', 'as the register knew it then: a number of the journal, or an instant')
    .option('--valid-until <date>', 'without what certainly happened after that day')
    .addOption(
      new Option('--context <name>', 'only what one capability tells').choices(
        deciders.map(({ name }) => name).filter((name) => name !== 'referral'),
      ),
    )
    .addOption(
      new Option('--municipality <code>', 'only what is about this municipality').conflicts('region'),
    )
    .option('--region <id>', 'only what is about municipalities that are or were its members')
    .option('--borders <borders>', 'recorded, today, or a day: by which borders codes read', 'recorded')
    .option('--withheld', 'with agreements and decisions that are withheld', false)
    .action(run);

async function run(name: string | undefined, options: Options): Promise<void> {
  const chosen = await chosenBy(name, options);
  const format = formatBy(options);
  const scope = scopeBy(options);
  await withStores(({ databaseUrl: url }) =>
    readingJournal(url, async (journal) => {
      const leftOut = options.withheld ? new Set<string>() : await journal.withheld();
      const { projection } = chosen;
      const identity = JSON.stringify([
        ...[projection.name, projection.version, chosen.sha256, options.upTo ?? null, scope],
        createHash('sha256')
          .update([...leftOut].sort().join('\n'))
          .digest('hex'),
      ]);
      const place = await placeFor(options.out);
      const rows = await RowFile.open(place.rows, projection.table, identity);
      const ending = new AbortController();
      const ended = begun();
      endsWithTheProcess(() => {
        ending.abort();
        return ended.promise;
      });
      const progress = showProgress('Replaying');
      // What was told is kept for the same command to go on from, until the file is whole.
      let isKept = options.out !== undefined;
      try {
        const upTo = await rows.end(() => numberBy(options.upTo, journal));
        const { reads, notes } = await readingOf(url, upTo, scope);
        const { upcasters } = readingHere();
        const replaying = { journal, projection, upcasters, upTo, rows, leftOut, reads };
        const { isDone } = await replay({ ...replaying, onProgress: progress.update, signal: ending.signal });
        progress.stop();
        if (!isDone) {
          process.exitCode = 1;
          const next = options.out === undefined ? '' : ' The same command goes on from there.';
          return console.error(`Broken off at number ${rows.place} of ${upTo}.${next}`);
        }
        const { rows: count } = await write(place.file, format, projection.table, rows.rows());
        isKept = false;
        if (options.out === undefined)
          await pipeline(createReadStream(place.file), process.stdout, { end: false });
        for (const note of notes) console.error(note);
        console.error(
          `${projection.name}: ${count} rows from numbers 1 to ${upTo} of the journal${options.out === undefined ? '' : ` are in ${options.out}`}.`,
        );
        if (leftOut.size > 0) console.error(`Left out, since they are withheld: ${leftOut.size} records.`);
      } catch (error) {
        if (error instanceof ReplayFailed) isKept = false; // A projection that is mended is another one.
        throw error;
      } finally {
        progress.stop();
        await rows.close();
        if (!isKept) await rm(place.folder, { recursive: true, force: true });
        ended.resolve();
      }
    }),
  );
}

type Chosen = { readonly projection: Projection; readonly sha256: string | null };

async function chosenBy(name: string | undefined, { file }: Options): Promise<Chosen> {
  if ((name === undefined) === (file === undefined))
    throw new Error('Which projection? Name a read model, or say --file with one of your own.');
  if (file !== undefined) return loadProjection(file);
  const projection = named(name ?? '');
  if (projection.isGivenEnclosed('referral.Recorded')) {
    const others = projections.filter((one) => !one.isGivenEnclosed('referral.Recorded'));
    throw new Error(
      `${projection.name} tells of people: its figures are released, and never replayed. There are ${others.map((one) => one.name).join(', ')}.`,
    );
  }
  return { projection, sha256: null };
}

function formatBy({ out, format }: Options): Format {
  if (format !== undefined) return format;
  if (out === undefined) return 'ndjson';
  const found = formatOf(out);
  if (found === null)
    throw new Error(`In which format? Let ${out} end with .ndjson, .csv or .parquet, or say --format.`);
  return found;
}

function scopeBy({ validUntil, context, municipality, region, borders }: Options): ReplayScope {
  const dated = (text: string, option: string): IsoDate => {
    if (IsoDate.is(text)) return text;
    throw new Error(`${option} ${text} is no day: say one such as 2022-03-31.`);
  };
  return {
    ...(validUntil !== undefined && { validUntil: dated(validUntil, '--valid-until') }),
    ...(context !== undefined && { context }),
    ...(municipality !== undefined && { municipality }),
    ...(region !== undefined && { region }),
    borders:
      borders === 'recorded'
        ? borders
        : borders === 'today'
          ? systemClock.today()
          : dated(borders, '--borders'),
  };
}

async function numberBy(upTo: string | undefined, journal: JournalReading): Promise<number> {
  if (upTo === undefined) return journal.size;
  if (/^\d{1,15}$/.test(upTo)) {
    if (Number(upTo) <= journal.size) return Number(upTo);
    throw new Error(`--up-to ${upTo}: the journal ends at number ${journal.size}.`);
  }
  const instant = InstantShape.safeParse(upTo);
  if (instant.success) return journal.numberAt(instant.data);
  throw new Error(
    `--up-to ${upTo} is no number of the journal, and no instant such as 2026-03-01T12:00:00Z.`,
  );
}

async function readingOf(url: string, upTo: number, scope: ReplayScope): Promise<ScopedReading> {
  const found = await asOwner(url, (readStore) =>
    unlessAbsent(scopedReading(new Reading(readStore, systemClock).at(upTo), scope)),
  );
  if (found !== null) return found;
  throw new Error(
    `The register does not know ${scope.municipality ?? scope.region ?? 'the place'} at number ${upTo}.`,
  );
}

/** Where rows are while they are made, and the file that they go to. */
async function placeFor(out: string | undefined): Promise<{ folder: string; rows: string; file: string }> {
  if (out === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'register-replay-'));
    return { folder, rows: join(folder, 'rows'), file: join(folder, 'rows.out') };
  }
  const found = await stat(out).catch(() => null);
  if (found?.isDirectory() === true) throw new Error(`${out} is a folder: name a file.`);
  const folder = `${out}.replay`;
  return { folder, rows: folder, file: out };
}
