import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { Rejected } from '#kernel';
import type { Decisions, DecisionRequest } from '#platform/event-store';
import { knownTo } from './known-to.ts';
import { planOf, ROW_FILES, type PlannedRow, type Refusal } from './plan.ts';
import { rehearsal } from './rehearsal.ts';
import type { Decides } from './row-file.ts';

export type ImportOptions = {
  readonly decisions: Pick<Decisions, 'decide' | 'read'>;
  /** Say what an import would do, and append nothing. */
  readonly dryRun?: boolean;
  /** The name of the data set, of which each row is a record: reading it again compares by it. */
  readonly collection?: string;
  /** Called after each row. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
};

export type FileReport = {
  readonly file: string;
  readonly rows: number;
  readonly appended: number;
  readonly corrected: number;
  readonly unchanged: number;
  readonly refused: number;
};
/** What an import came to. It went well when there are no refusals. */
export type ImportReport = { readonly files: readonly FileReport[]; readonly refusals: readonly Refusal[] };

const STREAMS_AT_ONCE = 16;

/**
 * Imports the CSV files of a folder: each row becomes what a source asserts of one record. A second import appends
 * nothing, a changed row appends a correction, a row that cannot be read is refused and the rest goes on. It may be
 * broken off at any row and done again. Throws only what the event store throws.
 */
export async function importFolder(folder: string, options: ImportOptions): Promise<ImportReport> {
  const { decisions, dryRun = false, collection = 'public-history', onProgress } = options;
  const { files, unread } = await readFolder(folder);
  const alone = planOf(files, collection);
  const isKnown = await knownTo(decisions, alone.missing);
  const plan = alone.missing.length === 0 ? alone : planOf(files, collection, isKnown);
  const refusals = [...unread, ...plan.refusals];

  const decides = dryRun ? rehearsal(decisions) : deciding(decisions);
  const counts = new Map(
    plan.files.map(({ file, rows, refused }) => [
      file,
      { file, rows, appended: 0, corrected: 0, unchanged: 0, refused },
    ]),
  );
  let done = 0;
  const sendAll = async (rows: readonly PlannedRow[]): Promise<void> => {
    for (const { file, line, assertion } of rows) {
      const count = counts.get(file);
      try {
        const [first] = await assertion.send(decides);
        if (count !== undefined) count[outcomeOf(first)] += 1;
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        refusals.push({ file, line, column: null, reason: reasonOf(error) });
        if (count !== undefined) count.refused += 1;
      }
      done += 1;
      onProgress?.({ done, total: plan.rows.length });
    }
  };
  await inTurns(byStream(plan.rows), STREAMS_AT_ONCE, sendAll);
  return { files: [...counts.values()], refusals: inOrder(refusals) };
}

const outcomeOf = (type: string | undefined): 'unchanged' | 'corrected' | 'appended' =>
  type === undefined ? 'unchanged' : type.endsWith('.Corrected') ? 'corrected' : 'appended';

const reasonOf = ({ code, says, field }: Rejected): string =>
  field === null ? `${says} (${code})` : `${says} (${code}, ${field})`;

/** By file and line; what concerns a whole folder first. */
function inOrder(refusals: readonly Refusal[]): Refusal[] {
  const place = ({ file }: Refusal): number => ROW_FILES.findIndex((known) => known.file === file);
  return refusals.toSorted((a, b) => place(a) - place(b) || (a.line ?? 0) - (b.line ?? 0));
}

function deciding(decisions: Pick<Decisions, 'decide'>): Decides {
  const request: DecisionRequest = {
    caller: { actor: 'import', role: 'operator' },
    correlationId: uuidV7(),
    sourceSystem: 'import',
  };
  return async (decider, id, command) => {
    const { events } = await decisions.decide(decider, id, command, request);
    return events.map(({ type }) => type);
  };
}

async function readFolder(
  folder: string,
): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly unread: readonly Refusal[] }> {
  const files = new Map<string, Uint8Array>();
  const unread: Refusal[] = [];
  const refuse = (file: string, reason: string) => unread.push({ file, line: null, column: null, reason });
  const read = async <T>(file: string, reading: Promise<T>): Promise<T | null> => {
    try {
      return await reading;
    } catch (error) {
      refuse(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const entries = await read(folder, readdir(folder, { withFileTypes: true }));
  const names = (entries ?? []).map(({ name }) => name).filter((name) => name.endsWith('.csv'));
  for (const name of names.sort()) {
    const bytes = await read(name, readFile(join(folder, name)));
    if (bytes !== null) files.set(name, bytes);
  }
  if (entries !== null && names.length === 0) refuse(folder, 'holds no CSV file');
  return { files, unread };
}

/** The rows of each record in their order, since a later one is decided upon what an earlier one said. */
function byStream(rows: readonly PlannedRow[]): readonly (readonly PlannedRow[])[] {
  const streams = new Map<string, PlannedRow[]>();
  for (const row of rows) {
    const stream = `${row.assertion.context}-${row.assertion.id}`;
    const before = streams.get(stream);
    if (before === undefined) streams.set(stream, [row]);
    else before.push(row);
  }
  return [...streams.values()];
}

/** Does `work` for each item, at most `atOnce` at a time; the first failure stops the rest. */
async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
