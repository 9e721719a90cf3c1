/*
 * What may be shown of counts of people, so that no small one can be found. Small counts are hidden (threshold rule), and so
 * are others from which a small one would follow: each number that stays hidden must, for somebody who knows every number
 * that is shown and what adds up to what, be able to be any of a range at least as wide as the threshold (sliding protection
 * level; Hundepool and others, Statistical Disclosure Control, Wiley 2012, chapter 4). The ranges are those of two-way tables
 * with known margins (Fréchet bounds; Gusfield, A graph theoretic approach to statistical data security, SIAM Journal on
 * Computing 17, 1988). They are reached, since people of hidden rows can change places without a number that is shown
 * becoming another: docs/adr/0039-releases.md.
 */

/**
 * People in a part, or (`null`) all, split in parts: each of them is in one. What part somebody is in says nothing of what
 * part of another split of the same people it is in, but as its `bound` says.
 */
export type Split<P extends string> = {
  readonly name: string;
  readonly of: P | null;
  readonly parts: readonly P[];
};

/** Somebody that is counted. */
export type Member<P extends string> = {
  readonly place: string;
  readonly parts: ReadonlySet<P>;
  /** Splits in which nobody in its other parts can be in any part but this one. */
  readonly bound: ReadonlySet<string>;
};

/** What may be shown of a place or of all together. A split is shown whole, or not at all. */
export type Shown<P extends string> = { readonly total: number; readonly counts: ReadonlyMap<P, number> };

/** What may be shown of all places together (`null`: nothing) and of each: what is not in it is hidden. */
export type Disclosed<P extends string> = {
  readonly region: Shown<P> | null;
  readonly places: ReadonlyMap<string, Shown<P>>;
};

/** Of which places a split is shown, and whether it is of all together. */
type Rows = { readonly places: ReadonlySet<string>; readonly region: boolean };

