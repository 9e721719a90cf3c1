import {
  boundsOf,
  DISTANT_PAST,
  inForceOn,
  isReversed,
  lastDayBefore,
  type PartialDate,
  periodOf,
  type Certainty,
  type End,
  type IsoDate,
  type Period,
  type Start,
  type Told,
} from '#kernel';
import type { Province, ReorganisationKind } from './municipality.events.ts';

export type Registration = {
  readonly code: string;
  readonly name: string;
  readonly province: Province;
  readonly from: Start;
};
export type Renaming = { readonly name: string; readonly on: Start };
export type Municipality = {
  /** `null` where a source told of the code before anything registered it. */
  readonly registration: Told<Registration> | null;
  readonly renamings: readonly Renaming[];
};
/** True where only a source tells it. */
type PerSource = { readonly perSource: boolean };
export type Reorganisation = PerSource & {
  readonly kind: ReorganisationKind;
  readonly from: readonly string[];
  readonly into: string;
  readonly effectiveOn: Start;
  readonly note?: string | undefined;
};
export type Membership = { readonly code: string; readonly from: Start; readonly until: End };
export type Region = PerSource & {
  readonly regionId: string;
  /** `null` where only memberships are known. */
  readonly name: string | null;
  readonly from: Start;
  readonly memberships: readonly Membership[];
};

/** All municipalities, reorganisations and regions, in whatever order sources told of them. */
export type MunicipalityState = {
  readonly municipalities: ReadonlyMap<string, Municipality>;
  readonly reorganisations: readonly Reorganisation[];
  readonly regions: ReadonlyMap<string, Region>;
};

/** What other contexts may know of a code. */
export type MunicipalityFacts = {
  readonly code: string;
  readonly known: boolean;
  /** The last day on which the code existed; `null` where it still does, or where no source gives the day. */
  readonly endedOn: PartialDate | null;
  /** The code that it merged into (the next one only), or `null`. */
  readonly successor: string | null;
};

/** What the register knows of `code`. */
export function municipalityFacts(code: string, state: MunicipalityState): MunicipalityFacts {
  const merger = mergerOf(code, state);
  return {
    code,
    known: registrationOf(code, state) !== null,
    endedOn: merger === null ? null : lastDayOf(merger),
    successor: merger?.into ?? null,
  };
}

/** True where `date` certainly lies after the end of the code: there, no new fact can hold. */
export function liesAfterEnd({ endedOn }: Pick<MunicipalityFacts, 'endedOn'>, date: Start): boolean {
  if (endedOn === null || date === 'unknown') return false;
  return boundsOf(date).earliest > boundsOf(endedOn).latest;
}

/** The municipality that holds the land of `code` by the borders of `day`: itself, or where its mergers lead. */
export function byBordersOf(day: IsoDate, code: string, state: MunicipalityState): string {
  return chainOf(code, state, day).at(-1) ?? code;
}

/** The codes that `code` went to, one merger after the other, by the borders of `day`. */
export function successorsOf(day: IsoDate, code: string, state: MunicipalityState): readonly string[] {
  return chainOf(code, state, day).slice(1);
}

/** All codes, direct and earlier, whose land `code` holds by the borders of `day`. */
export function predecessorsOf(day: IsoDate, code: string, state: MunicipalityState): readonly string[] {
  const ended = new Set(state.reorganisations.flatMap(({ from }) => from));
  return [...ended].filter((other) => chainOf(other, state, day).indexOf(code) > 0).sort();
}

/** The province of `code`, or `null` where the register does not know the code. */
export function provinceOf(code: string, state: MunicipalityState): Province | null {
  return registrationOf(code, state)?.province ?? null;
}

/** The name that `code` had on a day, or `null` where the register does not know the code. */
export function nameOn(day: IsoDate, code: string, state: MunicipalityState): string | null {
  const registration = registrationOf(code, state);
  if (registration === null) return null;
  const begun = (state.municipalities.get(code)?.renamings ?? [])
    .map(({ name, on }) => ({ name, since: on === 'unknown' ? DISTANT_PAST : boundsOf(on).earliest }))
    .filter(({ since }) => since <= day)
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  return begun.at(-1)?.name ?? registration.name;
}

