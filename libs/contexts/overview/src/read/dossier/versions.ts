import type { Content } from '#contexts/agreement';
import type { Json } from '#kernel';
import { isDeepStrictEqual } from 'node:util';

/** What a version says differently from the one before. */
export type ContentChange = { readonly field: string; readonly before: Json; readonly after: Json };

type Fields = ReadonlyMap<string, Json>;

/** The fields of a content by their paths: what stands in `terms` and `scope` one by one, lists whole. */
function fieldsOf(content: object, under = ''): Fields {
  return new Map(
    Object.entries(content).flatMap(([name, value]: [string, Json]): [string, Json][] => {
      const path = `${under}${name}`;
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [...fieldsOf(value, `${path}.`)]
        : [[path, value]];
    }),
  );
}

/** In the order of the fields as they stand in the later one; `null`: it says nothing there. */
export function contentChanges(before: Content, after: Content): readonly ContentChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}