/** What may be shown of everybody; a split comes after the one whose part it splits. */
export function disclosed<P extends string>(
  members: readonly Member<P>[],
  splits: readonly Split<P>[],
  threshold: number,
): Disclosed<P> {
  if (members.length < threshold) return { region: null, places: new Map() };
  const tables = new Tables(members, splits, threshold);
  const rows = splits.map((split) => [split, tables.show(split)] as const);
  const shownOf = (place: string | null): Shown<P> => ({
    total: tables.count(place),
    counts: new Map(
      rows.flatMap(([{ parts }, { places, region }]) =>
        (place === null ? region : places.has(place))
          ? parts.map((part): [P, number] => [part, tables.count(place, part)])
          : [],
      ),
    ),
  });
  return {
    region: shownOf(null),
    places: new Map([...tables.placesWithTotal].sort().map((place) => [place, shownOf(place)])),
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((so, one) => so + one, 0);

/** Places of which so few are counted that not even that is shown, and as many of the next ones as it takes to hide them. */
export function smallPlaces(sizes: ReadonlyMap<string, number>, threshold: number): ReadonlySet<string> {
  const bySize = [...sizes].sort(([, one], [, other]) => one - other);
  const small = bySize.filter(([, size]) => size < threshold);
  if (small.length === 0) return new Set();
  let count = small.length;
  while (count < bySize.length && sum(bySize.slice(0, count).map(([, size]) => size)) < threshold) count += 1;
  return new Set(bySize.slice(0, count).map(([place]) => place));
}

class Tables<P extends string> {
  readonly placesWithTotal: ReadonlySet<string>;
  readonly #byPlace = new Map<string, Member<P>[]>();
  readonly #rows = new Map<string, Rows>();

  constructor(
    members: readonly Member<P>[],
    private readonly splits: readonly Split<P>[],
    private readonly threshold: number,
  ) {
    for (const member of members) {
      const known = this.#byPlace.get(member.place);
      if (known === undefined) this.#byPlace.set(member.place, [member]);
      else known.push(member);
    }
    const sizes = new Map([...this.#byPlace].map(([place, those]) => [place, those.length]));
    const small = smallPlaces(sizes, threshold);
    this.placesWithTotal = new Set([...sizes.keys()].filter((place) => !small.has(place)));
  }

  /** How many of a place (`null`: of all) are in a part (`null`: at all). */
  count(
    place: string | null,
    part: P | null = null,
    isCounted: (one: Member<P>) => boolean = () => true,
  ): number {
    const those = place === null ? [...this.#byPlace.values()] : [this.#byPlace.get(place) ?? []];
    return sum(
      those.map(
        (some) => some.filter((one) => (part === null || one.parts.has(part)) && isCounted(one)).length,
      ),
    );
  }

  /** Of as many rows as may be shown: where something hidden could be found, the smallest that is shown is hidden too. */
  show(split: Split<P>): Rows {
    const within = this.#rowsOver(split);
    const isWhole = (place: string | null): boolean =>
      split.parts.every((part) => this.count(place, part) >= this.threshold);
    const whole = [...within.places]
      .filter(isWhole)
      .sort((one, other) => this.count(other, split.of) - this.count(one, split.of));
    const shown = [...whole];
    let region = within.region && isWhole(null);
    while (region && !this.#isSafe(split, new Set(shown))) {
      if (shown.pop() === undefined) region = false;
    }
    const rows = { places: new Set(region ? shown : whole), region };
    this.#rows.set(split.name, rows);
    return rows;
  }

  /** Whether nothing hidden can be found of a split that is shown of these places, and of all together. */
  #isSafe(split: Split<P>, shown: ReadonlySet<string>): boolean {
    return this.#pathTo(split).every((one) => {
      const places = one === split ? shown : (this.#rows.get(one.name)?.places ?? shown);
      return this.#isWide(split.parts, one, places);
    });
  }

  /**
   * Whether everybody that is hidden in a split, together, leaves each hidden place wide enough. Places of which not even the
   * people that it splits are shown are one row here: what they have together may be known, and therefore may not be small.
   */
  #isWide(parts: readonly P[], split: Split<P>, shown: ReadonlySet<string>): boolean {
    const within = this.#rowsOver(split).places;
    const bound = this.#below(split);
    const isFree = (one: Member<P>): boolean => !bound.some(({ name }) => one.bound.has(name));
    const count = (place: string, part: P | null): number => this.count(place, part, isFree);
    const hidden = [...this.#byPlace.keys()].filter((place) => !shown.has(place));
    const rows = hidden.filter((place) => within.has(place)).map((place) => count(place, split.of));
    const rest = hidden.filter((place) => !within.has(place));
    const together = sum(rest.map((place) => count(place, split.of)));
    const all = sum(rows) + together;
    return parts.every((part) => {
      const of = sum(hidden.map((place) => count(place, part)));
      const least = (row: number): number => Math.max(0, row + of - all);
      const isWide = (row: number): boolean => Math.min(row, of) - least(row) >= this.threshold;
      const isFine = rest.length === 0 || isWide(together) || least(together) >= this.threshold;
      return rows.every(isWide) && isFine;
    });
  }

  /** Where the people are shown that a split splits. */
  #rowsOver({ of }: Split<P>): Rows {
    if (of === null) return { places: this.placesWithTotal, region: true };
    const parent = this.splits.find(({ parts }) => parts.includes(of));
    const rows = parent === undefined ? undefined : this.#rows.get(parent.name);
    if (rows === undefined) throw new TypeError(`the split of ${of} comes before ${of}`);
    return rows;
  }

  /** A split, the one whose part it splits, and so on. */
  #pathTo(split: Split<P>): readonly Split<P>[] {
    const { of } = split;
    const parent = of === null ? undefined : this.splits.find(({ parts }) => parts.includes(of));
    return parent === undefined ? [split] : [split, ...this.#pathTo(parent)];
  }

  /** A split, and all that split its parts. */
  #below(split: Split<P>): readonly Split<P>[] {
    return this.splits.filter((one) => this.#pathTo(one).includes(split));
  }
}
