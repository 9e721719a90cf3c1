import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { IsoDate } from '#kernel';
import { coalition } from '#contexts/coalition';
import {
  membersOn,
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  predecessorsOf,
} from '#contexts/municipality';
import { Decisions } from '#platform/event-store';
import { eventStores } from '#test/support/event-stores';
import { importFolder, type ImportReport } from './import-folder.ts';

const EXAMPLES = fileURLToPath(new URL('../../../../examples/public-history', import.meta.url));
const ROWS = 138;

/** A store of its own for the specs of one `describe`, and folders that go away. */
function register() {
  const stores = eventStores();
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });
  return {
    decisions: () => new Decisions(stores.store(), { upcasters: {} }),
    last: () => stores.store().lastPosition(),
    held: stores.held,
    /** The public history, with changes: what each file becomes, `null` for a file that is not there. */
    folder: async (changes: { [file: string]: ((text: string) => string) | null } = {}): Promise<string> => {
      const folder = await mkdtemp(join(tmpdir(), 'import-'));
      folders.push(folder);
      await cp(EXAMPLES, folder, { recursive: true });
      for (const [file, change] of Object.entries(changes)) {
        const path = join(folder, file);
        if (change === null) await rm(path);
        else await writeFile(path, change(await readFile(path, 'utf8')));
      }
      return folder;
    },
  };
}

const sum = ({ files }: ImportReport, of: 'rows' | 'appended' | 'corrected' | 'unchanged' | 'refused') =>
  files.reduce((total, file) => total + file[of], 0);
const sums = (report: ImportReport) => ({
  rows: sum(report, 'rows'),
  appended: sum(report, 'appended'),
  corrected: sum(report, 'corrected'),
  unchanged: sum(report, 'unchanged'),
  refused: sum(report, 'refused'),
});
const all = { rows: ROWS, appended: 0, corrected: 0, unchanged: 0, refused: 0 };
const dated = (text: string): string =>
  text.replace('emmen,partnerJoined,,sedna', 'emmen,partnerJoined,2019,sedna');

describe('importing the public history', () => {
  const { decisions, last, held, folder } = register();
  it('says first what it would do, and appends nothing', async () => {
    const report = await importFolder(EXAMPLES, { decisions: decisions(), dryRun: true });
    expect(sums(report)).toEqual({ ...all, appended: ROWS });
    expect(await last()).toBeNull();
  });
  it('appends an assertion for each row', async () => {
    const progress: number[] = [];
    const report = await importFolder(EXAMPLES, {
      decisions: decisions(),
      onProgress: ({ done, total }) => {
        expect(total).toBe(ROWS);
        progress.push(done);
      },
    });
    expect(report.refusals).toEqual([]);
    expect(sums(report)).toEqual({ ...all, appended: ROWS });
    expect(progress).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
    const [event] = await held('coalition-emmen');
    expect(JSON.parse(event?.metadata ?? '{}')).toMatchObject({
      actor: 'import',
      role: 'operator',
      sourceSystem: 'import',
    });
  });
  it('tells of a coalition before what happened in it', async () => {
    const { recorded } = await decisions().read(coalition, 'emmen');
    expect(recorded.map(({ event }) => event.data)).toMatchObject([
      { source: { record: 'coalitions/emmen' } },
      { source: { record: 'activities/emmen/partnerJoined/gemeente-emmen' } },
      { source: { record: 'activities/emmen/partnerJoined/verloskundigen-emmen' } },
      { source: { record: 'activities/emmen/partnerJoined/ggd-drenthe' } },
      { source: { record: 'activities/emmen/partnerJoined/sedna' } },
    ]);
  });
  it('knows the region of then and of today', async () => {
    const { state } = await decisions().read(municipality, MUNICIPALITY_REGISTER);
    const day = IsoDate.parse('2018-01-01');
    const members = membersOn(day, 'veenkolonien', state);
    expect(members).toHaveLength(11);
    expect(members.every(({ member }) => member === 'yes')).toBe(true);
    expect(municipalityFacts('GM0040', state)).toMatchObject({ endedOn: '2017-12-31', successor: 'GM1952' });
    expect(predecessorsOf(day, 'GM1952', state)).toEqual(['GM0018', 'GM0040', 'GM1987']);
  });
  it('appends nothing the second time', async () => {
    const before = await last();
    const report = await importFolder(EXAMPLES, { decisions: decisions() });
    expect(sums(report)).toEqual({ ...all, unchanged: ROWS });
    expect(await last()).toEqual(before);
  });
  it('corrects what a changed row said', async () => {
    const changed = await folder({ 'activities.csv': dated });
    const rehearsed = await importFolder(changed, { decisions: decisions(), dryRun: true });
    const report = await importFolder(changed, { decisions: decisions() });
    expect(report).toEqual(rehearsed);
    expect(sums(report)).toEqual({ ...all, corrected: 1, unchanged: ROWS - 1 });
    const { state } = await decisions().read(coalition, 'emmen');
    expect(state.partners.find(({ organisationId }) => organisationId === 'sedna')?.from).toBe('2019');
    expect(sums(await importFolder(changed, { decisions: decisions() }))).toEqual({
      ...all,
      unchanged: ROWS,
    });
  });
  it('takes rows that name what the register knows already', async () => {
    const alone = await folder({
      'organisations.csv': null,
      'coalitions.csv': null,
      'decisions.csv': null,
      'reorganisations.csv': null,
    });
    expect((await importFolder(alone, { decisions: decisions() })).refusals).toEqual([]);
  });
});

