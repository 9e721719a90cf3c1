import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rule } from '#test/support/rule';
import { disclosed, together, type Counts, type Disclosed, type Group, type Nested } from './disclosure.ts';

const THRESHOLD = 3;
const BREAKDOWNS = { kind: 2, month: 3 } as const;
type Name = keyof typeof BREAKDOWNS;
const NAMES = Object.keys(BREAKDOWNS) as Name[];

/** People of a place, each in one category of every breakdown. */
const place = (max: number, min = 0): fc.Arbitrary<Group> =>
  fc
    .array(fc.record({ kind: fc.nat({ max: 1 }), month: fc.nat({ max: 2 }) }), {
      maxLength: max,
      minLength: min,
    })
    .map((people) => ({
      total: people.length,
      breakdowns: new Map(
        NAMES.map((name) => [
          name,
          Array.from(
            { length: BREAKDOWNS[name] },
            (_, at) => people.filter((one) => one[name] === at).length,
          ),
        ]),
      ),
    }));
const region = (max: number, min = 0): fc.Arbitrary<ReadonlyMap<string, Group>> =>
  fc
    .array(place(max, min), { minLength: 2, maxLength: 4 })
    .map((all) => new Map(all.map((one, at) => [`p${at}`, one])));

/*
 * The attacker: written without a look at the rule that hides. It knows what is shown, that everybody is in one category of
 * each breakdown, and that nothing is negative, and tries every number.
 */

/** All ways to part `total` over so many categories. */
function* partings(total: number, categories: number): Generator<number[]> {
  if (categories === 1) {
    yield [total];
    return;
  }
  for (let first = 0; first <= total; first += 1) {
    for (const rest of partings(total - first, categories - 1)) yield [first, ...rest];
  }
}

/** Everything that rows of some totals can be, of which the columns add up to `columns`; `null` columns: to anything. */
function* tables(totals: readonly number[], columns: Counts | null, width: number): Generator<number[][]> {
  const [total, ...others] = totals;
  if (total === undefined) {
    if (columns === null || columns.every((left) => left === 0)) yield [];
    return;
  }
  for (const row of partings(total, width)) {
    const left = columns?.map((column, at) => column - (row[at] ?? 0)) ?? null;
    if (left?.some((one) => one < 0) === true) continue;
    for (const rest of tables(others, left, width)) yield [row, ...rest];
  }
}

/** What each number that is not shown may be, by name. */
function possibilities({ region, places }: Disclosed): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  const note = (name: string, value: number): void => {
    found.set(name, (found.get(name) ?? new Set()).add(value));
  };
  const names = [...places.keys()];
  const unknown = names.filter((name) => places.get(name)?.total === null);
  const told = names.reduce((so, name) => so + (places.get(name)?.total ?? 0), 0);
  const left = (region.total ?? 0) - told;
  for (const guess of unknown.length === 0 ? [[]] : partings(left, unknown.length)) {
    const totalOf = (name: string): number => places.get(name)?.total ?? guess[unknown.indexOf(name)] ?? 0;
    const open = NAMES.map((breakdown) => {
      const hidden = names.filter((name) => places.get(name)?.breakdowns.has(breakdown) !== true);
      const shown = names.flatMap((name) => [places.get(name)?.breakdowns.get(breakdown) ?? []]);
      const columns =
        region.breakdowns
          .get(breakdown)
          ?.map((all, at) => shown.reduce((so, counts) => so - (counts[at] ?? 0), all)) ?? null;
      return { breakdown, hidden, ways: [...tables(hidden.map(totalOf), columns, BREAKDOWNS[breakdown])] };
    });
    if (open.some(({ ways }) => ways.length === 0)) continue;
    for (const name of unknown) note(name, totalOf(name));
    for (const { breakdown, hidden, ways } of open) {
      for (const way of ways) {
        way.forEach((row, at) => row.forEach((count, of) => note(`${hidden[at]} ${breakdown} ${of}`, count)));
      }
    }
  }
  return found;
}

/** Numbers of which the attacker finds too few that they may be. */
const given = (result: Disclosed): string[] =>
  [...possibilities(result)].flatMap(([name, values]) =>
    values.size > THRESHOLD ? [] : [`${name} is one of ${[...values].join(', ')}`],
  );

