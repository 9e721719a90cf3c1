import { describe, expect, it } from '@jest/globals';

type Spec = { readonly path: string; readonly text: string };
type Rules = Readonly<Record<string, string>>;
type Shown = { readonly shown: ReadonlyMap<string, readonly string[]>; readonly faults: readonly string[] };
type Script = {
  readonly readRules: () => Rules;
  readonly readSpecs: () => readonly Spec[];
  readonly rulesShown: (rules: Rules, specs: readonly Spec[]) => Shown;
};
const script: string = '../../scripts/rules.mjs';
const { readRules, readSpecs, rulesShown } = (await import(script)) as Script;

const quoting = (...ids: string[]): string =>
  ids.map((id) => `  it(${'rule'}('${id}'), () => undefined);`).join('\n');
const spec = (text: string): Spec => ({ path: 'a.spec.ts', text });
const some: Rules = { 'house.one': 'A house has one door.', 'house.two': 'And two windows.' };

describe('the rules of the domain', () => {
  it('are all shown by specs, and no spec quotes another', () =>
    expect(rulesShown(readRules(), readSpecs()).faults).toEqual([]));

  it('are sentences, each once', () => {
    const sentences = Object.values(readRules());
    expect(sentences.filter((says) => !/^[A-Z].+\.$/.test(says))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(Object.keys(readRules()).filter((id) => !/^[a-z]+\.[a-z]+(?:-[a-z]+)*$/.test(id))).toEqual([]);
  });
});

describe('the check of the rules', () => {
  const faultsOf = (text: string): readonly string[] => rulesShown(some, [spec(text)]).faults;
  it('knows which spec shows which rule', () => {
    const { shown, faults } = rulesShown(some, [spec(quoting('house.one', 'house.two', 'house.one'))]);
    expect([...shown]).toEqual([
      ['house.one', ['a.spec.ts']],
      ['house.two', ['a.spec.ts']],
    ]);
    expect(faults).toEqual([]);
  });
  it('misses a rule that no spec shows', () =>
    expect(faultsOf(quoting('house.one'))).toEqual(['no spec shows house.two']));
  it('finds a rule that nobody knows', () =>
    expect(faultsOf(quoting('house.one', 'house.two', 'house.three'))).toEqual([
      'a.spec.ts quotes house.three, which docs/rules.json does not hold',
    ]));
  it('takes no quotation for a test', () =>
    expect(faultsOf(`${quoting('house.one', 'house.two')}\nconst a = ${'rule'}('house.one');`)).toEqual([
      'a.spec.ts quotes a rule that is no title',
    ]));
  it.each(['it.skip(', 'describe.only(', 'xit(', 'it.todo('])('takes no %s for a test', (idle) =>
    expect(faultsOf(`${quoting('house.one', 'house.two')}\n${idle}'a');`)).toEqual([
      'a.spec.ts leaves tests out',
    ]),
  );
});
