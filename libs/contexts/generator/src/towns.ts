import type { Province } from '#contexts/municipality';
import type { OrganisationKind } from '#contexts/organisation';
import type { Chance } from './chance.ts';
import type { Day } from './days.ts';
import type { Story } from './story.ts';

/** So many stories at most go on when a town merges. */
const HEIRS_MAX = 300;

/** A municipality in which stories play. */
export class Town {
  /** Its partners, by kind. */
  readonly partners = new Map<OrganisationKind, string[]>();
  isMember = false;
  /** Where it went, and when. */
  merged: { readonly into: string; readonly on: Day } | null = null;
  readonly #heirs: (() => Story)[] = [];

  constructor(
    readonly code: string,
    readonly name: string,
    readonly province: Province,
  ) {}

  /** The organisation that its executive is. */
  get executive(): string {
    return `gemeente-${this.code.toLowerCase()}`;
  }

  /** Begins a story when the town merges into another; the oldest are forgotten. */
  whenMerged(story: () => Story): void {
    if (this.#heirs.length >= HEIRS_MAX) this.#heirs.shift();
    this.#heirs.push(story);
  }
  mergeInto(into: string, on: Day): Story[] {
    this.merged = { into, on };
    return this.#heirs.splice(0).map((story) => story());
  }

  addPartner(kind: OrganisationKind, id: string): void {
    this.partners.set(kind, [...(this.partners.get(kind) ?? []), id]);
  }
  dropPartner(kind: OrganisationKind, id: string): void {
    this.partners.set(
      kind,
      (this.partners.get(kind) ?? []).filter((one) => one !== id),
    );
  }
  partnersOf(...kinds: readonly OrganisationKind[]): string[] {
    return kinds.flatMap((kind) => this.partners.get(kind) ?? []);
  }
  get allPartners(): string[] {
    return [...this.partners.values()].flat();
  }
}

/** The municipalities that the register knows. */
export class Towns {
  readonly #byCode = new Map<string, Town>();

  constructor(private readonly chance: Chance) {}

  add(town: Town): void {
    this.#byCode.set(town.code, town);
  }
  of(code: string): Town {
    const town = this.#byCode.get(code);
    if (town === undefined) throw new RangeError(`nothing tells of the municipality ${code}`);
    return town;
  }
  /** Those of the region, now. */
  get members(): Town[] {
    return [...this.#byCode.values()].filter(({ isMember, merged }) => isMember && merged === null);
  }
  any(): Town {
    return this.chance.pick(this.members);
  }
  /** The municipality that holds the land of `town` now. */
  now(town: Town): Town {
    return town.merged === null ? town : this.now(this.of(town.merged.into));
  }
  /** Now and then somebody has not heard of a merger. */
  asSomebodyKnows(town: Town): Town {
    return this.chance.happens(0.04) ? town : this.now(town);
  }
}
