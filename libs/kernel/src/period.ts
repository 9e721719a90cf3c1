import { z } from 'zod';
import {
  boundsOf,
  dayBefore,
  DISTANT_FUTURE,
  DISTANT_PAST,
  PartialDateShape,
  type Bounds,
  type IsoDate,
  type PartialDate,
} from './partial-date.ts';

/** When something began: a date, or `unknown` (the source does not say). */
export type Start = PartialDate | 'unknown';
/**
 * The last day on which something holds (Dutch: *tot en met*), `open` (no end is set) or `unknown` (there may be
 * an end, and nobody recorded it). `open` and `unknown` answer differently.
 */
export type End = PartialDate | 'open' | 'unknown';
/** Yes, no, or: the record is not precise enough to say. */
export type Certainty = 'yes' | 'no' | 'uncertain';

export const StartShape = z.union([PartialDateShape, z.literal('unknown')]);
export const EndShape = z.union([PartialDateShape, z.literal('open'), z.literal('unknown')]);

/** A stretch of valid time as bounds: what rows hold, and what questions compare. Never a status. */
export type Period = { readonly from: Bounds; readonly until: Bounds };

/** Holds on no day. */
export const NEVER: Period = {
  from: { earliest: DISTANT_FUTURE, latest: DISTANT_FUTURE },
  until: { earliest: DISTANT_PAST, latest: DISTANT_PAST },
};

/** The bounds of a period. An unknown start lies anywhere before a known end; an unknown end, anywhere from the start on. */
export function periodOf(start: Start, end: End): Period {
  const until =
    end === 'open'
      ? { earliest: DISTANT_FUTURE, latest: DISTANT_FUTURE }
      : end === 'unknown'
        ? { earliest: start === 'unknown' ? DISTANT_PAST : boundsOf(start).earliest, latest: DISTANT_FUTURE }
        : boundsOf(end);
  const from = start === 'unknown' ? { earliest: DISTANT_PAST, latest: until.latest } : boundsOf(start);
  return { from, until };
}

/** Whether something that holds for `period` is in force on a day. */
export function inForceOn(period: Period, day: IsoDate): Certainty {
  if (day < period.from.earliest || day > period.until.latest) return 'no';
  return day >= period.from.latest && day <= period.until.earliest ? 'yes' : 'uncertain';
}

/** True where the end certainly lies before the start. */
export function isReversed(start: Start, end: End): boolean {
  if (start === 'unknown' || end === 'open' || end === 'unknown') return false;
  return boundsOf(end).latest < boundsOf(start).earliest;
}

/** The later of two dates: the one whose period ends later. What nobody knows decides nothing. */
export function later(one: Start, other: Start): Start {
  if (one === 'unknown') return other;
  if (other === 'unknown') return one;
  return boundsOf(other).latest > boundsOf(one).latest ? other : one;
}

/** The last day before a change: 2018-01-01 ends on 2017-12-31; a partial date stays as precise as it was. */
export function lastDayBefore(change: PartialDate): PartialDate;
export function lastDayBefore(change: Start): Start;
export function lastDayBefore(change: Start): Start {
  if (change === 'unknown') return change;
  const { earliest, latest } = boundsOf(change);
  return earliest === latest ? dayBefore(earliest) : change;
}
