import { IsoDate, PartialDate, type Start } from '#kernel';

/** A calendar day as a number: days since 1970-01-01. */
export type Day = number;

export const MS_PER_DAY = 86_400_000;

export const isoOf = (day: Day): IsoDate =>
  IsoDate.parse(new Date(day * MS_PER_DAY).toISOString().slice(0, 10));

/** The first day that a date may stand for; `null` where nobody knows. */
export const firstDayOf = (date: Start): Day | null =>
  date === 'unknown' ? null : Date.parse(`${date}-01-01`.slice(0, 10)) / MS_PER_DAY;

/** As much of a day as a source may know of it. */
export const asPreciseAs = (precision: 'day' | 'month' | 'year', day: Day): PartialDate =>
  PartialDate.parse(isoOf(day).slice(0, { day: 10, month: 7, year: 4 }[precision]));

/** The year of a day: `2017`. */
export const yearOf = (day: Day): string => isoOf(day).slice(0, 4);
