import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rule } from '#test/support/rule';
import { disclosed, type Disclosed, type Member, type Split } from './disclosure.ts';

const THRESHOLD = 3;
type Part = 'first' | 'second' | 'third' | 'accepted' | 'refused' | 'started' | 'waiting';
/** One split, and beside it another, of which a part is split again. */
const MONTHS: readonly Part[] = ['first', 'second', 'third'];
const SPLITS: readonly Split<Part>[] = [
  { name: 'month', of: null, parts: MONTHS },
  { name: 'answer', of: null, parts: ['accepted', 'refused'] },
  { name: 'start', of: 'accepted', parts: ['started', 'waiting'] },
];

const member: fc.Arbitrary<Member<Part>> = fc.record({
  place: fc.constantFrom('p0', 'p1', 'p2', 'p3'),
  parts: fc
    .tuple(
      fc.constantFrom<Part>(...MONTHS),
      fc.constantFrom<Part[]>(['refused'], ['accepted', 'started'], ['accepted', 'waiting']),
    )
    .map(([month, others]) => new Set([month, ...others])),
  bound: fc.constant(new Set<string>()),
});
const people = (most: number, least = 0) =>
  fc.array(member, { minLength: least, maxLength: most, size: 'max' });
const places = (members: readonly Member<Part>[]): string[] => [
  ...new Set(members.map(({ place }) => place)),
];
const countOf = (members: readonly Member<Part>[], place: string | null, part?: Part): number =>
  members.filter(
    (one) => (place === null || one.place === place) && (part === undefined || one.parts.has(part)),
  ).length;

/*
 * The attacker: written without a look at the rule that hides. It knows what is shown, which places there are and what adds up
 * to what, and tries every number.
 */
type Numbers = Readonly<Record<string, number>>;

/** Everything that a place may be, as numbers by name; `of`: what is shown of it. */
type Ways = (total: number, of: ReadonlyMap<Part, number>) => Numbers[];
const fits = (shown: number | undefined, count: number): boolean => shown === undefined || shown === count;

const byMonth: Ways = (total, of) => {
  const ways: Numbers[] = [];
  for (let first = 0; first <= total; first += 1) {
    for (let second = 0; first + second <= total; second += 1) {
      const way = { first, second, third: total - first - second };
      if (MONTHS.every((part) => fits(of.get(part), way[part as keyof typeof way]))) ways.push(way);
    }
  }
  return ways;
};
const byAnswer: Ways = (total, of) => {
  const ways: Numbers[] = [];
  for (let accepted = 0; accepted <= total; accepted += 1) {
    if (!fits(of.get('accepted'), accepted)) continue;
    for (let started = 0; started <= accepted; started += 1) {
      if (!fits(of.get('started'), started)) continue;
      ways.push({ accepted, refused: total - accepted, started, waiting: accepted - started });
    }
  }
  return ways;
};

/** Sums that one way of each place can come to; only what is `known` of the whole is summed. */
function sumsOf(all: readonly Numbers[][], known: readonly string[]): Set<string> {
  let sums = new Set([known.map(() => 0).join()]);
  for (const ways of all) {
    const next = new Set<string>();
    for (const sum of sums) {
      const parts = sum.split(',').map(Number);
      for (const way of ways) next.add(known.map((name, at) => (parts[at] ?? 0) + (way[name] ?? 0)).join());
    }
    sums = next;
  }
  return sums;
}

/** All ways to part `total` over so many places. */
function* partings(total: number, count: number): Generator<number[]> {
  if (count === 0) {
    if (total === 0) yield [];
    return;
  }
  for (let first = 0; first <= total; first += 1) {
    for (const rest of partings(total - first, count - 1)) yield [first, ...rest];
  }
}

