import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadProjection,
  replay,
  RowFile,
  write,
  type Format,
  type Replayed,
  type ReplayOptions,
} from '#platform/analysis';
import { stoppedAt } from '#platform/clock';
import { asOwner, readingJournal, type Projection, type Values } from '#platform/read-store';
import { Reading } from '#platform/records';
import { scopedReading, type ReplayScope, type ScopedReading } from '#read/overview';
import { madeUpRegister, type MadeUpRegister } from './made-up-register.ts';

/** A question over all records together, as no read model of the register may have it. */
const OWN = `
  import { integer, projection, table, text, type ProjectedFact } from 'register';
  type Row = { readonly count: number } | undefined;
  export default projection({
    name: 'agreements-by-kind',
    version: 1,
    table: table({ columns: { kind: text(), count: integer() }, key: ['kind'] }),
    when: {
      'agreement.Drafted': {
        key: ({ event }: ProjectedFact) => ({ kind: event.data.kind }),
        apply: (row: Row) => ({ count: (row?.count ?? 0) + 1 }),
      },
    },
  });`;

type Options = Partial<ReplayOptions> & { readonly format?: Format; readonly path?: string };
type Ran = { readonly isDone: boolean; readonly stdout: string; readonly stderr: string };

/** Replays of a history that is made up, into a folder of their own. */
export class Replays {
  #next = 0;

  private constructor(
    readonly register: MadeUpRegister,
    readonly folder: string,
    /** A projection out of a file. */
    readonly own: Projection,
  ) {}

  static async of(events: number): Promise<Replays> {
    const register = await madeUpRegister(events);
    const folder = await mkdtemp(join(tmpdir(), 'replay-'));
    await writeFile(join(folder, 'own.ts'), OWN);
    const { projection } = await loadProjection(join(folder, 'own.ts'));
    return new Replays(register, folder, projection);
  }

  rowsIn(path: string, projection: Projection, identity = 'spec'): Promise<RowFile> {
    return RowFile.open(join(this.folder, path), projection.table, identity);
  }

  /** Tells a projection the whole history, or what options say of it. `path`: where its rows lie. */
  async replay(
    projection: Projection,
    { format = 'ndjson', path, ...more }: Options = {},
  ): Promise<Replayed & { readonly rows: readonly Values[]; readonly place: number; readonly file: string }> {
    this.#next += 1;
    const file = join(this.folder, `rows-${this.#next}.${format}`);
    const rows = await this.rowsIn(path ?? `replay-${this.#next}`, projection);
    try {
      const { upcasters, url } = this.register;
      const told = await readingJournal(url, (journal) => {
        const all = { journal, projection, upcasters, upTo: journal.size, leftOut: new Set<string>() };
        return replay({ ...all, ...more, rows });
      });
      await write(file, format, projection.table, rows.rows());
      return { ...told, rows: [...rows.rows()], place: rows.place, file };
    } finally {
      await rows.close();
    }
  }

  scoped(scope: ReplayScope): Promise<ScopedReading> {
    const now = stoppedAt(this.register.made.until.toISOString());
    return asOwner(this.register.url, (readStore) => scopedReading(new Reading(readStore, now), scope));
  }

  /** `register replay …` on the same history. */
  run(...args: string[]): Promise<Ran> {
    const { eventStoreUrl: EVENTSTORE_URL, url: DATABASE_URL, keysDir: KEYS_DIR } = this.register;
    const env = { ...process.env, EVENTSTORE_URL, DATABASE_URL, KEYS_DIR };
    const command = ['dist/apps/register/src/main.js', 'replay', ...args];
    return new Promise((resolve) => {
      execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
        resolve({ isDone: error === null, stdout, stderr });
      });
    });
  }

  async stop(): Promise<void> {
    await this.register.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const hashOf = async (file: string): Promise<string> => {
  const bytes = await readFile(file);
  return createHash('sha256').update(bytes).digest('hex');
};

const POSTGRES_INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?\+00:00$/;

/** The columns of rows as texts that can be compared, whoever gave them: PostgreSQL, or a replay. */
export const textsOf = ({ table }: Projection, rows: readonly Values[]): string[] =>
  rows.map((row) => JSON.stringify(Object.keys(table.columns).map((name) => plain(row[name])))).sort();

/** As JSON holds it: an absent field is none, and an instant is as the register writes it. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== 'string') return sorted(JSON.parse(JSON.stringify(value)));
  return value.replace(
    POSTGRES_INSTANT,
    (_, second: string, rest: string | undefined) => `${second}.${(rest ?? '').padEnd(6, '0')}Z`,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  );
}
