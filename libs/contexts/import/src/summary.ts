import Table from 'cli-table3';
import type { ImportReport } from './import-folder.ts';
import type { Refusal } from './plan.ts';

/** What an import came to, for a person: a line a file, and every refused row with its place and reason. */
export function summaryOf({ files, refusals }: ImportReport): string {
  const table = new Table({
    head: ['file', 'rows', 'new', 'corrected', 'unchanged', 'refused'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { file, rows, appended, corrected, unchanged, refused } of files) {
    table.push([file, rows, appended, corrected, unchanged, refused]);
  }
  return [table.toString(), ...refusals.map(placed)].join('\n');
}

const placed = ({ file, line, column, reason }: Refusal): string =>
  [file, line, column].filter((part) => part !== null).join(':') + `: ${reason}`;
