import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { EventDefinition, Rejections } from '#kernel';

const contexts = await readdir('libs/contexts');
const sources = await Promise.all(contexts.map((name) => readdir(`libs/contexts/${name}/src`)));
const withEvents = contexts.filter((name, at) => sources[at]?.includes(`${name}.events.ts`));
const events: EventDefinition[] = [];
const codes: string[] = [];
// Jest links one module at a time.
for (const name of withEvents) {
  const door = (await import(`#contexts/${name}`)) as Readonly<Record<string, unknown>>;
  for (const decider of Object.values(door).filter(isDecider)) {
    events.push(...decider.events);
    codes.push(...Object.keys(decider.rejections));
  }
  const retired = door[`${name}Retired`];
  if (retired !== undefined) events.push(...(retired as readonly EventDefinition[]));
}

type Row = readonly string[];
const text = await readFile('docs/glossary.md', 'utf8');
/** The rows of the table under a heading, without its head. */
const table = (heading: string): Row[] =>
  (text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
const words = table('Words');
const happenings = table('What can happen');
const ordinary = table('Ordinary words');
const refusals = table('Words of refusals');

const inCode = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const names = [...words, ...happenings].flatMap(([, cell]) => inCode(cell));
const known = new Set([...names, ...ordinary.flatMap(([cell]) => inCode(cell))].flatMap(wordsOf));
/** A refusal is a sentence in short, of all words that the page explains. */
const knownInRefusals = new Set([
  ...known,
  ...words.flatMap(([english = '']) => wordsOf(english)),
  ...refusals.flatMap(([cell]) => inCode(cell)),
]);

describe('the glossary', () => {
  it.each(contexts)('knows the context %s', (name) => expect(unknownIn([name])).toEqual([]));

  it.each(events.map(({ type }) => type))('knows every word of %s', (type) => {
    const event = events.find((one) => one.type === type);
    const [context = '', name = ''] = type.split('.');
    const shape = z.toJSONSchema(event?.data ?? z.never(), { unrepresentable: 'any' });
    expect(unknownIn([context, name, ...namesIn(shape)])).toEqual([]);
  });

  it.each([...new Set(codes)])('knows every word of the refusal %s', (code) =>
    expect(unknownIn(code.split('.'), knownInRefusals)).toEqual([]),
  );

  it('notices a word that it does not hold', () => {
    expect(unknownIn(['agreement', 'plugh-missing', 'already'])).toEqual(['plugh', 'already']);
    expect(unknownIn(['agreement', 'plugh-missing', 'already'], knownInRefusals)).toEqual(['plugh']);
    expect(
      unknownIn(namesIn({ properties: { from: {}, xyzzy: { items: { enum: ['plugh', 'Drenthe'] } } } })),
    ).toEqual(['xyzzy', 'plugh']);
  });

  it('holds each word once, in the order of the alphabet, with all its cells', () => {
    for (const rows of [words, happenings, ordinary, refusals]) {
      const firsts = rows.map(([first = '']) => first.toLowerCase());
      expect(firsts).toEqual([...new Set(firsts)].sort());
      expect(rows.filter((row) => row.some((cell) => cell === '') || !row.at(-1)?.endsWith('.'))).toEqual([]);
    }
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

type Telling = { readonly events: readonly EventDefinition[]; readonly rejections: Rejections };

function isDecider(value: unknown): value is Telling {
  return typeof value === 'object' && value !== null && 'decide' in value && 'events' in value;
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ -]/);
}

function unknownIn(all: readonly string[], among: ReadonlySet<string> = known): string[] {
  const singular = (word: string): string[] => [word, word.replace(/s$/, ''), word.replace(/ies$/, 'y')];
  return [...new Set(all.flatMap(wordsOf))].filter((word) => !singular(word).some((one) => among.has(one)));
}

/** The names of fields, and of the values that a field may have but for proper names, which begin with a capital. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]: [string, unknown]) => {
    if (keyword === 'enum' || keyword === 'const') return [value].flat().filter(isWord);
    if (keyword !== 'properties') return namesIn(value);
    return [...Object.keys(value ?? {}), ...Object.values(value ?? {}).flatMap(namesIn)];
  });
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]/.test(value);
}
