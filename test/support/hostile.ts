import fc from 'fast-check';
import type { Schema } from './schemas.ts';

/** A schema with what only requests say. */
type Described = Schema & { readonly properties?: { readonly [name: string]: Schema } };
type Schemas = { readonly [name: string]: Schema };

/** Values that fit many a field, so that a request comes further than its first check. */
const FITTING: readonly unknown[] = [
  ...['GM0114', 'GM1730', 'GM0109', 'emmen', 'mwc', 'sedna', 'coevorden', 'veenkolonien', 'icare-jgz'],
  ...[
    '2022',
    '2022-03',
    '2022-03-01',
    'unknown',
    'open',
    '2026-03-01T12:00:00Z',
    '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c',
  ],
  ...['https://example.org/', 'a'.repeat(64), 0, 1, 12, 100.5, true, false],
];
/** Values that fit nothing, each of which has broken something somewhere. */
const HOSTILE: readonly unknown[] = [
  ...[
    null,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e',
    '٣',
    '9'.repeat(400),
    'a'.repeat(5_000),
    '__proto__',
    'constructor',
  ],
  ...[
    "'; DROP TABLE journal; --",
    '$1',
    '%00',
    '../../etc/passwd',
    '{{7*7}}',
    '<script>',
    '\r\nX-Injected: 1',
    '=1+1',
  ],
  ...[-1, 1e308, Number.MAX_SAFE_INTEGER, 0.1 + 0.2, [], {}, [[[[]]]], { toString: 1 }, { __proto__: null }],
  ...[
    '0000-00-00',
    '2023-02-29',
    '9999-12-31',
    '-1',
    'GM99999',
    '2026-02-30T25:61:00Z',
    '9'.repeat(30) + '-01-01',
  ],
];

const anything = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FITTING) },
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

/** Values that are mostly as a schema says, and sometimes not at all. */
export function valuesOf(schema: Described, schemas: Schemas, depth = 0): fc.Arbitrary<unknown> {
  const { $ref, allOf, items, properties, required = [], type } = schema;
  if (depth > 5) return anything;
  if ($ref !== undefined)
    return valuesOf(schemas[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {}, schemas, depth + 1);
  if (allOf?.[0] !== undefined) return valuesOf(allOf[0], schemas, depth + 1);
  const fitting = ((): fc.Arbitrary<unknown> => {
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (items !== undefined) return fc.array(valuesOf(items, schemas, depth + 1), { maxLength: 3 });
    if (properties !== undefined) {
      const fields = Object.entries(properties).map(
        ([name, of]) => [name, valuesOf(of, schemas, depth + 1)] as const,
      );
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
    }
    if (type === 'integer' || type === 'number')
      return fc.oneof(fc.integer({ min: -5, max: 3_000 }), fc.double());
    return type === 'boolean' ? fc.boolean() : anything;
  })();
  return fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

/** What is in a part of a path or in a parameter: text of any kind, as a URL holds it. */
export const texts: fc.Arbitrary<string> = anything.map((value) =>
  encodeURIComponent(
    (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/[\ud800-\udfff]/gu, ''),
  ).slice(0, 2_000),
);

/** Bytes with a few of them changed, taken out, doubled, or put in. */
export const mutationsOf = (bytes: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({
        at: fc.nat({ max: bytes.length - 1 }),
        how: fc.constantFrom('set', 'drop', 'double', 'cut'),
        byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 10, 13, 32, 34, 58, 127, 255)),
        length: fc.integer({ min: 1, max: 12 }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((changes) =>
      changes.reduce((so, { at, how, byte, length }) => {
        const before = so.subarray(0, at);
        switch (how) {
          case 'set':
            return Buffer.concat([before, Buffer.alloc(Math.min(length, 3), byte), so.subarray(at + 1)]);
          case 'drop':
            return Buffer.concat([before, so.subarray(at + length)]);
          case 'double':
            return Buffer.concat([before, so.subarray(at, at + length), so.subarray(at)]);
          case 'cut':
            return before;
        }
      }, bytes),
    );
