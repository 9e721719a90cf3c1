/** The values of which at least half, and nine in ten, are not larger (nearest rank). */
export const QUANTILES = { median: 0.5, p90: 0.9 } as const;
export type Quantile = keyof typeof QUANTILES;

/** How many values are not larger than one, and how many are. */
const sides = (values: readonly number[], of: number): readonly [number, number] => {
  const upTo = values.filter((value) => value <= of).length;
  return [upTo, values.length - upTo];
};

/** A quantile; `null` where fewer than `threshold` other values lie at or below it, or above it in order. */
function quantileOf(values: readonly number[], share: number, threshold: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = Math.ceil(share * sorted.length);
  return rank - 1 < threshold || sorted.length - rank < threshold ? null : (sorted[rank - 1] ?? null);
}

/**
 * A quantile of all values together, and of as many places as may be shown beside it. What the places leave over must have as
 * many values on either side of the whole: else somebody could count them. `may` says of which places (`null`: of all
 * together) one may be shown at all.
 */
export function quantilesShown(
  byPlace: ReadonlyMap<string, readonly number[]>,
  quantile: Quantile,
  threshold: number,
  may: (place: string | null) => boolean,
): { readonly region: number | null; readonly places: ReadonlyMap<string, number> } {
  const share = QUANTILES[quantile];
  const region = may(null) ? quantileOf([...byPlace.values()].flat(), share, threshold) : null;
  const shown = [...byPlace]
    .flatMap(([place, values]) => {
      const value = may(place) ? quantileOf(values, share, threshold) : null;
      return value === null ? [] : [{ place, value, values }];
    })
    .sort((one, other) => other.values.length - one.values.length);
  const isSafe = (): boolean => {
    if (region === null) return true;
    const rest = [...byPlace].filter(([place]) => !shown.some((one) => one.place === place));
    const values = rest.flatMap(([, some]) => some);
    return values.length === 0 || sides(values, region).every((count) => count >= threshold);
  };
  while (shown.length > 0 && !isSafe()) shown.pop();
  return { region, places: new Map(shown.map(({ place, value }) => [place, value])) };
}
