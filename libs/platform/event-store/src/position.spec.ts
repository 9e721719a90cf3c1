import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rejected } from '#kernel';
import { comparePositions, decodePosition, encodePosition } from './position.ts';

const uint64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });

describe('a position', () => {
  it('goes through its token unharmed, and the token through a URL', () => {
    fc.assert(
      fc.property(fc.record({ commit: uint64, prepare: uint64 }), (position) => {
        const token = encodePosition(position);
        expect(encodeURIComponent(token)).toBe(token);
        expect(decodePosition(token)).toEqual(position);
      }),
    );
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'v1',
    'v1.',
    'v2.a',
    'v1.A',
    'v1.a.b.c',
    'v1.zzzzzzzzzzzzz',
    'v1.-1',
    ' v1.a',
  ])('is not what %p says', (token) => {
    const refused = expect.objectContaining({
      code: 'event-store.not-a-position',
      kind: 'invalid',
      field: 'visibleAfter',
    });
    expect(() => decodePosition(token, 'visibleAfter')).toThrow(Rejected);
    expect(() => decodePosition(token, 'visibleAfter')).toThrow(refused);
  });

  it('is before or after another by commit, then by prepare', () => {
    const [a, b, c] = [
      { commit: 1n, prepare: 9n },
      { commit: 2n, prepare: 1n },
      { commit: 2n, prepare: 2n },
    ] as const;
    expect([c, a, b].sort(comparePositions)).toEqual([a, b, c]);
    expect(comparePositions(b, { ...b })).toBe(0);
  });
});
