/** A value that JSON (RFC 8259) can hold. Numbers are finite; see the event store's codec for the text rules. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Two JSON values with the same content, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    );
  }
  const [left, right] = [a as { readonly [key: string]: unknown }, b as { readonly [key: string]: unknown }];
  let more = 0;
  for (const key of Object.keys(left)) {
    if (left[key] === undefined) continue;
    if (!Object.hasOwn(right, key) || !sameJson(left[key], right[key])) return false;
    more += 1;
  }
  for (const key of Object.keys(right)) if (right[key] !== undefined) more -= 1;
  return more === 0;
}
