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
const NONE: ReadonlySet<number> = new Set();
const known = new Map<number, ReadonlySet<number>>();

function holidaysOf(year: number): ReadonlySet<number> {
  if (year < YEAR_MIN || year > YEAR_MAX) return NONE;
  const found = known.get(year);
  if (found !== undefined) return found;
  const days = calendar
    .getHolidays(year)
    .filter(({ type, rule }) => type === 'public' || rule === 'easter -2' || rule.startsWith('05-05'))
    .map(({ date }) => dayNumber(date.slice(0, 10)));
  const holidays = new Set(days);
  known.set(year, holidays);
  return holidays;
}

const DAY_MS = 86_400_000;
const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
const LAST = dayNumber(DISTANT_FUTURE);
const dateOf = (day: number): IsoDate => IsoDate.parse(new Date(day * DAY_MS).toISOString().slice(0, 10));
/** 1970-01-01 was a Thursday. */
const isWeekend = (day: number): boolean => ((((day + 4) % 7) + 7) % 7) % 6 === 0;

const isOff = (day: number): boolean =>
  isWeekend(day) || holidaysOf(new Date(day * DAY_MS).getUTCFullYear()).has(day);

export const isWorkingDay = (date: IsoDate): boolean => !isOff(dayNumber(date));

/**
 * The `count`-th working day after `date`; with 0, `date` itself. `count` is whole and not negative. Days end with the
 * year 9999.
 */
export function addWorkingDays(date: IsoDate, count: number): IsoDate {
  let day = dayNumber(date);
  for (let left = count; left > 0 && day < LAST;) if (!isOff(++day)) left -= 1;
  return dateOf(day);
}

/** How many working days lie after `from`, up to and with `to`; 0 where `to` does not lie later. */
export function workingDaysBetween(from: IsoDate, to: IsoDate): number {
  let count = 0;
  for (let day = dayNumber(from) + 1; day <= dayNumber(to); day += 1) if (!isOff(day)) count += 1;
  return count;
}
