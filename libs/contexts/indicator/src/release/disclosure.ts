/*
 * What may be shown of counts of people, so that no small one can be found. Small counts are hidden (threshold rule), and so
 * are others from which a small one would follow: each number that stays hidden must, for somebody who knows every number
 * that is shown and what adds up to what, be able to be any of a range at least as wide as the threshold (sliding protection
 * level; Hundepool and others, Statistical Disclosure Control, Wiley 2012, chapter 4). The ranges are computed exactly, as
 * those of two-way tables with fixed margins (Fréchet bounds; Gusfield, A graph theoretic approach to statistical data
 * security, SIAM Journal on Computing 17, 1988).
 */

/** Counts of one breakdown of the same people, in the order of its categories. */
export type Counts = readonly number[];

/** People of some places, as many as `total`, broken down in several ways, each of which counts every one of them once. */
export type Group = { readonly total: number; readonly breakdowns: ReadonlyMap<string, Counts> };

/** One breakdown counts, in some categories, only people whom another counts in some of its own: their difference can be seen. */
export type Nested = { readonly within: Part; readonly of: Part };
export type Part = { readonly breakdown: string; readonly categories: readonly number[] };

/** What may be shown: what is not in it is hidden. */
export type Shown = {
  readonly total: number | null;
  readonly breakdowns: ReadonlyMap<string, Counts>;
};

export type Disclosed = { readonly region: Shown; readonly places: ReadonlyMap<string, Shown> };

const NOTHING: Shown = { total: null, breakdowns: new Map() };
const sum = (counts: Iterable<number>): number => [...counts].reduce((so, one) => so + one, 0);

/**
 * What may be shown of some places and of their region, which is all of them. A breakdown of a place is shown whole or not
 * at all.
 */
export function disclosed(
  places: ReadonlyMap<string, Group>,
  nested: readonly Nested[],
  threshold: number,
): Disclosed {
  const region = together([...places.values()]);
  if (region.total < threshold) {
    return { region: NOTHING, places: new Map([...places.keys()].map((place) => [place, NOTHING])) };
  }
  const hidden = hiddenTotals(places, threshold);
  const names = [...region.breakdowns.keys()];
  const table = new Tables(places, region, hidden, threshold);
  const rows = new Map(names.map((name) => [name, table.rowsOf(name, new Set())]));
  // Hiding one breakdown may leave another that it is nested in as it is: only what is nested is hidden, until nothing is told.
  for (let told = table.toldBy(nested, rows); told !== null; told = table.toldBy(nested, rows)) {
    const forbidden = new Set(rows.get(told.breakdown)?.forbidden).add(told.row);
    rows.set(told.breakdown, table.rowsOf(told.breakdown, forbidden));
  }
  const shownOf = (row: string, group: Group, total: number | null): Shown => ({
    total,
    breakdowns: new Map([...group.breakdowns].filter(([name]) => rows.get(name)?.shown.has(row) === true)),
  });
  return {
    region: shownOf(REGION, region, region.total),
    places: new Map(
      [...places].map(([place, group]) => [
        place,
        shownOf(place, group, hidden.has(place) ? null : group.total),
      ]),
    ),
  };
}

/** The name of the row of all places together; no place has it. */
const REGION = '';
/** The places whose row is hidden, together, as far as the region's row tells of them. */
const REST = ' rest';

/** Which rows of a breakdown are shown, and which must not be, whatever else. */
type Rows = { readonly shown: ReadonlySet<string>; readonly forbidden: ReadonlySet<string> };

/** The sum of places, broken down likewise. */
export function together(groups: readonly Group[]): Group {
  const names = groups[0]?.breakdowns.keys() ?? [];
  const breakdowns = [...names].map((name): [string, Counts] => {
    const all = groups.map((group) => group.breakdowns.get(name) ?? []);
    return [name, (all[0] ?? []).map((_, at) => sum(all.map((counts) => counts[at] ?? 0)))];
  });
  return { total: sum(groups.map(({ total }) => total)), breakdowns: new Map(breakdowns) };
}

