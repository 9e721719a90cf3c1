import { contextOf, DISTANT_FUTURE, type Event, type IsoDate } from '#kernel';
import { byBordersOf, membershipsOf, predecessorsOf, type MunicipalityState } from '#contexts/municipality';
import { sql, type ProjectedFact } from '#platform/read-store';
import type { Reading } from '#platform/records';
import { geographyOf, geographyQuestions } from '#read/municipality';
import { aboutsOf } from './records.ts';
import { aboutOf, boundsIn } from './timeline.projection.ts';

/** Of what a replay is to tell, and how. */
export type ReplayScope = {
  /** A capability, such as `agreement`. */
  readonly context?: string;
  readonly municipality?: string;
  readonly region?: string;
  /** Facts that certainly lie after this day are not told; those without a date are. */
  readonly validUntil?: IsoDate;
  /** `recorded`: each code as it was recorded. A day: in place of a code, the one that held its land on that day. */
  readonly borders: IsoDate | 'recorded';
};

/** How a replay of a scope reads facts, and what whoever reads its result has to know. */
export type ScopedReading = {
  readonly reads: (fact: ProjectedFact) => ProjectedFact | null;
  readonly notes: readonly string[];
};

/**
 * What a scope comes to at the moment of `reading`. A place has the records that name it, its coalitions and their decisions, and
 * the agreements that cover it; a region those of all that ever were its members. 404 where the register does not know the place.
 */
export async function scopedReading(reading: Reading, scope: ReplayScope): Promise<ScopedReading> {
  const { borders, context, validUntil = DISTANT_FUTURE, municipality, region } = scope;
  const isOfScope = ({ event }: ProjectedFact): boolean =>
    (context === undefined || isOf(context, event)) &&
    (validUntil === DISTANT_FUTURE || isBy(validUntil, event.data));
  if (borders === 'recorded' && municipality === undefined && region === undefined)
    return { reads: (fact) => (isOfScope(fact) ? fact : null), notes: [] };
  const { rows, more, absent } = await reading.ask({}, (view) => ({ geography: geographyQuestions(view) }));
  const geography = geographyOf(rows.geography);
  const codes = codesOf(scope, geography);
  if (codes !== null && codes.length === 0) throw absent();
  const about =
    codes === null
      ? null
      : await more((view) => ({
          abouts: sql<{ readonly about: string }>`${aboutsOf(view, sql`${codes}::text[]`)}`,
        }));
  const streams = new Set(about?.abouts.map((one) => one.about));
  const places = new Set(codes);
  const isInPlace = (fact: ProjectedFact): boolean =>
    codes === null || streams.has(fact.stream) || aboutOf(fact).some((place) => places.has(place));
  const isTold = (fact: ProjectedFact): boolean => isOfScope(fact) && isInPlace(fact);
  const read = borders === 'recorded' ? (event: Event): Event => event : byBorders(borders, geography);
  return {
    reads: (fact) => (isTold(fact) ? { ...fact, event: read(fact.event) } : null),
    notes: borders === 'recorded' ? [] : keptParts(borders, geography),
  };
}

/** Municipalities and the regions of which they are members are told of by one capability, under two names. */
const isOf = (context: string, { type }: Event): boolean =>
  contextOf(type) === `${context}.` || (context === 'municipality' && contextOf(type) === 'region.');

function isBy(day: IsoDate, data: object): boolean {
  const { earliest } = boundsIn(data);
  return earliest === DISTANT_FUTURE || earliest <= day;
}

/** The codes of the place; `null`: of all places. */
function codesOf(
  { municipality, region, borders }: ReplayScope,
  geography: MunicipalityState,
): readonly string[] | null {
  if (municipality === undefined && region === undefined) return null;
  const known =
    municipality === undefined
      ? membershipsOf(region ?? '', geography).map(({ code }) => code)
      : geography.municipalities.has(municipality)
        ? [municipality]
        : [];
  if (borders === 'recorded') return [...new Set(known)];
  return [...new Set(known.flatMap((code) => [code, ...predecessorsOf(borders, code, geography)]))];
}

const CODE = /^GM\d{4}$/;

/**
 * Events with the codes of a day in place of those that were recorded, wherever they stand in it. What tells of municipalities
 * themselves is left as it is: it is what makes the difference.
 */
function byBorders(day: IsoDate, geography: MunicipalityState): (event: Event) => Event {
  const known = new Map<string, string>();
  const codeOn = (code: string): string => {
    const found = known.get(code) ?? byBordersOf(day, code, geography);
    known.set(code, found);
    return found;
  };
  const read = (value: unknown): unknown => {
    if (typeof value === 'string') return CODE.test(value) ? codeOn(value) : value;
    if (Array.isArray(value)) {
      const items = value.map(read);
      // Two that became one are one.
      return value.every((item) => typeof item === 'string') ? [...new Set(items)] : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, read(one)]));
  };
  return (event) => (isOf('municipality', event) ? event : { ...event, data: read(event.data) as object });
}

/** Border corrections move land and end no code: records keep the code of their time. */
const keptParts = (day: IsoDate, { reorganisations }: MunicipalityState): readonly string[] =>
  reorganisations
    .filter(({ kind, effectiveOn }) => kind === 'borderCorrection' && effectiveOn <= day)
    .map(
      ({ from, into, effectiveOn }) =>
        `A part of ${from.join(', ')} went to ${into} on ${effectiveOn} by a border correction: what was recorded of it keeps the code of its time.`,
    );
