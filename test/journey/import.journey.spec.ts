import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { agreementOf, historyOf } from '../support/agreements.ts';
import { ask } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { folder, startProgram } from '../support/processes.ts';
import { logOf, startRegister, type Register } from '../support/register.ts';

const PUBLIC_HISTORY = fileURLToPath(new URL('../../examples/public-history', import.meta.url));
// The files and their rows; each row is one event.
const ROWS = {
  'regions.csv': 1,
  'municipalities.csv': 23,
  'organisations.csv': 39,
  'reorganisations.csv': 4,
  'coalitions.csv': 6,
  'decisions.csv': 5,
  'agreements.csv': 6,
  'activities.csv': 36,
  'programme.csv': 11,
  'indicators.csv': 7,
};
const ALL = 138;

let register: Register;
let files = '';

/** An empty register, and a copy of the files that may be changed. */
beforeAll(async () => {
  [register, files] = await Promise.all([startRegister(), folder('files-')]);
  await cp(PUBLIC_HISTORY, files, { recursive: true });
}, 60_000);

/** `register import …`, by default beside the register that runs: what it says, and how it ends. */
async function runImport(args: readonly string[], dataDir = register.dataDir) {
  const program = startProgram('apps/register/src/main.js', ['import', ...args], { DATA_DIR: dataDir });
  const { code } = await program.ended;
  return { code, said: program.output() };
}

/** What the summary says of each file: rows, new, corrected, unchanged, refused. */
function countsIn(said: string): Record<string, number[]> {
  const lines = said.split('\n').filter((line) => line.includes('.csv ') && line.includes('│'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, file = '', ...counts] = line.split('│').map((cell) => cell.trim());
      return [file, counts.slice(0, -1).map(Number)];
    }),
  );
}
const counted = (of: (rows: number) => readonly number[]): object =>
  Object.fromEntries(Object.entries(ROWS).map(([file, rows]) => [file, [rows, ...of(rows)]]));

const eventsIn = async (): Promise<number> => (await logOf(register.eventStoreUrl)).length;
/** Without those that the register itself recorded since. */
const importedIn = async (): Promise<number> =>
  (await logOf(register.eventStoreUrl)).filter(
    ({ metadata }) => !metadata.includes('"sourceSystem":"policy"'),
  ).length;
const change = async (file: string, from: string, to: string): Promise<void> => {
  const text = await readFile(join(files, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(files, file), text.replace(from, to));
};
/** Waits until the read models have come to the last number of the store. */
async function caughtUp(): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until;) {
    const answer = await register.get('/v1/organisations');
    if (answer.headers.get('register-number') === String(await eventsIn())) return;
  }
  throw new Error('the read models do not come to the end of the store');
}

