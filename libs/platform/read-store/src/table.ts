import type { IsoDate } from '#kernel';

/** How a value is kept: in PostgreSQL, and in a row of TypeScript. */
const KINDS = {
  text: { type: 'text', read: (column: string) => column },
  integer: { type: 'bigint', read: (column: string) => `${column}::float8` },
  amount: { type: 'numeric', read: (column: string) => `${column}::float8` },
  flag: { type: 'boolean', read: (column: string) => column },
  day: { type: 'date', read: (column: string) => `${column}::text` },
  instant: {
    type: 'timestamptz',
    read: (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  },
  texts: { type: 'text[]', read: (column: string) => column },
  // As text: the binary form takes longer to write, and is seldom asked about.
  json: { type: 'json', read: (column: string) => column },
  list: { type: 'json', read: (column: string) => column },
} as const;
type Kind = keyof typeof KINDS;

/** A column whose values are `V`. */
export type Column<V = unknown> = {
  readonly kind: Kind;
  readonly isNullable: boolean;
  /** Never there: it only carries the type. */
  readonly value?: V;
};
const column = <V>(kind: Kind): Column<V> => ({ kind, isNullable: false });

/** Text; `V` may narrow it to literals or a branded string. */
export const text = <V extends string = string>(): Column<V> => column('text');
/** A whole number, up to 2^53. */
export const integer = (): Column<number> => column('integer');
/** A decimal number of at most 15 digits, such as euros to the cent. */
export const amount = (): Column<number> => column('amount');
/** Yes or no. */
export const flag = (): Column<boolean> => column('flag');
/** A calendar date, `YYYY-MM-DD`. */
export const day = (): Column<IsoDate> => column('day');
/** An instant of UTC to the microsecond, as the facts give it: `YYYY-MM-DDTHH:MM:SS.ffffffZ`. */
export const instant = (): Column<string> => column('instant');
/** A list of texts, for questions such as `= ANY (column)`. */
export const texts = <V extends string = string>(): Column<readonly V[]> => column('texts');
/** Anything that JSON can hold; answered, seldom asked about. */
export const json = <V>(): Column<V> => column('json');
/**
 * A list that grows, of anything that JSON can hold. Its items are kept one by one, beside the rows: a row that gets one
 * more is not written again with all the others.
 */
export const list = <V extends NonNullable<unknown>>(): Column<readonly V[]> => column('list');
/** The same column, and `null`; a list is empty instead. */
export const nullable = <V>(of: Column<V>): Column<V | null> => ({ kind: of.kind, isNullable: true });

export type Columns = { readonly [name: string]: Column };
export type Table<C extends Columns = Columns, K extends string = string> = {
  readonly columns: C;
  readonly key: readonly K[];
  readonly indexes: readonly (readonly string[])[];
  /** The column that names the organisations that may see a row; `null`: whoever asks may. */
  readonly visibleTo: string | null;
  /** The column by which a row is of a record that may be withheld; `null`: it is of none. */
  readonly record: { readonly column: string; readonly prefix: string } | null;
};
type ValueOf<C> = C extends Column<infer V> ? V : never;

/** The key of a row, by the names of its columns. */
export type KeyOf<T extends Table> =
  T extends Table<infer C, infer K> ? { readonly [N in K & keyof C]: ValueOf<C[N]> } : never;
/** A row without its key. */
export type RowOf<T extends Table> =
  T extends Table<infer C, infer K> ? { readonly [N in Exclude<keyof C & string, K>]: ValueOf<C[N]> } : never;

const NAME = /^[a-z][A-Za-z0-9]*$/;
/** Reserved by PostgreSQL (`pg_get_keywords()`, R and T), and the columns that every table of its has. */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
  column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
  from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
  localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
  returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
  unique user using variadic verbose when where window with cmax cmin ctid tableoid xmax xmin`.split(/\s+/),
);

/**
 * A read model's table. Columns are `camelCase` here and `snake_case` in SQL. The key names one row; what questions
 * are scoped by (a municipality, an agreement) comes first in it, since only a key is looked up as of a moment.
 * `indexes` serve the questions of now. Throws on a name that is not an identifier, or is a word of SQL.
 */
export function table<const C extends Columns, const K extends keyof C & string>(definition: {
  readonly columns: C;
  readonly key: readonly [K, ...K[]];
  readonly indexes?: readonly (readonly (keyof C & string)[])[];
  /**
   * For rows about people: the column (`text` or `texts`) with the organisations that may see a row. PostgreSQL then
   * shows it to nobody else (row-level security), and keeps no statistics of what the table holds.
   */
  readonly visibleTo?: keyof C & string;
  /**
   * For rows of records that may be withheld: the column (`text`) that names the record, which is a stream as it stands, or with
   * the prefix of its kind before it. PostgreSQL then shows a row of what is withheld only to whom the record is shown.
   */
  readonly record?: { readonly column: keyof C & string; readonly prefix?: string };
}): Table<C, K> {
  const { columns, key, indexes = [], visibleTo = null } = definition;
  const record = definition.record === undefined ? null : { prefix: '', ...definition.record };
  for (const [name, { kind, isNullable }] of Object.entries(columns)) {
    if (!NAME.test(name)) throw new TypeError(`the column ${name} is not named in camelCase`);
    if (RESERVED.has(snakeCase(name)))
      throw new TypeError(`the column ${name} has the name of a word of SQL`);
    if (isNullable && key.some((part) => part === name)) throw new TypeError(`the key ${name} may be null`);
    const isPlain = !isNullable && ![...key, ...indexes.flat()].some((part) => part === name);
    if (kind === 'list' && !isPlain)
      throw new TypeError(`the list ${name} is no key, never null, and not indexed`);
  }
  if (visibleTo !== null && !['text', 'texts'].includes(columns[visibleTo]?.kind ?? ''))
    throw new TypeError(`the column ${visibleTo} names no organisations`);
  // Items have the key of their row alone.
  const named = Object.entries(columns).filter(
    ([name, { kind }]) => kind === 'text' && name === record?.column,
  );
  const hasItems = Object.values(columns).some(({ kind }) => kind === 'list');
  if (record !== null && !named.some(([name]) => !hasItems || key.some((part) => part === name)))
    throw new TypeError(`the column ${record.column} names no record, or one that items do not have`);
  return { columns, key, indexes, visibleTo, record };
}

/** Names come from definitions, of which there are few: each is spelled once. */
function remembering(spell: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const spelled = known.get(name) ?? spell(name);
    known.set(name, spelled);
    return spelled;
  };
}

/** `agreementId` or `agreement-register` as SQL spells it. */
export const snakeCase = remembering((name) =>
  name.replaceAll('-', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
);
/** `agreement_id` as TypeScript spells it. */
export const camelCase = remembering((name) =>
  name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
);

/** The type of a column in PostgreSQL. */
export const sqlType = ({ kind }: Column): string => KINDS[kind].type;
/** The expression that reads a column as TypeScript holds it. */
export const sqlRead = ({ kind }: Column, expression: string): string => KINDS[kind].read(expression);
