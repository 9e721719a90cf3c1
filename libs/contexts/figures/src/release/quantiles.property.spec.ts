import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rule } from '#test/support/rule';
import { QUANTILES, quantilesShown, type Quantile } from './quantiles.ts';

const THRESHOLD = 3;
const everybody = (): boolean => true;
const days = fc
  .array(fc.array(fc.nat({ max: 12 }), { maxLength: 30, size: 'max' }), { minLength: 1, maxLength: 4 })
  .map((all): ReadonlyMap<string, readonly number[]> => new Map(all.map((some, at) => [`p${at}`, some])));
const quantile = fc.constantFrom<Quantile>('median', 'p90');
const countUpTo = (values: readonly number[], of: number): number =>
  values.filter((value) => value <= of).length;

describe(rule('privacy.releases', 'medians and the 90th percentile'), () => {
  it('are those of the values, with enough others on both sides', () => {
    fc.assert(
      fc.property(days, quantile, (byPlace, name) => {
        const { region, places } = quantilesShown(byPlace, name, THRESHOLD, everybody);
        for (const [value, values] of [
          [region, [...byPlace.values()].flat()] as const,
          ...[...places].map(([place, one]) => [one, byPlace.get(place) ?? []] as const),
        ]) {
          if (value === null) continue;
          const share = QUANTILES[name] * values.length;
          expect(countUpTo(values, value)).toBeGreaterThanOrEqual(share);
          expect(countUpTo(values, value - 1)).toBeLessThan(share);
          const sorted = [...values].sort((one, other) => one - other);
          expect(sorted[THRESHOLD - 1]).toBeLessThanOrEqual(value);
          expect(sorted.at(-THRESHOLD)).toBeGreaterThanOrEqual(value);
        }
      }),
    );
  });

  it('let nobody count few of those that are not shown', () => {
    fc.assert(
      fc.property(days, quantile, (byPlace, name) => {
        const { region, places } = quantilesShown(byPlace, name, THRESHOLD, everybody);
        const rest = [...byPlace].flatMap(([place, values]) => (places.has(place) ? [] : values));
        if (region === null || places.size === 0 || rest.length === 0) return;
        const upTo = countUpTo(rest, region);
        expect(Math.min(upTo, rest.length - upTo)).toBeGreaterThanOrEqual(THRESHOLD);
      }),
    );
  });

  it('are shown only of places, and of all together, of which one may be', () => {
    const values = Array.from({ length: 20 }, (_, at) => at + 1);
    const byPlace = new Map([
      ['p0', values],
      ['p1', values],
    ]);
    expect(quantilesShown(byPlace, 'median', THRESHOLD, (place) => place !== 'p1')).toEqual({
      region: 10,
      places: new Map([['p0', 10]]),
    });
    expect(quantilesShown(byPlace, 'median', THRESHOLD, (place) => place !== null).region).toBeNull();
    const few = (count: number) => new Map([['p0', values.slice(0, count)]]);
    const medianOf = (count: number) => quantilesShown(few(count), 'median', THRESHOLD, everybody).region;
    expect([medianOf(6), medianOf(7), medianOf(8)]).toEqual([null, 4, 4]);
    expect(quantilesShown(byPlace, 'p90', THRESHOLD, everybody).places.size).toBe(0);
    expect(quantilesShown(byPlace, 'p90', THRESHOLD, everybody).region).toBe(18);
  });
});
