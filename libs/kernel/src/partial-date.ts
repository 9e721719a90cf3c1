import { z } from 'zod';
import { rejector } from './rejected.ts';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);

const PARTIAL_DATE = /^(?!0000)\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;

/** Every month has 28 days; of a later one it is asked. */
const isPartialDate = (text: string): boolean =>
  PARTIAL_DATE.test(text) &&
  (text.length < 10 ||
    text.slice(8) <= '28' ||
    Number(text.slice(8)) <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7))));

const isIsoDate = (text: string): boolean => text.length === 10 && isPartialDate(text);

/** Shapes for event data and commands; the parsers below use them too. */
export const PartialDateShape = z
  .string()
  .refine(isPartialDate, 'must be a date such as 2022, 2022-04 or 2022-04-12 (EDTF level 0)')
  .brand<'PartialDate'>();
export const IsoDateShape = z
  .string()
  .refine(isIsoDate, 'must be a date such as 2022-04-12 (ISO 8601)')
  .brand<'PartialDate'>()
  .brand<'IsoDate'>();

/** A date as precise as its source: `2022`, `2022-04` or `2022-04-12` (EDTF level 0, ISO 8601-2). */
export type PartialDate = z.output<typeof PartialDateShape>;
/** A calendar date, `YYYY-MM-DD` (ISO 8601, proleptic Gregorian): the most precise of these. Compares as text. */
export type IsoDate = z.output<typeof IsoDateShape>;

/** The first and the last day that a date may stand for, both included. */
export type Bounds = { readonly earliest: IsoDate; readonly latest: IsoDate };

export const dateRejections = {
  'kernel.not-a-partial-date': {
    kind: 'invalid',
    says: 'Must be a date such as 2022, 2022-04 or 2022-04-12 (EDTF level 0).',
  },
  'kernel.not-a-date': { kind: 'invalid', says: 'Must be a date such as 2022-04-12 (ISO 8601).' },
} as const;
const reject = rejector(dateRejections);

/** Every decision compares dates, so they are not asked of a shape here, which would find the same. */
function parser<D extends string>(isOne: (text: string) => boolean, code: keyof typeof dateRejections) {
  const is = (value: unknown): value is D => typeof value === 'string' && isOne(value);
  return {
    /** True where {@link parse} would not throw. */
    is,
    /** The value, or {@link Rejected} (`invalid`) naming `field`. */
    parse: (text: unknown, field: string | null = null): D => (is(text) ? text : reject(code, field)),
  };
}

export const PartialDate = parser<PartialDate>(isPartialDate, 'kernel.not-a-partial-date');
export const IsoDate = parser<IsoDate>(isIsoDate, 'kernel.not-a-date');

/** Stand for "before" and "after" every date that a record can hold. */
export const DISTANT_PAST = IsoDate.parse('0001-01-01');
export const DISTANT_FUTURE = IsoDate.parse('9999-12-31');

/** A partial date that names a day is a calendar date. */
const isDay = (date: PartialDate): date is IsoDate => date.length === 10;

/** The bounds of a date: `2022-04` is 2022-04-01 to 2022-04-30. */
export function boundsOf(date: PartialDate): Bounds {
  if (isDay(date)) return { earliest: date, latest: date };
  const [year = '', month] = date.split('-');
  const first = month ?? '01';
  const last = month ?? '12';
  return {
    earliest: IsoDate.parse(`${year}-${first}-01`),
    latest: IsoDate.parse(`${year}-${last}-${daysIn(Number(year), Number(last))}`),
  };
}

function dateOf(year: number, month: number, day: number): IsoDate {
  const padded = (n: number, digits: number): string => String(n).padStart(digits, '0');
  return IsoDate.parse(`${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`);
}

/** The day before; years before 1 do not exist here. */
export function dayBefore(date: IsoDate): IsoDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  if (day > 1) return dateOf(year, month, day - 1);
  if (month > 1) return dateOf(year, month - 1, daysIn(year, month - 1));
  return dateOf(year - 1, 12, 31);
}

/** The day after; after the year 9999 nothing comes. */
function dayAfter(date: IsoDate): IsoDate | null {
  if (date >= DISTANT_FUTURE) return null;
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  if (day < daysIn(year, month)) return dateOf(year, month, day + 1);
  return month < 12 ? dateOf(year, month + 1, 1) : dateOf(year + 1, 1, 1);
}

/** The first day after the whole period that a date may stand for; `null`: it never passes. */
export const passedFrom = (date: PartialDate | 'open' | 'unknown'): IsoDate | null =>
  date === 'open' || date === 'unknown' ? null : dayAfter(boundsOf(date).latest);

/**
 * `date` and whole months, as precise as it was (a year counts from its end, unless the months make whole years); at
 * most the end of 9999.
 */
export function monthsAfter(date: PartialDate, months: number): PartialDate {
  const precise = date.length === 4 && months % 12 !== 0 ? boundsOf(date).latest : date;
  const [year = 0, month, day] = precise.split('-').map(Number);
  const count = year * 12 + (month ?? 1) - 1 + months;
  if (count >= 10_000 * 12) return DISTANT_FUTURE;
  const there = `${String(Math.floor(count / 12)).padStart(4, '0')}`;
  if (month === undefined) return PartialDate.parse(there);
  const inMonth = PartialDate.parse(`${there}-${String((count % 12) + 1).padStart(2, '0')}`);
  if (day === undefined) return inMonth;
  const lastDay: IsoDate = boundsOf(inMonth).latest;
  const sameDay = `${inMonth}-${String(day).padStart(2, '0')}`;
  return PartialDate.parse(sameDay < lastDay ? sameDay : lastDay);
}