describe('importing rows of which some are bad', () => {
  const { decisions, folder } = register();
  it('refuses them with their place, and imports the rest', async () => {
    const bad = await folder({
      'organisations.csv': (text) => text.replace('sedna,Sedna,welfare', 'sedna,Sedna,charity'),
      'programme.csv': (text) => text.replace('2024-03-28', '28-03-2024'),
    });
    const report = await importFolder(bad, { decisions: decisions() });
    expect(report.refusals).toMatchObject([
      { file: 'organisations.csv', line: 23, column: 'kind' },
      { file: 'agreements.csv', line: 4, column: 'parties', reason: 'no organisation sedna is known' },
      { file: 'activities.csv', line: 36, column: 'organisation', reason: 'no organisation sedna is known' },
      { file: 'programme.csv', line: 2, column: 'until' },
    ]);
    expect(sums(report)).toEqual({ ...all, appended: ROWS - 4, refused: 4 });
  });
  it('says so when there is nothing to read', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'import-'));
    expect(await importFolder(empty, { decisions: decisions() })).toEqual({
      files: [],
      refusals: [{ file: empty, line: null, column: null, reason: 'holds no CSV file' }],
    });
    await rm(empty, { recursive: true });
    expect((await importFolder(empty, { decisions: decisions() })).refusals).toEqual([
      { file: empty, line: null, column: null, reason: expect.stringContaining('cannot be read') },
    ]);
  });
});

describe.each([1, 29, 100])('an import that broke off at row %i', (broken) => {
  const { decisions } = register();
  it('goes on where it was', async () => {
    await expect(
      importFolder(EXAMPLES, {
        decisions: decisions(),
        onProgress: ({ done }) => {
          if (done === broken) throw new Error('killed');
        },
      }),
    ).rejects.toThrow('killed');
    const report = await importFolder(EXAMPLES, { decisions: decisions() });
    expect(report.refusals).toEqual([]);
    expect(sum(report, 'unchanged')).toBeGreaterThanOrEqual(broken);
    expect(sum(report, 'appended') + sum(report, 'unchanged')).toBe(ROWS);
    expect(sums(await importFolder(EXAMPLES, { decisions: decisions() }))).toEqual({
      ...all,
      unchanged: ROWS,
    });
  });
});
