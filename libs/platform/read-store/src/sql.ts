/** A piece of SQL with its values; `R` is the shape of the rows that it answers with, columns in camelCase. */
export type Sql<R = unknown> = {
  readonly parts: readonly string[];
  readonly values: readonly SqlValue[];
  /** Never there: it only carries the type. */
  readonly row?: R;
};
export type SqlValue =
  string | number | bigint | boolean | null | Date | readonly string[] | readonly number[];

export const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'parts' in value && Array.isArray(value.parts);

/** SQL of which every value is a parameter, never text: `` sql<Line>`SELECT … WHERE code = ${code}` ``. Nests. */
export function sql<R = unknown>(
  strings: TemplateStringsArray,
  ...values: readonly (Sql | SqlValue)[]
): Sql<R> {
  const parts = [strings[0] ?? ''];
  const flat: SqlValue[] = [];
  const continueWith = (text: string): void => {
    parts.push((parts.pop() ?? '') + text);
  };
  values.forEach((value, index) => {
    if (isSql(value)) {
      continueWith(value.parts[0] ?? '');
      parts.push(...value.parts.slice(1));
      flat.push(...value.values);
      continueWith(strings[index + 1] ?? '');
    } else {
      flat.push(value);
      parts.push(strings[index + 1] ?? '');
    }
  });
  return { parts, values: flat };
}

/** SQL from a definition (names of tables and columns), which holds no value. Throws on anything else. */
export function identifier(name: string): Sql {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new TypeError(`${name} is not an identifier`);
  return { parts: [name], values: [] };
}

/** SQL that a definition spells; for the platform alone. */
export const trusted = (text: string): Sql => ({ parts: [text], values: [] });

/** Pieces after one another. */
export const joined = (pieces: readonly Sql[], separator = ', '): Sql =>
  pieces.reduce(
    (so, piece, index) => (index === 0 ? piece : sql`${so}${trusted(separator)}${piece}`),
    trusted(''),
  );

/** What holds where all conditions do; those that are not asked for are `false`. */
export const all = (conditions: readonly (Sql | false)[]): Sql =>
  joined([sql`true`, ...conditions.filter((condition) => condition !== false)], ' AND ');

/** What the driver takes: `$1, $2, …` and the values. */
export const rendered = (query: Sql): { text: string; values: SqlValue[] } => ({
  text: query.parts.reduce((so, part, index) => `${so}$${index}${part}`),
  values: [...query.values],
});
