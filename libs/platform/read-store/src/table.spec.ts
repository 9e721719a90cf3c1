import { describe, expect, it } from '@jest/globals';
import { nullable, table, text } from './table.ts';

describe('a table', () => {
  it.each(['from', 'order', 'user', 'end', 'currentDate', 'xmin'])(
    'has no column called %s, which is a word of SQL',
    (name) => {
      const columns = { id: text(), [name]: text() };
      expect(() => table({ columns, key: ['id'] })).toThrow(/name of a word of SQL/);
    },
  );

  it.each(['Name', 'a_b', 'a b', '1st'])('has no column called %s', (name) => {
    expect(() => table({ columns: { id: text(), [name]: text() }, key: ['id'] })).toThrow(/camelCase/);
  });

  it('has no key that may be null', () => {
    expect(() => table({ columns: { id: nullable(text()) }, key: ['id'] })).toThrow(/may be null/);
  });
});
