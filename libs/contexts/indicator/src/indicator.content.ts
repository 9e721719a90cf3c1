import { boundsOf, PartialDate, type Bounds } from '#kernel';
import { z } from 'zod';

/** What an indicator tells of: how a programme goes, what is done, or what it comes to. */
export const IndicatorKinds = ['programme', 'process', 'outcome'] as const;
export type IndicatorKind = (typeof IndicatorKinds)[number];

/** What its numerator and denominator count. Only figures that count people can give a person away. */
export const IndicatorUnits = ['people', 'municipalities', 'organisations', 'other'] as const;
export type IndicatorUnit = (typeof IndicatorUnits)[number];

/** What the register counts itself: municipalities of which a coalition was formed, or has adopted a plan of action. */
export const Computations = ['coalitionFormed', 'planOfAction'] as const;
export type Computation = (typeof Computations)[number];

const QUARTER = /^(\d{4})-Q([1-4])$/;
const MONTHS_OF_QUARTER = [
  ['01', '03'],
  ['04', '06'],
  ['07', '09'],
  ['10', '12'],
] as const;
const isClosedStretch = (text: string): boolean =>
  QUARTER.test(text) || (/^\d{4}(-\d{2})?$/.test(text) && PartialDate.is(text));

/** The stretch of time that a figure is of: a year (`2022`), a quarter (`2022-Q3`) or a month (`2022-09`). */
export const MeasuredPeriodShape = z
  .string()
  .refine(isClosedStretch, 'must be a year, a quarter or a month, such as 2022, 2022-Q3 or 2022-09')
  .brand<'MeasuredPeriod'>();
export type MeasuredPeriod = z.output<typeof MeasuredPeriodShape>;

/** The first and the last day of a period. */
export function daysOf(period: MeasuredPeriod): Bounds {
  const [, year, quarter] = QUARTER.exec(period) ?? [];
  if (year === undefined) return boundsOf(PartialDate.parse(period));
  const [first, last] = MONTHS_OF_QUARTER[Number(quarter) - 1] ?? MONTHS_OF_QUARTER[0];
  return {
    earliest: boundsOf(PartialDate.parse(`${year}-${first}`)).earliest,
    latest: boundsOf(PartialDate.parse(`${year}-${last}`)).latest,
  };
}

/** A figure; both are left out where it is hidden, by its publisher or because it is small. */
export type Figure = {
  readonly numerator?: number | undefined;
  readonly denominator?: number | undefined;
};

/** Of fewer people nothing is kept, counted or left over (docs/adr/0025-figures-about-people.md). */
export const PEOPLE_MIN = 10;

/** True for a figure from which one could come to know a person: too few counted, or too few left over. */
export const isSmall = ({ numerator = 0, denominator = 0 }: Figure): boolean =>
  numerator < PEOPLE_MIN || denominator - numerator < PEOPLE_MIN;

export const isHidden = ({ numerator, denominator }: Figure): boolean =>
  numerator === undefined && denominator === undefined;