/** The members that a region had at some time, with the bounds of each membership. A member ends with its code. */
export function membershipsOf(
  regionId: string,
  state: MunicipalityState,
): readonly { readonly code: string; readonly period: Period }[] {
  const memberships = state.regions.get(regionId)?.memberships ?? [];
  return memberships.map(({ code, from, until }) => {
    const period = periodOf(from, until);
    const { endedOn } = municipalityFacts(code, state);
    return { code, period: endedOn === null ? period : endingBy(endedOn, period) };
  });
}

/** The members of a region on a day: for certain, or (`uncertain`) perhaps. */
export function membersOn(
  day: IsoDate,
  regionId: string,
  state: MunicipalityState,
): readonly { readonly code: string; readonly member: Exclude<Certainty, 'no'> }[] {
  const members = new Map<string, 'yes' | 'uncertain'>();
  for (const { code, period } of membershipsOf(regionId, state)) {
    const member = inForceOn(period, day);
    if (member === 'yes' || (member === 'uncertain' && !members.has(code))) members.set(code, member);
  }
  return [...members].map(([code, member]) => ({ code, member }));
}

const registrationOf = (code: string, state: MunicipalityState): Registration | null =>
  state.municipalities.get(code)?.registration?.said ?? null;

/** The merger that ended `code`: one that was decided live before what sources tell; or `null`. A code that takes others in goes on. */
export function mergerOf(
  code: string,
  { reorganisations }: Pick<MunicipalityState, 'reorganisations'>,
): Reorganisation | null {
  const ends = ({ kind, from, into }: Reorganisation): boolean =>
    kind === 'merger' && into !== code && from.includes(code);
  const merger = reorganisations.findLast((one) => !one.perSource && ends(one));
  return merger ?? reorganisations.findLast(ends) ?? null;
}

const lastDayOf = ({ effectiveOn }: Reorganisation): PartialDate | null =>
  effectiveOn === 'unknown' ? null : lastDayBefore(effectiveOn);

function endingBy(end: PartialDate, { from, until }: Period): Period {
  const { earliest, latest } = boundsOf(end);
  return {
    from,
    until: {
      earliest: until.earliest < earliest ? until.earliest : earliest,
      latest: until.latest < latest ? until.latest : latest,
    },
  };
}

/** `code` and its successors. Sources that contradict each other may lead in a circle: it is walked once. */
function chainOf(code: string, state: MunicipalityState, day: IsoDate): string[] {
  const chain = [code];
  for (;;) {
    const merger = mergerOf(chain.at(-1) ?? code, state);
    if (merger === null || chain.includes(merger.into) || !hasTakenEffect(merger, day)) return chain;
    chain.push(merger.into);
  }
}

/** A merger of an unknown day has happened: sources tell no future ones. */
const hasTakenEffect = ({ effectiveOn }: Reorganisation, day: IsoDate): boolean =>
  effectiveOn === 'unknown' || boundsOf(effectiveOn).latest <= day;

/** Memberships with one more joining; an end that a source told earlier without its beginning is completed. */
export function withJoining(
  memberships: readonly Membership[],
  { code, from }: { readonly code: string; readonly from: Start },
): readonly Membership[] {
  return replaceFirst(
    memberships,
    (known) => known.code === code && known.from === 'unknown' && !isReversed(from, known.until),
    (known) => ({ code, from, until: known?.until ?? 'open' }),
  );
}

/** Memberships with one more leaving: the open one ends, or an end without a known beginning is noted. */
export function withLeaving(
  memberships: readonly Membership[],
  { code, until }: { readonly code: string; readonly until: Start },
): readonly Membership[] {
  return replaceFirst(
    memberships,
    (known) => known.code === code && known.until === 'open' && !isReversed(known.from, until),
    (known) => ({ code, from: known?.from ?? 'unknown', until }),
  );
}

function replaceFirst<T>(
  items: readonly T[],
  fits: (item: T) => boolean,
  make: (found: T | undefined) => T,
): readonly T[] {
  const index = items.findIndex(fits);
  return index < 0 ? [...items, make(undefined)] : items.with(index, make(items[index]));
}
