import { Hash } from '#kernel';
import { activityRows } from './activities.rows.ts';
import { agreementRows } from './agreements.rows.ts';
import { coalitionRows } from './coalitions.rows.ts';
import { readCsv, type CsvRecord, type Finding } from './csv.ts';
import { decisionRows } from './decisions.rows.ts';
import { indicatorRows } from './indicators.rows.ts';
import { municipalityRows } from './municipalities.rows.ts';
import { organisationRows } from './organisations.rows.ts';
import { programmeRows } from './programme.rows.ts';
import { regionRows } from './regions.rows.ts';
import { reorganisationRows } from './reorganisations.rows.ts';
import {
  nameOf,
  type Assertion,
  type RecordName,
  type Reference,
  type RowFile,
  type Told,
} from './row-file.ts';

/** The files, each after those whose records it names. */
export const ROW_FILES: readonly RowFile[] = [
  regionRows,
  municipalityRows,
  organisationRows,
  reorganisationRows,
  coalitionRows,
  decisionRows,
  agreementRows,
  activityRows,
  programmeRows,
  indicatorRows,
];

/** What could not be read: where, and why. `line` is `null` for a whole file, `column` for a whole row. */
export type Refusal = Finding & { readonly file: string };
/** A row that can be sent. */
export type PlannedRow = { readonly file: string; readonly line: number; readonly assertion: Assertion };

export type Plan = {
  readonly files: readonly { readonly file: string; readonly rows: number; readonly refused: number }[];
  /** In the order in which the claims about one record are to be sent. */
  readonly rows: readonly PlannedRow[];
  readonly refusals: readonly Refusal[];
  /** Records that rows name, and that neither the files nor `isKnown` know. */
  readonly missing: readonly RecordName[];
};

/**
 * What the files of a folder come to. Pure. `collection` is what the claims name as their source; `isKnown` tells of
 * records that the register has already, beside those of the files.
 */
export function planOf(
  files: ReadonlyMap<string, Uint8Array>,
  collection: string,
  isKnown: (record: RecordName) => boolean = () => false,
): Plan {
  const readings = ROW_FILES.flatMap((rowFile) => {
    const bytes = files.get(rowFile.file);
    return bytes === undefined ? [] : [{ rowFile, ...readRows(rowFile, bytes) }];
  });
  const rows: PlannedRow[] = [];
  const missing = new Map<string, RecordName>();
  const known = new Set<string>();
  const learn = (records: readonly RecordName[] = []): void =>
    records.forEach((each) => known.add(nameOf(each)));
  // A code and the merger that ended it name each other, so mergers count from the start.
  for (const { told } of readings) {
    for (const { makesKnown } of told) learn(makesKnown?.filter(({ of }) => of === 'merger'));
  }

  const counted = readings.map(({ rowFile: { file }, told, findings, count }) => {
    const accepted = told.filter((row) => {
      const absent = row.names.filter((each) => !known.has(nameOf(each)) && !isKnown(each));
      absent.forEach((each) => missing.set(nameOf(each), each));
      findings.push(...absent.map((each) => absence(row.line, each)));
      if (absent.length === 0) learn(row.makesKnown);
      return absent.length === 0;
    });
    const stem = file.replace(/\.csv$/, '');
    for (const { line, key, url, assertion } of accepted) {
      const record = short(`${stem}/${key}`);
      const source = url === undefined ? { collection, record } : { collection, record, url };
      rows.push({ file, line, assertion: assertion(source) });
    }
    const refused = inOrder(findings).map((finding) => ({ file, ...finding }));
    return { counts: { file, rows: count, refused: count - accepted.length }, refused };
  });
  return {
    files: counted.map(({ counts }) => counts),
    rows,
    refusals: [...unknownFiles(files), ...counted.flatMap(({ refused }) => refused)],
    missing: [...missing.values()],
  };
}

type ToldRow = Told & { readonly line: number; readonly url: string | undefined };
type Reading = { readonly told: readonly ToldRow[]; readonly findings: Finding[]; readonly count: number };

function readRows(rowFile: RowFile, bytes: Uint8Array): Reading {
  const content = readCsv(bytes);
  const findings = [...content.findings];
  const [header, ...records] = content.records;
  const isBlank = ({ cells }: CsvRecord): boolean => cells.every((cell) => cell === '');
  const filled = records.filter((record) => !isBlank(record));
  const count = filled.length + content.findings.length;
  const wrongHeader = headerFindings(rowFile, header);
  if (header === undefined || wrongHeader.length > 0) {
    return { told: [], findings: [...wrongHeader, ...findings], count };
  }

  const told: ToldRow[] = [];
  const seen = new Map<string, { line: number; times: number }>();
  for (const { line, cells } of filled) {
    const row = tellRow(rowFile, header.cells, cells);
    findings.push(...row.faults.map((fault) => ({ line, ...fault })));
    if (row.told === null) continue;
    const before = seen.get(row.told.key);
    const times = (before?.times ?? 0) + 1;
    seen.set(row.told.key, { line: before?.line ?? line, times });
    if (before !== undefined && rowFile.identity !== null) {
      const reason = `${JSON.stringify(row.told.key)} stands on line ${before.line} already`;
      findings.push({ line, column: rowFile.identity, reason });
      continue;
    }
    const key = times === 1 ? row.told.key : `${row.told.key}/${times}`;
    told.push({ ...row.told, key, line, url: row.url });
  }
  return { told, findings, count };
}

function tellRow(
  { read }: RowFile,
  header: readonly string[],
  cells: readonly string[],
): ReturnType<RowFile['read']> {
  const refused = (column: string | null, reason: string) => ({
    told: null,
    url: undefined,
    faults: [{ column, reason }],
  });
  if (cells.length !== header.length) {
    return refused(null, `has ${cells.length} cells, and the header has ${header.length}`);
  }
  const nul = cells.findIndex((cell) => cell.includes('\0'));
  if (nul >= 0) return refused(header[nul] ?? null, 'contains a NUL character');
  return read(Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ''])));
}

function headerFindings({ columns }: RowFile, header: CsvRecord | undefined): Finding[] {
  if (header === undefined) return [{ line: null, column: null, reason: 'has no header' }];
  const { line, cells } = header;
  if (cells.length === 1 && cells[0]?.includes(';')) {
    return [{ line, column: null, reason: 'cells must be parted by commas, and these are by semicolons' }];
  }
  return [
    ...cells.flatMap((column, index) =>
      !columns.includes(column)
        ? [{ line, column, reason: 'is not a column of this file' }]
        : cells.indexOf(column) < index
          ? [{ line, column, reason: 'stands twice in the header' }]
          : [],
    ),
    ...columns
      .filter((column) => !cells.includes(column))
      .map((column) => ({ line, column, reason: 'is missing from the header' })),
  ];
}

function unknownFiles(files: ReadonlyMap<string, Uint8Array>): Refusal[] {
  const known = ROW_FILES.map(({ file }) => file);
  return [...files.keys()]
    .filter((file) => !known.includes(file))
    .map((file) => ({ file, line: null, column: null, reason: `is none of ${known.join(', ')}` }));
}

const RECORD_MAX = 200;
/** The name of a record in its collection: a long one by its beginning and its hash. */
const short = (record: string): string =>
  record.length <= RECORD_MAX ? record : `${record.slice(0, RECORD_MAX)}~${Hash.of({ record }).slice(0, 12)}`;

const absence = (line: number, reference: Reference): Finding => ({
  line,
  column: reference.column,
  reason: `no ${nameOf(reference)} is known`,
});
const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
