import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { IsoDate } from '#kernel';
import { formatOf, loadProjection, OtherReplay, ReplayFailed } from '#platform/analysis';
import { asOwner, readingJournal, type Projection, type Values } from '#platform/read-store';
import { projections } from '#projections/all';
import { agreementRegister } from '#read/agreement';
import type { ReplayScope } from '#read/overview';
import { FILLED_MS_MAX, type MadeUpRegister } from '#test/support/made-up-register';
import { rowsOf } from '#test/support/register';
import { hashOf, Replays, textsOf } from '#test/support/replays';
import { rule } from '#test/support/rule';

const EVENTS = 3_000;
const EXAMPLE = 'examples/analysis/agreements-by-month.projection.mjs';
const replayed = projections.filter(({ isGivenEnclosed }) => !isGivenEnclosed('referral.Recorded'));

describe('a replay', () => {
  let replays: Replays;
  let register: MadeUpRegister;
  let own: Projection;
  let flawed = 0;

  beforeAll(async () => {
    replays = await Replays.of(EVENTS);
    ({ register, own } = replays);
  }, FILLED_MS_MAX + 60_000);

  afterAll(() => replays.stop());

  it(
    rule('analysis.replay', 'comes to the rows of every read model, now and as of an earlier number'),
    async () => {
      for (const projection of replayed) {
        for (const upTo of [register.made.events, Math.floor(register.made.events / 2)]) {
          const { answered } = await asOwner(register.url, async (readStore) => {
            const { rows } = await readStore.read(upTo, (view) => ({ answered: view.rows(projection) }));
            return rows as { readonly answered: readonly Values[] };
          });
          const { rows } = await replays.replay(projection, { upTo });
          const [has, had] = [textsOf(projection, rows), textsOf(projection, answered)];
          const [most, least] = [
            has.filter((row) => !had.includes(row)),
            had.filter((row) => !has.includes(row)),
          ];
          expect([projection.name, upTo, has.length, most.slice(0, 1), least.slice(0, 1)]).toEqual([
            ...[projection.name, upTo, had.length, [], []],
          ]);
        }
      }
    },
    120_000,
  );

  it(
    rule('analysis.replay', 'writes the same bytes twice, and once it was broken off and went on'),
    async () => {
      for (const format of ['ndjson', 'csv', 'parquet'] as const) {
        const [one, other] = [
          await replays.replay(agreementRegister, { format }),
          await replays.replay(agreementRegister, { format }),
        ];
        expect(await hashOf(other.file)).toBe(await hashOf(one.file));
        const path = `broken-${format}`;
        const breaking = new AbortController();
        const { signal } = breaking;
        const broken = await replays.replay(agreementRegister, {
          ...{ format, path, signal, onProgress: () => breaking.abort() },
        });
        expect(broken.isDone).toBe(false);
        expect(broken.place).toBeGreaterThan(0);
        expect(broken.place).toBeLessThan(register.made.events);
        const { isDone, file } = await replays.replay(agreementRegister, { format, path });
        expect(isDone).toBe(true);
        expect(await hashOf(file)).toBe(await hashOf(one.file));
      }
      await expect(replays.rowsIn('broken-csv', agreementRegister, 'of another')).rejects.toThrow(
        OtherReplay,
      );
    },
    60_000,
  );

  it(
    rule('analysis.replay', 'tells a projection of one’s own, and Parquet and CSV hold the same as its rows'),
    async () => {
      const { rows } = await replays.replay(own);
      const [drafted] = await rowsOf<{ n: number }>(
        register.url,
        `SELECT count(*)::int AS n FROM journal WHERE type = 'agreement.Drafted'`,
      );
      const counted = rows.reduce((so, row) => so + Number(row['count']), 0);
      expect(counted).toBeGreaterThan(50);
      expect(counted).toBeGreaterThanOrEqual(drafted?.n ?? Infinity); // Sources tell of some more.
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      for (const format of ['csv', 'parquet', 'ndjson'] as const) {
        const { file } = await replays.replay(own, { format });
        expect(formatOf(file)).toBe(format);
        const read = await connection.runAndReadAll(
          `SELECT count(*)::INTEGER, sum(count)::INTEGER FROM ${format === 'ndjson' ? `read_json('${file}')` : `'${file}'`}`,
        );
        expect(read.getRows()).toEqual([[rows.length, counted]]);
      }
      instance.closeSync();
    },
    60_000,
  );

  it('says what is wrong with a projection that is none, and where one fails', async () => {
    const flawOf = async (text: string): Promise<string> => {
      flawed += 1;
      const file = join(replays.folder, `flawed-${flawed}.mjs`);
      await writeFile(file, text);
      return loadProjection(file).then(
        () => 'none',
        (error: unknown) => String(error),
      );
    };
    expect(await flawOf('export default 3;')).toMatch(/exports no projection\. Write: import/);
    expect(await flawOf('export default (')).toMatch(/cannot be loaded/);
    expect(
      await flawOf(`import { projection } from 'register'; export default projection({ name: 'No' });`),
    ).toMatch(/cannot be named No/);
    expect(await loadProjection(join(replays.folder, 'absent.ts')).catch(String)).toMatch(/cannot be read/);
    const apply = (): never => {
      throw new Error('no such field');
    };
    const failing = { ...own, apply };
    const failed = await replays.replay(failing).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ReplayFailed);
    expect(String(failed)).toMatch(
      /agreements-by-kind fails at number \d+ \(agreement\.\w+\): no such field/,
    );
  });

  it(
    rule('analysis.people', 'tells nothing of referrals, and no record that is withheld'),
    async () => {
      const trail = { ...own, isGiven: () => true, hears: 'recorded' as const };
      const all = {
        ...trail,
        keysOf: ({ stream, event }: Parameters<Projection['keysOf']>[0]) => [
          { kind: `${stream} ${event.type}` },
        ],
      };
      const { rows } = await replays.replay(all);
      const kinds = rows.map(({ kind }) => String(kind));
      expect(kinds.some((kind) => kind.startsWith('agreement-'))).toBe(true);
      expect(kinds.filter((kind) => /^referral-|^destruction-|\breferral\./.test(kind))).toEqual([]);
      const [sealed] = await rowsOf<{ n: number }>(
        register.url,
        `SELECT count(*)::int AS n FROM journal WHERE type = 'referral.Recorded'`,
      );
      expect(sealed?.n).toBeGreaterThan(100);

      const leftOut = await readingJournal(register.url, (journal) => journal.withheld());
      const withheld = await rowsOf<{ record: string }>(
        register.url,
        `SELECT record FROM withheld_v${versionOf('withheld')} WHERE is_withheld AND NOT _removed`,
      );
      expect([...leftOut].sort()).toEqual(withheld.map(({ record }) => record).sort());
      expect(leftOut.size).toBeGreaterThan(0);
      const { rows: shown } = await replays.replay(all, { leftOut });
      expect(shown.filter(({ kind }) => leftOut.has(String(kind).split(' ')[0] ?? ''))).toEqual([]);
    },
    60_000,
  );

  it(
    rule('analysis.borders', 'reads codes by the borders of a day, and says which parts keep theirs'),
    async () => {
      const municipalities = projections.find(({ name }) => name === 'coalition-municipality');
      if (municipalities === undefined) throw new Error('there is no coalition-municipality');
      const codesBy = async (borders: ReplayScope['borders']): Promise<ReadonlySet<string>> => {
        const { reads } = await replays.scoped({ borders });
        const { rows } = await replays.replay(municipalities, { reads });
        return new Set(rows.map(({ municipality }) => String(municipality)));
      };
      const merged = ['GM0007', 'GM0048'];
      const recorded = await codesBy('recorded');
      expect(merged.some((code) => recorded.has(code))).toBe(true);
      const today = await codesBy(IsoDate.parse('2026-01-01'));
      expect(merged.filter((code) => today.has(code))).toEqual([]);
      expect(today.has('GM1950')).toBe(true);
      expect(await codesBy(IsoDate.parse('2017-12-31'))).toEqual(recorded);
      expect((await replays.scoped({ borders: IsoDate.parse('2026-01-01') })).notes).toEqual([
        expect.stringMatching(/^A part of GM0040 went to GM0014 on 2017-01-01 by a border correction/),
      ]);
      expect((await replays.scoped({ borders: IsoDate.parse('2016-12-31') })).notes).toEqual([]);
    },
    60_000,
  );

  it('is of a place, of a capability, and of what had happened by a day', async () => {
    const count = async (scope: Omit<ReplayScope, 'borders'>): Promise<number> =>
      (
        await replays.replay(timeline(), {
          reads: (await replays.scoped({ borders: 'recorded', ...scope })).reads,
        })
      ).rows.length;
    const all = await count({});
    const parts = [
      { municipality: 'GM0114' },
      { region: 'veenkolonien' },
      { context: 'decision' },
      { validUntil: IsoDate.parse('2017-12-31') },
      { municipality: 'GM0114', context: 'decision', validUntil: IsoDate.parse('2017-12-31') },
    ];
    const counts: number[] = [];
    for (const part of parts) counts.push(await count(part));
    expect(counts.every((some) => some > 0 && some < all)).toBe(true);
    expect(counts[0]).toBeLessThan(counts[1] ?? 0);
    expect(counts.at(-1)).toBeLessThan(Math.min(...counts.slice(0, -1)));
    const { reads } = await replays.scoped({ borders: 'recorded', context: 'municipality' });
    const { rows } = await replays.replay(timeline(), { reads });
    const contexts = new Set(rows.map(({ type }) => String(type).split('.')[0]));
    expect(contexts).toEqual(new Set(['municipality', 'region']));
    await expect(replays.scoped({ borders: 'recorded', municipality: 'GM9999' })).rejects.toThrow();
  }, 60_000);

  it('is a command: with a file or into standard output, and what is wrong is said', async () => {
    const out = join(replays.folder, 'by-command.csv');
    expect(await replays.run('--file', EXAMPLE, '--out', out, '--borders', 'today')).toEqual({
      ...{
        isDone: true,
        stdout: '',
        stderr: expect.stringMatching(/agreements-by-month: \d+ rows from numbers 1 to 3\d{3} of/),
      },
    });
    const { stdout } = await replays.run(
      'adoption',
      '--municipality',
      'GM0114',
      '--valid-until',
      '2018-12-31',
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Values);
    expect(lines.some(({ municipality }) => municipality === 'GM0114')).toBe(true);
    const refused = async (...args: string[]): Promise<string> => {
      const { isDone, stderr } = await replays.run(...args);
      expect(isDone).toBe(false);
      return stderr;
    };
    expect(await refused('referral-board')).toMatch(
      /tells of people: its figures are released, and never replayed/,
    );
    expect(await refused('adoption', '--up-to', '9999999')).toMatch(/the journal ends at number 3\d{3}/);
  }, 60_000);

  it('of the how-to and of the examples works as it stands there', async () => {
    const page = await readFile('docs/how-to/replay-history.md', 'utf8');
    const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
    const written = join(replays.folder, 'how-to.mjs');
    await writeFile(written, code);
    for (const file of [written, EXAMPLE]) {
      const { projection } = await loadProjection(file);
      expect((await replays.replay(projection)).rows.length).toBeGreaterThan(10);
    }
  }, 30_000);

  it('leaves no half of a file', async () => {
    const found = (await readdir(replays.folder)).filter((name) => /\.(part|whole|replay)$/.test(name));
    expect(found).toEqual([]);
  });

  const timeline = (): Projection => projections.find(({ name }) => name === 'timeline') ?? own;
});

const versionOf = (name: string): number => projections.find((one) => one.name === name)?.version ?? 0;
