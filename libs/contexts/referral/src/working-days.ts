import Holidays from 'date-holidays';
import { DISTANT_FUTURE, IsoDate } from '#kernel';

/**
 * Working days of the Netherlands: Monday to Friday, but for the days that the Algemene termijnenwet (article 3) names
 * or puts on a par with them. The library knows the days; the law adds Good Friday and every 5 May to those that it
 * calls public. Outside the years 1990 to 2100, of which nobody can know them, there are weekends and no holidays.
 */
const calendar = new Holidays('NL');
const YEAR_MIN = 1990;
const YEAR_MAX = 2100;
const NONE: ReadonlySet<string> = new Set();
const known = new Map<number, ReadonlySet<string>>();

function holidaysOf(year: number): ReadonlySet<string> {
  if (year < YEAR_MIN || year > YEAR_MAX) return NONE;
  const found = known.get(year);
  if (found !== undefined) return found;
  const days = calendar
    .getHolidays(year)
    .filter(({ type, rule }) => type === 'public' || rule === 'easter -2' || rule.startsWith('05-05'))
    .map(({ date }) => date.slice(0, 10));
  const holidays = new Set(days);
  known.set(year, holidays);
  return holidays;
}

const DAY_MS = 86_400_000;
const dayOf = (date: IsoDate): number => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
const LAST = dayOf(DISTANT_FUTURE);
const dateOf = (day: number): IsoDate => IsoDate.parse(new Date(day * DAY_MS).toISOString().slice(0, 10));
/** 1970-01-01 was a Thursday. */
const isWeekend = (day: number): boolean => ((((day + 4) % 7) + 7) % 7) % 6 === 0;

export function isWorkingDay(date: IsoDate): boolean {
  return !isWeekend(dayOf(date)) && !holidaysOf(Number(date.slice(0, 4))).has(date);
}

/**
 * The `count`-th working day after `date`; with 0, `date` itself. `count` is whole and not negative. Days end with the
 * year 9999.
 */
export function addWorkingDays(date: IsoDate, count: number): IsoDate {
  let day = dayOf(date);
  for (let left = count; left > 0 && day < LAST;) if (isWorkingDay(dateOf(++day))) left -= 1;
  return dateOf(day);
}

/** How many working days lie after `from`, up to and with `to`; 0 where `to` does not lie later. */
export function workingDaysBetween(from: IsoDate, to: IsoDate): number {
  let count = 0;
  for (let day = dayOf(from) + 1; day <= dayOf(to); day += 1) if (isWorkingDay(dateOf(day))) count += 1;
  return count;
}
