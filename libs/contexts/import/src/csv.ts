import { CsvError, parse } from 'csv-parse/sync';

/** A record of a CSV file, with the lines on which it begins and ends (from 1; the header is a record too). */
export type CsvRecord = {
  readonly line: number;
  readonly lastLine: number;
  readonly cells: readonly string[];
};
/** What is wrong with a file, a row or a cell. `line` is `null` for a whole file, `column` for a whole row. */
export type Finding = {
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string;
};
export type CsvContent = { readonly records: readonly CsvRecord[]; readonly findings: readonly Finding[] };

const SYNTAX_FINDINGS_MAX = 100;

/**
 * The records of a CSV file (RFC 4180, UTF-8; a byte order mark, CRLF and empty lines are accepted). Never throws: what
 * cannot be read is a finding with its line, and reading goes on with the next line.
 */
export function readCsv(bytes: Uint8Array): CsvContent {
  const lines = linesOf(bytes);
  let records: readonly CsvRecord[] = [];
  const findings: Finding[] = [];
  let from = 0;
  while (from < lines.length) {
    const { read, failure } = parseFrom(lines, from);
    records = [...records, ...read];
    if (failure === null) break;
    const next = read.at(-1)?.lastLine ?? from;
    const bad = lines.findIndex(({ text }, index) => index >= next && text !== '');
    if (bad < 0) break;
    findings.push({ line: bad + 1, column: null, reason: failure });
    if (findings.length >= SYNTAX_FINDINGS_MAX) {
      findings.push({ line: bad + 2, column: null, reason: 'the rest of the file was not read' });
      break;
    }
    from = bad + 1;
  }
  return withoutUndecodable(records, findings, lines);
}

type Line = { readonly text: string; readonly isUtf8: boolean };

/** Each line by itself, so that wrong bytes cost one row and not the file. */
function linesOf(bytes: Uint8Array): Line[] {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
  const decode = (line: Uint8Array): Line => {
    try {
      return { text: strict.decode(line), isUtf8: true };
    } catch {
      return { text: lenient.decode(line), isUtf8: false };
    }
  };
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    const { text, isUtf8 } = decode(bytes.subarray(start, end < 0 ? undefined : end));
    lines.push({ text: text.replace(start === 0 ? /^\uFEFF|\r$/g : /\r$/, ''), isUtf8 });
    start = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}
const NEWLINE = 0x0a;

function parseFrom(
  lines: readonly Line[],
  from: number,
): { readonly read: CsvRecord[]; readonly failure: string | null } {
  const read: CsvRecord[] = [];
  const text = lines
    .slice(from)
    .map((line) => line.text)
    .join('\n');
  try {
    parse(text, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines: end }) => {
        const lastLine = from + end;
        const line = lastLine - (cells.join('').split('\n').length - 1);
        read.push({ line, lastLine, cells: cells.map((cell) => cell.trim()) });
        return null;
      },
    });
    return { read, failure: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { read, failure: REASONS[error.code] ?? error.message };
  }
}

const REASONS: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: 'a quote that opens here is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; a quote inside a quoted cell is doubled',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell that is not quoted',
};

function withoutUndecodable(
  records: readonly CsvRecord[],
  findings: readonly Finding[],
  lines: readonly Line[],
): CsvContent {
  const isUtf8 = ({ line, lastLine }: CsvRecord): boolean =>
    lines.slice(line - 1, lastLine).every((each) => each.isUtf8);
  const wrong = records.filter((record) => !isUtf8(record));
  const reason = 'the line is not UTF-8 text';
  return {
    records: records.filter(isUtf8),
    findings: [...findings, ...wrong.map(({ line }) => ({ line, column: null, reason }))],
  };
}