describe('register import, beside a register that runs', () => {
  it('finds the register as --empty left it', async () => {
    expect(await eventsIn()).toBe(0);
    expect(register.process.output()).toContain('It is empty: npm run register -- import <folder>');
  });

  it('says what it would do, and records nothing', async () => {
    const { code, said } = await runImport([files, '--dry-run']);
    expect(code).toBe(0);
    expect(countsIn(said)).toEqual(counted((rows) => [rows, 0, 0, 0]));
    expect(said).toContain('Nothing was recorded: this was a dry run.');
    expect(await eventsIn()).toBe(0);
  });

  it('takes every row in, as one event each', async () => {
    const { code, said } = await runImport([files]);
    expect(code).toBe(0);
    expect(countsIn(said)).toEqual(counted((rows) => [rows, 0, 0, 0]));
    expect(await eventsIn()).toBe(ALL);
    await caughtUp();
    const { meta, data } = await ask<{ members: object[] }>(register, 'regions/veenkolonien/overview');
    expect(meta.number).toBe(ALL);
    expect(data.members).toHaveLength(11);
  });

  it('adds nothing the second time', async () => {
    const { code, said } = await runImport([files]);
    expect(code).toBe(0);
    expect(countsIn(said)).toEqual(counted((rows) => [0, 0, rows, 0]));
    expect(await eventsIn()).toBe(ALL);
  });

  it('takes a changed row for one correction, so that before and after can both be asked for', async () => {
    const before = new Date().toISOString();
    await change('agreements.csv', 'GM0014,2022-04,,', 'GM0014,2022-04-12,2024-12-31,');
    const { code, said } = await runImport([files]);
    expect(code).toBe(0);
    expect(countsIn(said)).toEqual({
      ...counted((rows) => [0, 0, rows, 0]),
      'agreements.csv': [6, 0, 1, 5, 0],
    });
    expect(await importedIn()).toBe(ALL + 1);
    // The source now tells of a last day that has passed.
    await eventually(async () => (await eventsIn()) === ALL + 2, 15_000);
    await caughtUp();

    const ID = 'groningen-convenant-2022';
    const on = (day: string, asOf = ''): Promise<unknown> =>
      agreementOf(register, ID, `?validOn=${day}${asOf}`).then(({ inForce }) => inForce);
    expect(await on('2022-04-11', `&asOf=${before}`)).toBe('uncertain');
    expect(await on('2022-04-11')).toBe('no');
    expect(await on('2022-04-12')).toBe('yes');
    expect(await on('2025-01-01', `&asOf=${before}`)).toBe('uncertain');
    expect(await on('2025-01-01')).toBe('no');
    expect(await historyOf(register, ID)).toMatchObject([
      { type: 'agreement.RecordedFromSource', standing: 'corrected', number: expect.any(Number) },
      {
        type: 'agreement.Corrected',
        number: ALL + 1,
        data: { reason: 'The source has changed.' },
        by: { actor: 'import', sourceSystem: 'import' },
      },
      { type: 'agreement.Expired', by: { actor: 'register' } },
    ]);
  });

  it('reports every row that it refuses with file, line, column and reason, and takes in the rest', async () => {
    await writeFile(join(files, 'referrals.csv'), 'id\n1\n');
    await appendFile(
      join(files, 'decisions.csv'),
      [
        'bad-date,2022-13,executive,GM0114,,A plan,adopt: it,,,,,https://example.org/',
        'bad-place,2022-12,executive,GM9999,,A plan,adopt: it,,,,,https://example.org/',
        'good,2022-12,executive,GM0114,,A good plan,adopt: it,,,,,https://example.org/',
        'short,2022-12',
      ].join('\n'),
    );
    const { code, said } = await runImport([files]);
    expect(code).toBe(1);
    expect(countsIn(said)['decisions.csv']).toEqual([9, 1, 0, 5, 3]);
    const refusals = said.split('\n').filter((line) => line.startsWith('decisions.csv:'));
    expect(refusals).toEqual([
      expect.stringMatching(/^decisions\.csv:7:on: must be a date such as 2022, 2022-04 or 2022-04-12/),
      'decisions.csv:8:municipality: no municipality GM9999 is known',
      'decisions.csv:10: has 2 cells, and the header has 12',
    ]);
    expect(said).toMatch(/^referrals\.csv: is none of regions\.csv, municipalities\.csv, /m);
    expect(await importedIn()).toBe(ALL + 2);
    await caughtUp();
    expect((await ask(register, 'decisions/good')).data).toMatchObject({ subject: 'A good plan' });
  });

  it('finds nothing in a folder that is not there, or empty', async () => {
    const missing = join(files, 'missing');
    expect(await runImport([missing])).toMatchObject({
      code: 1,
      said: expect.stringContaining(`${missing}: cannot be read: `),
    });
    await mkdir(missing);
    expect(await runImport([missing])).toMatchObject({
      code: 1,
      said: expect.stringContaining(`${missing}: holds no CSV file`),
    });
    await rm(missing, { recursive: true });
    expect(await importedIn()).toBe(ALL + 2);
  });
});

describe('register import, without a register that runs', () => {
  it('takes the history in, which is there when the register starts, and stays after it has stopped', async () => {
    const dataDir = await folder();
    const { code, said } = await runImport([PUBLIC_HISTORY], dataDir);
    expect([code, countsIn(said)]).toEqual([0, counted((rows) => [rows, 0, 0, 0])]);

    const started = await startRegister({ dataDir });
    expect(started.process.output()).toMatch(/Midden-Groningen \(GM1952\)/);
    expect(await logOf(started.eventStoreUrl)).toHaveLength(ALL);
    expect((await ask<{ members: object[] }>(started, 'regions/veenkolonien')).data.members).toHaveLength(11);
    expect(await started.process.end()).toEqual({ code: 0, signal: null });
    const again = await runImport([PUBLIC_HISTORY], dataDir);
    expect(countsIn(again.said)).toEqual(counted((rows) => [0, 0, rows, 0]));
  }, 60_000);
});
