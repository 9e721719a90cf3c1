import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rule } from '#test/support/rule';
import { smallPlaces } from './disclosure.ts';
import { routesShown, type Routes, type Table } from './routes.ts';

const THRESHOLD = 3;
const ROUTES = ['r0', 'r1', 'r2'];
const BASE = 64;

/** Few people along few routes, of which not every one leads through every place. */
const table: fc.Arbitrary<Table> = fc
  .array(
    fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 5 })), {
      minLength: ROUTES.length,
      maxLength: ROUTES.length,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map(
    (rows) =>
      new Map(
        rows.map((counts, at) => [
          `p${at}`,
          new Map(counts.flatMap((count, of) => (count > 0 ? [[`r${of}`, count]] : []))),
        ]),
      ),
  );

const sum = (counts: Iterable<number>): number => [...counts].reduce((so, one) => so + one, 0);
const total = (of: ReadonlyMap<string, number> | undefined): number => sum(of?.values() ?? []);
const smallOf = (from: Table): ReadonlySet<string> =>
  smallPlaces(new Map([...from].map(([place, of]) => [place, total(of)])), THRESHOLD);
const totalOf = (from: Table, route: string): number =>
  sum([...from.values()].map((of) => of.get(route) ?? 0));

/*
 * The attacker knows which routes lead through which places, how many went along each that is shown and along the others
 * together, and how many each place has that is large enough; and tries every table.
 */
function* rowsThat(
  totals: number,
  columns: readonly string[],
  support: ReadonlySet<string>,
): Generator<number[]> {
  const [column, ...others] = columns;
  if (column === undefined) {
    if (totals === 0) yield [];
    return;
  }
  for (let first = 0; first <= (support.has(column) ? totals : 0); first += 1) {
    for (const rest of rowsThat(totals - first, others, support)) yield [first, ...rest];
  }
}

/** Numbers of places along routes that are small for sure. */
function found(from: Table, { shown, other }: Routes): string[] {
  const columns = [...shown.keys(), 'other'];
  const small = smallOf(from);
  const rows = new Map<string, Map<string, number>>();
  for (const [place, of] of from) {
    const row = small.has(place) ? 'small' : place;
    const known = rows.get(row) ?? new Map<string, number>();
    for (const [route, count] of of) {
      const column = shown.has(route) ? route : 'other';
      known.set(column, (known.get(column) ?? 0) + count);
    }
    rows.set(row, known);
  }
  // A row as one number, so that adding numbers adds rows: nothing here comes to the base.
  const asNumber = (counts: readonly number[]): number => counts.reduceRight((so, one) => so * BASE + one, 0);
  const target = asNumber(columns.map((column) => shown.get(column) ?? other));
  const ways = [...rows.values()].map((of) => [...rowsThat(total(of), columns, new Set(of.keys()))]);
  const sums = (all: readonly number[][][]): Set<number> =>
    all.reduce(
      (so, some) => new Set(some.map(asNumber).flatMap((way) => [...so].map((sum) => sum + way))),
      new Set([0]),
    );
  return [...rows].flatMap(([row, of], at) => {
    const others = sums(ways.filter((_, index) => index !== at));
    const possible = (ways[at] ?? []).filter((way) => others.has(target - asNumber(way)));
    return columns.flatMap((column, index) => {
      if (!of.has(column)) return [];
      const values = possible.map((way) => way[index] ?? 0);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      return least >= THRESHOLD || most - least >= THRESHOLD ? [] : [`${row} ${column}: ${least} to ${most}`];
    });
  });
}

describe(rule('privacy.releases', 'what is shown of routes, beside what is shown of places'), () => {
  it('leaves no number of a place along a route that is small for sure, for whoever tries them all', () => {
    fc.assert(
      fc.property(table, (from) => {
        const routes = routesShown(from, smallOf(from), THRESHOLD);
        if (routes.shown.size > 0) expect(found(from, routes)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('shows routes as they are, the smallest together, and none that is small', () => {
    fc.assert(
      fc.property(table, (from) => {
        const { shown, other } = routesShown(from, smallOf(from), THRESHOLD);
        for (const [route, count] of shown) expect(count).toBe(totalOf(from, route));
        const merged = ROUTES.filter((route) => !shown.has(route));
        expect(other).toBe(sum(merged.map((route) => totalOf(from, route))));
        const told = [...shown.values(), ...(shown.size > 0 && other > 0 ? [other] : [])];
        expect(told.filter((count) => count < THRESHOLD)).toEqual([]);
      }),
    );
  });

  it('shows a route of one place only where what else that place has is not small', () => {
    const regional = (count: number): [string, number] => ['regional', count];
    const of = (local: number, more: number): Table =>
      new Map([
        ['p0', new Map([['local', local], regional(more)])],
        ['p1', new Map([regional(9)])],
      ]);
    expect([...routesShown(of(8, 3), new Set(), THRESHOLD).shown]).toEqual([
      ['regional', 12],
      ['local', 8],
    ]);
    expect([...routesShown(of(8, 2), new Set(), THRESHOLD).shown]).toEqual([]);
  });
});