/** What each number that is not shown may be, by name. */
function possibilities(all: readonly string[], { region, places: told }: Disclosed<Part>) {
  const found = new Map<string, Set<number>>();
  const note = (name: string, value: number): void => {
    found.set(name, (found.get(name) ?? new Set()).add(value));
  };
  if (region === null) return found;
  const unknown = all.filter((place) => !told.has(place));
  const left = region.total - [...told.values()].reduce((so, { total }) => so + total, 0);
  for (const guess of partings(left, unknown.length)) {
    const totalOf = (place: string): number => told.get(place)?.total ?? guess[unknown.indexOf(place)] ?? 0;
    const families = [byMonth, byAnswer].map((waysOf) => {
      const ways = all.map((place) =>
        waysOf(totalOf(place), told.get(place)?.counts ?? new Map<Part, number>()),
      );
      const names = Object.keys(waysOf(0, new Map())[0] ?? {});
      const known = names.filter((name) => region.counts.has(name as Part));
      const target = known.map((name) => region.counts.get(name as Part) ?? 0);
      return all.map((place, at) => {
        const others = sumsOf(
          ways.filter((_, other) => other !== at),
          known,
        );
        const possible = (ways[at] ?? []).filter((way) =>
          others.has(known.map((name, of) => (target[of] ?? 0) - (way[name] ?? 0)).join()),
        );
        return { place, possible };
      });
    });
    if (families.flat().some(({ possible }) => possible.length === 0)) continue;
    for (const place of unknown) note(`${place} total`, totalOf(place));
    for (const { place, possible } of families.flat()) {
      for (const way of possible) {
        for (const [name, value] of Object.entries(way)) {
          if (told.get(place)?.counts.has(name as Part) !== true) note(`${place} ${name}`, value);
        }
      }
    }
  }
  return found;
}

/** Numbers of which the attacker finds too few that they may be. */
const given = (members: readonly Member<Part>[], result: Disclosed<Part>): string[] =>
  [...possibilities(places(members), result)].flatMap(([name, values]) =>
    values.size > THRESHOLD ? [] : [`${name} is one of ${[...values].join(', ')}`],
  );

describe(rule('privacy.releases', 'what is shown of counts of people'), () => {
  it('leaves every hidden number as wide as the threshold, for whoever tries them all', () => {
    fc.assert(
      fc.property(people(36), (members) => {
        expect(given(members, disclosed(members, SPLITS, THRESHOLD))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it('shows no number below the threshold, none that is wrong, and leaves no small one over', () => {
    fc.assert(
      fc.property(people(120), (members) => {
        const { region, places: told } = disclosed(members, SPLITS, THRESHOLD);
        for (const [place, shown] of [...told, [null, region] as const]) {
          if (shown === null) continue;
          expect(shown.total).toBe(countOf(members, place));
          expect(shown.total).toBeGreaterThanOrEqual(THRESHOLD);
          for (const [part, count] of shown.counts) {
            expect(count).toBe(countOf(members, place, part));
            expect(count).toBeGreaterThanOrEqual(THRESHOLD);
          }
        }
        for (const [part, count] of region?.counts ?? []) {
          const rows = [...told.values()].map(({ counts }) => counts.get(part));
          const left = rows.reduce((so: number, one) => so - (one ?? 0), count);
          const isAllShown = rows.length === places(members).length && !rows.includes(undefined);
          expect(isAllShown || left >= THRESHOLD).toBe(true);
        }
      }),
    );
  });

  it('hides nothing where nothing is small', () => {
    const large = people(200, 120).filter((members) =>
      places(members).every((place) =>
        SPLITS.flatMap(({ parts }) => parts).every((part) => countOf(members, place, part) >= THRESHOLD),
      ),
    );
    fc.assert(
      fc.property(large, (members) => {
        const { region, places: told } = disclosed(members, SPLITS, THRESHOLD);
        for (const shown of [region, ...places(members).map((place) => told.get(place) ?? null)]) {
          expect(shown?.counts.size).toBe(7);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('shows nothing at all of a region that is small', () => {
    const few: Member<Part> = { place: 'p0', parts: new Set(['first', 'refused']), bound: new Set() };
    expect(disclosed([few, { ...few, place: 'p1' }], SPLITS, THRESHOLD)).toEqual({
      region: null,
      places: new Map(),
    });
  });

  it('does not count on those who could not be otherwise', () => {
    const some = (count: number, place: string, ...more: Part[]): Member<Part>[] =>
      Array.from({ length: count }, () => ({ place, parts: new Set(['first', ...more]), bound: new Set() }));
    const members = [
      ...some(6, 'p0', 'accepted', 'started'),
      ...some(6, 'p0', 'accepted', 'waiting'),
      ...some(6, 'p0', 'refused'),
      ...['p1', 'p2'].flatMap((place) => [
        ...some(2, place, 'accepted', 'started'),
        ...some(2, place, 'accepted', 'waiting'),
        ...some(3, place, 'refused'),
      ]),
    ];
    const bound = members.map((one) => ({ ...one, bound: new Set(one.place === 'p1' ? ['start'] : []) }));
    const isShown = (those: readonly Member<Part>[]): boolean | undefined =>
      disclosed(those, SPLITS.slice(1), THRESHOLD).region?.counts.has('started');
    expect([isShown(members), isShown(bound)]).toEqual([true, false]);
  });
});