describe(rule('privacy.releases', 'what is shown of counts of people'), () => {
  it('leaves every hidden number as wide as the threshold, for whoever tries them all', () => {
    fc.assert(
      fc.property(region(9), (places) => {
        const result = disclosed(places, [], THRESHOLD);
        if (result.region.total === null) return;
        expect(given(result)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('shows no number below the threshold, and none that is wrong', () => {
    fc.assert(
      fc.property(region(25), (places) => {
        const { region: all, places: each } = disclosed(places, [], THRESHOLD);
        const truth = new Map([...places, ['', together([...places.values()])]]);
        for (const [name, { total, breakdowns }] of new Map([...each, ['', all]])) {
          const told = [...(total === null ? [] : [total]), ...[...breakdowns.values()].flat()];
          expect(told.filter((count) => count < THRESHOLD)).toEqual([]);
          expect(total ?? truth.get(name)?.total).toBe(truth.get(name)?.total);
          for (const [breakdown, counts] of breakdowns) {
            expect(counts).toEqual(truth.get(name)?.breakdowns.get(breakdown));
          }
        }
      }),
    );
  });

  it('hides nothing where nothing is small', () => {
    const large = region(40, 12).filter((places) =>
      [...places.values()].every(({ breakdowns }) =>
        [...breakdowns.values()].flat().every((count) => count >= THRESHOLD),
      ),
    );
    fc.assert(
      fc.property(large, (places) => {
        const { region: all, places: each } = disclosed(places, [], THRESHOLD);
        for (const shown of [all, ...each.values()]) {
          expect([shown.total !== null, [...shown.breakdowns.keys()]]).toEqual([true, NAMES]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lets nobody subtract a part from what it is a part of', () => {
    const nested: readonly Nested[] = [
      { within: { breakdown: 'month', categories: [0] }, of: { breakdown: 'kind', categories: [0] } },
    ];
    // Whoever is in the first month is of the first kind.
    const orderly = fc
      .array(fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 }), fc.nat({ max: 12 }), fc.nat({ max: 12 })), {
        minLength: 2,
        maxLength: 4,
      })
      .map(
        (all) =>
          new Map(
            all.map(([first, second, third, other], at): [string, Group] => [
              `p${at}`,
              {
                total: first + second + third + other,
                breakdowns: new Map([
                  ['kind', [first + other, second + third]],
                  ['month', [first, second + other, third]],
                ]),
              },
            ]),
          ),
      );
    fc.assert(
      fc.property(orderly, (places) => {
        const { region: all, places: each } = disclosed(places, nested, THRESHOLD);
        const rest = (name: Name): Counts | null => {
          const rows = [...each.values()].flatMap(({ breakdowns }) => [breakdowns.get(name) ?? []]);
          const whole = all.breakdowns.get(name);
          return whole?.map((count, at) => rows.reduce((so, row) => so - (row[at] ?? 0), count)) ?? null;
        };
        const hiddenIn = (name: Name): string =>
          [...each].flatMap(([place, { breakdowns }]) => (breakdowns.has(name) ? [] : [place])).join(' ');
        const pairs = [...each.values(), all].map(({ breakdowns }) => [
          breakdowns.get('kind'),
          breakdowns.get('month'),
        ]);
        if (hiddenIn('kind') === hiddenIn('month') && hiddenIn('kind') !== '') {
          pairs.push([rest('kind') ?? undefined, rest('month') ?? undefined]);
        }
        for (const [kind, month] of pairs) {
          if (kind === undefined || month === undefined) continue;
          expect((kind[0] ?? 0) - (month[0] ?? 0)).toBeGreaterThanOrEqual(THRESHOLD);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows nothing at all of a region that is small', () => {
    const few: Group = { total: 1, breakdowns: new Map([['kind', [1, 0]]]) };
    const { region: all, places } = disclosed(
      new Map([
        ['p0', few],
        ['p1', few],
      ]),
      [],
      THRESHOLD,
    );
    expect([all.total, places.get('p0')?.total]).toEqual([null, null]);
  });
});
