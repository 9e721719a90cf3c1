import {
  EndShape,
  EurShape,
  PartialDateShape,
  type Command,
  type Decider,
  type Event,
  type HistoryCommand,
  type Source,
  type Start,
} from '#kernel';
import { z } from 'zod';
import type { Finding } from './csv.ts';

// Cells: an empty one means that the source does not say.

type CellShape = z.ZodType<unknown, string>;

/** A cell that must be filled. */
export const filled = <S extends CellShape>(shape: S) => z.string().min(1, 'must not be empty').pipe(shape);
/** A cell that may be empty: `undefined`. */
export const perhaps = <S extends CellShape>(shape: S) =>
  z.preprocess((cell) => (cell === '' ? undefined : cell), shape.optional());
/** Cells in a cell, parted by `|`. */
export const list = <S extends CellShape>(shape: S) =>
  z
    .string()
    .transform((cell) => (cell === '' ? [] : cell.split('|').map((item) => item.trim())))
    .pipe(z.array(shape));
/** A date; empty: `unknown`. */
export const start = perhaps(PartialDateShape).transform((date) => date ?? ('unknown' as const));
/** A last day, or `open`; empty: `unknown`. */
export const end = perhaps(
  z.string().refine((text) => EndShape.safeParse(text).success, {
    message: 'must be a date such as 2022, 2022-04 or 2022-04-12 (EDTF level 0), or open',
  }),
).transform((date) => EndShape.parse(date ?? 'unknown'));
/** An amount such as 71000 or 71000.50. */
export const amountEur = perhaps(
  z
    .string()
    .regex(/^\d+(?:\.\d{1,2})?$/, 'must be an amount in euros such as 71000 or 71000.50')
    .transform(Number)
    .pipe(EurShape),
);
/** A whole number, not negative. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

// Rows

/** A record that a row names and that must be known, or that a row makes known. */
export type RecordName = {
  readonly of: 'municipality' | 'merger' | 'organisation' | 'coalition' | 'decision';
  /** The code, where it is the merger that ended a municipality. */
  readonly id: string;
  /** The day of the merger. */
  readonly on?: Start;
};
export const nameOf = ({ of, id, on }: RecordName): string =>
  `${of} ${id}${on === undefined ? '' : ` on ${on}`}`;
export type Reference = RecordName & { readonly column: string };

/** How a claim is sent: to the register, or in rehearsal. Answers the types of the events that it led to. */
export type Decides = <C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  id: string,
  command: HistoryCommand<E>,
) => Promise<readonly string[]>;

/** What a row says, as the history of one record: claims of a source that wait to be sent. */
export type Assertion = {
  readonly context: string;
  readonly id: string;
  readonly claims: readonly Event[];
  readonly source: Source;
  readonly send: (decides: Decides) => Promise<readonly string[]>;
};

/** What a row comes to. `key` tells it from the other rows of its file, wherever it stands. */
export type Told = {
  readonly key: string;
  readonly names: readonly Reference[];
  readonly makesKnown?: readonly RecordName[];
  readonly assertion: (source: Source) => Assertion;
};
/** Why a row cannot be told. */
export type Fault = Omit<Finding, 'line'>;

/** The claims of a row, for one record. */
export const asserting =
  <C extends Command, S, E extends Event>(decider: Decider<C, S, E>, id: string, claims: readonly E[]) =>
  (source: Source): Assertion => ({
    context: decider.name,
    id,
    claims,
    source,
    send: (decides) => decides(decider, id, { type: 'RecordFromSource', claims, source }),
  });

/** A CSV file that the register can read: its columns, and what a row comes to. */
export type RowFile = {
  readonly file: string;
  readonly columns: readonly string[];
  /** The column that holds the id of a row; `null` where rows have none, and equal ones are counted. */
  readonly identity: string | null;
  readonly read: (cells: { readonly [column: string]: string }) => {
    readonly told: Told | null;
    readonly url: string | undefined;
    readonly faults: readonly Fault[];
  };
};

/** Describes a file: `tell` answers what a row of valid cells comes to, or its faults. */
export function rowFile<const F extends z.ZodRawShape>(about: {
  file: string;
  columns: F;
  identity: (keyof F & string) | null;
  tell: (row: z.output<z.ZodObject<F, z.core.$strict>>) => Told | Fault;
}): RowFile {
  const shape = z.strictObject(about.columns);
  return {
    file: about.file,
    columns: Object.keys(about.columns),
    identity: about.identity,
    read: (cells) => {
      const result = shape.safeParse(cells);
      const url = cells['source'] === '' ? undefined : cells['source'];
      if (!result.success) {
        return { told: null, url, faults: result.error.issues.map((issue) => faultOf(issue, cells)) };
      }
      const told = about.tell(result.data);
      return 'reason' in told ? { told: null, url, faults: [told] } : { told, url, faults: [] };
    },
  };
}

const QUOTED_MAX = 60;
function faultOf(issue: z.core.$ZodIssue, cells: { readonly [column: string]: string }): Fault {
  const [column, index] = issue.path;
  const cell = typeof column === 'string' ? (cells[column] ?? '') : '';
  const text = typeof index === 'number' ? (cell.split('|')[index]?.trim() ?? '') : cell;
  const shown = text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text;
  return {
    column: typeof column === 'string' ? column : null,
    reason: shown === '' ? issue.message : `${issue.message}: ${JSON.stringify(shown)}`,
  };
}
