import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { APPEND_BYTES_MAX, canonicalText, objectOf, refuseTooLarge } from './codec.ts';
import { AppendTooLarge } from './errors.ts';

const unstorable = (field: string | null) =>
  expect.objectContaining({ code: 'event-store.unstorable-text', kind: 'invalid', field });

describe('the text of an event', () => {
  it('is canonical: the same content, the same text', () => {
    expect(canonicalText({ b: 1, 10: 'x', 9: 'y', a: undefined, é: [1e21, -0, 0.1] })).toBe(
      '{"10":"x","9":"y","b":1,"é":[1e+21,0,0.1]}',
    );
  });

  it('is read back as what it was, and written again as the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (content) => {
        fc.pre(!JSON.stringify(content).includes('\\u0000'));
        const text = canonicalText(content);
        expect(canonicalText(objectOf(text))).toBe(text);
        expect(objectOf(text)).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });

  it.each([
    ['a NUL', { title: 'a\0b' }, 'title'],
    ['half a pair at the start', { title: '\ud83d' }, 'title'],
    ['half a pair at the end', { parties: [{ name: 'ok' }, { name: 'x\udc00' }] }, 'parties.1.name'],
    ['a NUL in a key', { map: { 'a\0': 1 } }, 'map.a\ufffd'],
    ['half a pair in a key', { '\ud800': 1 }, '\ufffd'],
  ])('cannot hold %s', (_, content, field) => {
    expect(() => canonicalText(content)).toThrow(unstorable(field));
  });

  it('can hold text that only looks like it', () => {
    const content = { title: 'written \\u0000 and \\ud800', emoji: '👶🏽', control: '\u0001' };
    expect(objectOf(canonicalText(content))).toEqual(content);
  });

  it('is limited', () => {
    const fits = { data: 'é'.repeat(APPEND_BYTES_MAX / 4), metadata: '' };
    expect(() => refuseTooLarge('a', [fits, fits])).not.toThrow();
    expect(() => refuseTooLarge('a', [fits, fits, { data: 'x', metadata: '' }])).toThrow(AppendTooLarge);
  });
});
