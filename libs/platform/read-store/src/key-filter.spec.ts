import { describe, expect, it } from '@jest/globals';
import { KeyFilter } from './key-filter.ts';

describe('what is remembered of keys', () => {
  const names = Array.from({ length: 100_000 }, (_, at) => JSON.stringify(['agreement', at]));

  it('never takes one that was added for a new one', () => {
    const filter = new KeyFilter(names.slice(0, 50_000));
    for (const name of names.slice(50_000)) filter.add(name);
    expect(names.every((name) => filter.mayHave(name))).toBe(true);
  });

  it('takes hardly any that is new for one that was added', () => {
    const filter = new KeyFilter(names);
    const taken = names.filter((_, at) => filter.mayHave(JSON.stringify(['decision', at])));
    expect(taken.length).toBeLessThan(names.length / 100);
  });
});