/** Places whose total is small, and as many of the next smallest as it takes to keep those from being found. */
function hiddenTotals(places: ReadonlyMap<string, Group>, threshold: number): ReadonlySet<string> {
  const bySize = [...places].sort(([, one], [, other]) => one.total - other.total);
  const small = bySize.filter(([, { total }]) => total < threshold);
  if (small.length === 0) return new Set();
  let count = Math.max(2, small.length);
  while (sum(bySize.slice(0, count).map(([, { total }]) => total)) < threshold) count += 1;
  return new Set(bySize.slice(0, count).map(([place]) => place));
}

class Tables {
  constructor(
    private readonly places: ReadonlyMap<string, Group>,
    private readonly region: Group,
    private readonly hidden: ReadonlySet<string>,
    private readonly threshold: number,
  ) {}

  /** As many rows as may be shown: where hidden ones could be found, the smallest that is shown is hidden too, and the region last. */
  rowsOf(name: string, forbidden: ReadonlySet<string>): Rows {
    const isWhole = (counts: Counts): boolean => counts.every((count) => count >= this.threshold);
    const shown = new Set(
      [...this.places]
        .filter(
          ([place]) =>
            !this.hidden.has(place) && !forbidden.has(place) && isWhole(this.#countsOf(place, name)),
        )
        .sort(([, one], [, other]) => other.total - one.total)
        .map(([place]) => place),
    );
    if (forbidden.has(REGION) || !isWhole(this.#countsOf(REGION, name))) return { shown, forbidden };
    while (!this.#isSafe(name, shown)) {
      const smallest = [...shown].at(-1);
      if (smallest === undefined) return { shown, forbidden };
      shown.delete(smallest);
    }
    return { shown: shown.add(REGION), forbidden };
  }

  /** Whether nothing hidden can be found beside the region's row. Places without a total are one row: any of them may be all of it. */
  #isSafe(name: string, shown: ReadonlySet<string>): boolean {
    const rest = this.#restOf(name, shown);
    const known = [...this.places].filter(([place]) => !shown.has(place) && !this.hidden.has(place));
    const unknown = sum([...this.hidden].map((place) => this.places.get(place)?.total ?? 0));
    const totals = [...known.map(([, { total }]) => total), ...(this.hidden.size > 0 ? [unknown] : [])];
    const all = sum(totals);
    return totals.every((total) =>
      rest.every((count) => {
        const [least, most] = [Math.max(0, total + count - all), Math.min(total, count)];
        return most - least >= this.threshold;
      }),
    );
  }

  /** A part that is nearly all, or all, of what it is nested in, in a row of which both are shown; `null`: there is none. */
  toldBy(
    nested: readonly Nested[],
    rows: ReadonlyMap<string, Rows>,
  ): { readonly breakdown: string; readonly row: string } | null {
    for (const { within, of } of nested) {
      const [inner, outer] = [rows.get(within.breakdown)?.shown, rows.get(of.breakdown)?.shown];
      if (inner === undefined || outer === undefined) continue;
      const both = [...inner].filter((row) => outer.has(row));
      // Where the same rows are hidden in both, the rest of the region can be compared as well.
      const isSame = inner.size === outer.size && both.length === inner.size && inner.has(REGION);
      const isAll = inner.size === this.places.size + 1;
      for (const row of isSame && !isAll ? [...both, REST] : both) {
        const left = this.#partOf(row, of, outer) - this.#partOf(row, within, inner);
        if (left < this.threshold) return { breakdown: within.breakdown, row: row === REST ? REGION : row };
      }
    }
    return null;
  }

  #partOf(row: string, { breakdown, categories }: Part, shown: ReadonlySet<string>): number {
    const counts = row === REST ? this.#restOf(breakdown, shown) : this.#countsOf(row, breakdown);
    return sum(categories.map((at) => counts[at] ?? 0));
  }

  /** What the region has beyond the places that are shown. */
  #restOf(name: string, shown: ReadonlySet<string>): Counts {
    const places = [...shown].filter((row) => row !== REGION);
    return this.#countsOf(REGION, name).map(
      (count, at) => count - sum(places.map((place) => this.#countsOf(place, name)[at] ?? 0)),
    );
  }

  #countsOf(row: string, name: string): Counts {
    return (row === REGION ? this.region : this.places.get(row))?.breakdowns.get(name) ?? [];
  }
}
