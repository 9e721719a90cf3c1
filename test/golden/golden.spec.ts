import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { deciders, retiredShapes, upcasters } from '#contexts/all';
import {
  factsOf,
  fold,
  spoken,
  unfolded,
  upcast,
  type Command,
  type Decider,
  type Event,
  type EventDefinition,
  type Recorded,
} from '#kernel';
import { canonicalText, parseEvent, type LogEvent } from '#platform/event-store';
import { rule } from '#test/support/rule';

/** How `npm run golden` wrote an event down, when its shape was new. */
type Golden = {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly shape: Shape;
};
type Shape = string | readonly Shape[] | { readonly [field: string]: Shape };
const script: string = '../../scripts/shapes.mjs';
const { shapeOf, isSameShape } = (await import(script)) as {
  readonly shapeOf: (schema: object) => Shape;
  readonly isSameShape: (now: Shape | undefined, then: Shape | undefined) => boolean;
};

const folder = 'test/golden';
const HOW =
  'npm run golden writes what is missing. A shape is never edited: it gets a new name and an upcaster. Only of one that ' +
  'no release has ever had may the file be taken away, with its line in SHA256SUMS.';

// Of whichever commands: here a decider only folds.
const all = deciders as unknown as readonly Decider<Command, unknown, Event>[];
const shapes = all.flatMap((decider) => {
  const own = new Set(decider.events.map(({ type }) => type));
  // A retired shape belongs to the decider of the shape that it leads to.
  const before = (to: ReadonlySet<string>): EventDefinition[] => {
    const found = retiredShapes.filter((shape) => to.has(shape.to));
    return found.length === 0 ? [] : [...found, ...before(new Set(found.map(({ type }) => type)))];
  };
  return [...decider.events, ...before(own)].map((shape) => [shape.type, shape, decider] as const);
});
const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
const sums = (await readFile(`${folder}/SHA256SUMS`, 'utf8')).trim().split('\n');
const goldenOf = async (type: string): Promise<Golden> =>
  JSON.parse(await readFile(`${folder}/${type}.json`, 'utf8')) as Golden;

/** The event as the store gives it back. */
const logEventOf = ({ shape: _, ...stored }: Golden): LogEvent => ({
  ...stored,
  revision: 0,
  isJson: true,
  position: { commit: 0n, prepare: 0n },
  recordedAt: new Date(0),
  recordedTicks: 0n,
});
const recordedOf = (golden: Golden): Recorded => {
  const { event } = parseEvent(logEventOf(golden));
  return { id: golden.id, revision: 0, event: upcast(upcasters, event) };
};

describe('the golden files', () => {
  it('are one for each shape, of today or retired', () =>
    expect({ how: HOW, files }).toEqual({ how: HOW, files: shapes.map(([type]) => `${type}.json`).sort() }));

  it('are what they were when they were written', async () => {
    const now = await Promise.all(
      files.map(async (file) => {
        const bytes = await readFile(`${folder}/${file}`);
        return `${createHash('sha256').update(bytes).digest('hex')}  ${file}`;
      }),
    );
    expect({ how: HOW, sums: now }).toEqual({ how: HOW, sums });
  });
});

describe(rule('history.shapes-last', 'every shape that ever was'), () => {
  it.each(shapes)('%s has the shape that it had', async (type, { data }) => {
    const { shape } = await goldenOf(type);
    if (!isSameShape(shapeOf(data), shape))
      expect({ how: HOW, shape: shapeOf(data) }).toEqual({ how: HOW, shape });
  });

  it.each(shapes)('%s is stored as canonical text', async (type) => {
    const { data, metadata } = await goldenOf(type);
    for (const text of [data, metadata]) expect(canonicalText(JSON.parse(text) as object)).toBe(text);
  });

  it.each(shapes)('%s is read, checked and folded as what it is today', async (type, _, decider) => {
    const golden = recordedOf(await goldenOf(type));
    const today = decider.events.find((one) => one.type === golden.event.type);
    expect(today?.data.parse(golden.event.data)).toEqual(golden.event.data);
    const { state } = fold(decider, unfolded(decider), [golden]);
    expect(state).toBeDefined();
    if (spoken(golden.event) !== null) return;
    expect(factsOf([golden]).map(({ event }) => event)).toEqual([golden.event]);
    const asserted: Recorded = {
      ...golden,
      event: upcast(upcasters, {
        type: `${decider.name}.RecordedFromSource`,
        data: {
          claims: [parseEvent(logEventOf(await goldenOf(type))).event],
          source: { collection: 'papers', record: 'row-1' },
        },
      }),
    };
    expect(factsOf([asserted]).map(({ event }) => event)).toEqual([golden.event]);
  });
});

describe('a retired shape', () => {
  const each = retiredShapes.map((shape) => [shape.type, shape] as const);
  /** Its fields by name, and those that every event of it has. */
  const fieldsOf = ({ data }: EventDefinition): [ReadonlyMap<string, Shape>, readonly string[]] => {
    const fields = Object.entries(shapeOf(data));
    const required = fields.map(([field]) => field).filter((field) => !field.endsWith('?'));
    return [new Map(fields.map(([field, shape]) => [field.replace(/\?$/, ''), shape])), required];
  };

  it.each(each)('%s gave up names that no later shape has, and kept the others as they were', (_, shape) => {
    const later = [...all.flatMap(({ events }) => events), ...retiredShapes].find(
      ({ type }) => type === shape.to,
    );
    if (later === undefined) throw new Error(`${shape.to} is no shape`);
    const [now, requiredNow] = fieldsOf(later);
    const [then, requiredThen] = fieldsOf(shape);
    const moved = Object.entries(shape.moved);
    expect(moved.filter(([field, { to }]) => !then.has(field) || now.has(field) || then.has(to))).toEqual([]);
    const kept = [...then.keys()].filter((field) => !(field in shape.moved));
    expect(kept.filter((field) => !isSameShape(now.get(field), then.get(field)))).toEqual([]);
    const arrive = requiredThen.map((field) => shape.moved[field]?.to ?? field);
    expect(
      requiredNow.filter((field) => ![...arrive, ...Object.keys(shape.added ?? {})].includes(field)),
    ).toEqual([]);
  });
});

describe('the comparison of shapes', () => {
  const then: Shape = {
    a: 'string',
    'b?': [{ c: { oneOf: ['x', 'y'] } }],
    d: { anyOf: ['string', 'number'] },
  };
  it.each<[string, Shape]>([
    ['itself', then],
    ['a longer enumeration', { ...then, 'b?': [{ c: { oneOf: ['z', 'y', 'x'] } }] }],
  ])('takes %s for the same', (_, now) => expect(isSameShape(now, then)).toBe(true));
  it.each<[string, Shape]>([
    ['a field more', { ...then, 'e?': 'string' }],
    ['a field less', { a: 'string', d: { anyOf: ['string', 'number'] } }],
    ['another type', { ...then, a: 'number' }],
    ['a field that may be missing now', { 'a?': 'string', 'b?': then['b?'] ?? '', d: then['d'] ?? '' }],
    ['a shorter enumeration', { ...then, 'b?': [{ c: { oneOf: ['x'] } }] }],
    ['other alternatives', { ...then, d: { anyOf: ['string'] } }],
  ])('notices %s', (_, now) => expect(isSameShape(now, then)).toBe(false));
});
