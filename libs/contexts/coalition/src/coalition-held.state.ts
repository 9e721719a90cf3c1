import { boundsOf, isReversed, lastDayBefore, type End, type Start } from '#kernel';
import type { Domain } from '#contexts/organisation';
import { ExclusiveRoles, type CoalitionRole } from './coalition.events.ts';

/** What holds from a first to a last day; `open` while it stands. `perSource` until a live event replaces it. */
export type Held = { readonly from: Start; readonly until: End; readonly perSource: boolean };
export type Member = Held & { readonly code: string };
export type Partner = Held & { readonly organisationId: string; readonly domain: Domain | null };
export type Holding = Held & {
  readonly role: CoalitionRole;
  readonly organisationId: string | null;
  readonly function: string | null;
};

/** True where no end is recorded. */
export const stands = ({ until }: { readonly until: End }): boolean => until === 'open';
export const isExclusive = (role: CoalitionRole): boolean =>
  (ExclusiveRoles as readonly CoalitionRole[]).includes(role);
export const sameHolder = (
  holding: Pick<Holding, 'organisationId' | 'function'>,
  other: {
    readonly organisationId?: string | null | undefined;
    readonly function?: string | null | undefined;
  },
): boolean =>
  holding.organisationId === (other.organisationId ?? null) && holding.function === (other.function ?? null);

/** `entries` with those that stand and are meant ended on `until`. */
export const ending = <T extends Held>(
  entries: readonly T[],
  until: End,
  meant: (entry: T) => boolean,
): T[] => entries.map((entry) => (stands(entry) && meant(entry) ? { ...entry, until } : entry));

/** `entries` with one more, in place of one that stands and is the same; a source replaces nothing live. */
export function replacing<T extends Held>(entries: readonly T[], entry: T, same: (other: T) => boolean) {
  const others = entries.filter((other) => !(stands(other) && same(other)));
  const keepsLive = entry.perSource && entries.some((other) => !other.perSource && !others.includes(other));
  return keepsLive ? entries : [...others, entry];
}

/**
 * `holdings` with one more. A role for one holder passes on to it: the former one had it until the day before. Sources
 * tell of holders in any order, and of none in the place of one that was decided live.
 */
export function assigned(holdings: readonly Holding[], holding: Holding): readonly Holding[] {
  const { role, from, perSource } = holding;
  const comesLater = (one: Holding): boolean => perSource && isReversed(one.from, from);
  const gives = (one: Holding): boolean =>
    one.role === role && (isExclusive(role) ? !comesLater(one) : sameHolder(one, holding));
  if (perSource && holdings.some((one) => stands(one) && !one.perSource && gives(one))) return holdings;
  const others = holdings.filter(
    (one) => !(stands(one) && one.perSource && one.role === role && sameHolder(one, holding)),
  );
  if (!isExclusive(role)) return [...others, holding];
  const [next] = others
    .filter((one) => one.role === role && comesLater(one))
    .sort((one, other) => (isReversed(other.from, one.from) ? -1 : 1));
  const until = next === undefined ? holding.until : lastDayBefore(next.from);
  return [...ending(others, lastDayBefore(from), gives), { ...holding, until }];
}

/** True where something may have held on (some day of) a date. */
export function mayHoldOn({ from, until }: Held, date: Start): boolean {
  if (date === 'unknown') return true;
  const begun = from === 'unknown' || boundsOf(from).earliest <= boundsOf(date).latest;
  return begun && !isReversed(date, until);
}
