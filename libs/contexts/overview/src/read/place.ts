import type { IsoDate } from '#kernel';
import {
  byBordersOf,
  membersOn,
  nameOn,
  predecessorsOf,
  type MunicipalityState,
} from '#contexts/municipality';
import { sql, type Answer, type Sql, type View } from '#platform/read-store';
import type { Read, Reading } from '#platform/records';
import { geographyOf, geographyQuestions, regionMembership, type GeographyRows } from '#read/municipality';
import type { Borders, OverviewParameters } from '../overview.requests.ts';

/** One municipality, all members of a region, or all municipalities that the register knows. */
export type Where = { readonly code: string } | { readonly regionId: string } | { readonly everywhere: true };

/** A municipality, and the codes that its facts stand under. */
export type Place = {
  readonly code: string;
  readonly name: string | null;
  /** Whether it was a member of the region on the day asked for; a municipality by itself: `yes`. */
  readonly member: 'yes' | 'uncertain';
  readonly codes: readonly string[];
};

type Group = { readonly [name: string]: Sql };
type RowsOf<Q extends Group> = Answer<{ readonly own: Q }>['rows']['own'];

/** What was asked about a place, and where that is. */
export type AboutPlace<Q extends Group> = {
  readonly read: Pick<Read<Group>, 'day' | 'answer' | 'absent'>;
  /** More questions at the same number. */
  readonly more: Read<Group>['more'];
  readonly geography: MunicipalityState;
  readonly geographyRows: GeographyRows;
  readonly places: readonly Place[];
  /** The codes of all places. */
  readonly codes: readonly string[];
  readonly rows: RowsOf<Q>;
};

/** Which codes the questions are about, as an array in SQL. */
type Ask<Q> = (view: View, day: IsoDate, codes: Sql) => Q;
type Options = {
  /** The codes of every member that a region ever had are as good: what is too much is left out afterwards. */
  readonly takesFormerMembers?: boolean;
};

/**
 * Asks about a place. As recorded, a municipality has the one code that was asked for, and all is asked at once; where
 * the codes follow from its geography (those of the members on the day, or of all whose land a municipality holds today),
 * they are asked for first. 404 where the register does not know the place.
 */
export async function askAbout<const Q extends Group>(
  reading: Reading,
  where: Where,
  parameters: OverviewParameters,
  today: IsoDate,
  ask: Ask<Q>,
  { takesFormerMembers = false }: Options = {},
): Promise<AboutPlace<Q>> {
  const { borders = 'recorded' } = parameters;
  const found = (read: Pick<Read<Group>, 'day' | 'answer' | 'absent' | 'more'>, rows: GeographyRows) => {
    const geography = geographyOf(rows);
    const places = placesOf(where, geography, bordersOn(borders, today), read.day);
    if (places === null) throw read.absent();
    const codes = places.flatMap((place) => place.codes);
    return { read, more: read.more, geography, geographyRows: rows, places, codes };
  };

  if (borders === 'recorded' && !('everywhere' in where) && ('code' in where || takesFormerMembers)) {
    const read = await reading.ask(parameters, (view, day) => ({
      geography: geographyQuestions(view),
      own: ask(view, day, knownCodes(view, where)),
    }));
    return { ...found(read, read.rows.geography), rows: read.rows.own };
  }
  const read = await reading.ask(parameters, (view) => ({ geography: geographyQuestions(view) }));
  const about = found(read, read.rows.geography);
  const { own } = await read.more((view) => ({ own: ask(view, read.day, sql`${about.codes}::text[]`) }));
  return { ...about, rows: own };
}

const knownCodes = (view: View, where: Exclude<Where, { readonly everywhere: true }>): Sql =>
  'code' in where
    ? sql`${[where.code]}::text[]`
    : sql`ARRAY(SELECT r.code FROM ${view.rows(regionMembership)} r WHERE r.region_id = ${where.regionId})`;

/** The day of whose borders a request asks; `null`: each fact as it was recorded. */
export const bordersOn = (borders: Borders, today: IsoDate): IsoDate | null =>
  borders === 'recorded' ? null : borders === 'today' ? today : borders;

/**
 * The places, or `null` where the register does not know them. By the borders of a day a municipality has the codes of
 * all whose land it held; as recorded (`null`), only its own.
 */
function placesOf(
  where: Where,
  geography: MunicipalityState,
  borders: IsoDate | null,
  day: IsoDate,
): readonly Place[] | null {
  const place = (code: string, member: Place['member']): Place => ({
    code,
    name: nameOn(borders ?? day, code, geography),
    member,
    codes: borders === null ? [code] : [code, ...predecessorsOf(borders, code, geography)],
  });
  if ('code' in where) {
    return geography.municipalities.has(where.code) ? [place(where.code, 'yes')] : null;
  }
  if ('everywhere' in where) {
    return [...geography.municipalities.keys()].sort().map((code) => place(code, 'yes'));
  }
  if (!geography.regions.has(where.regionId)) return null;
  const members = new Map<string, Place['member']>();
  for (const { code, member } of membersOn(day, where.regionId, geography)) {
    const holder = borders === null ? code : byBordersOf(borders, code, geography);
    if (member === 'yes' || !members.has(holder)) members.set(holder, member);
  }
  return [...members].map(([code, member]) => place(code, member)).sort((a, b) => (a.code < b.code ? -1 : 1));
}
