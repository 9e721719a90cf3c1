import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IsoDate } from '#kernel';
import { rule } from '#test/support/rule';
import { addWorkingDays, isWorkingDay, workingDaysBetween } from './working-days.ts';

const day = (text: string): IsoDate => IsoDate.parse(text);
const dayAfter = (text: string, days: number): string =>
  new Date(Date.parse(text) + days * 86_400_000).toISOString().slice(0, 10);
/** The Sunday of Easter, by the rule of Gauss in the form of Meeus, Jones and Butcher. */
function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const date = ((h + l - 7 * m + 114) % 31) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

describe(rule('referral.working-days'), () => {
  it.each([
    ['2026-11-06', true, 'a Friday'],
    ['2026-11-07', false, 'a Saturday'],
    ['2026-11-08', false, 'a Sunday'],
    ['2026-01-01', false, 'New Year'],
    ['2026-04-03', false, 'Good Friday'],
    ['2026-04-06', false, 'Easter Monday'],
    ['2026-05-14', false, 'Ascension'],
    ['2026-05-15', true, 'the day after Ascension, which no law names'],
    ['2026-05-25', false, 'Whit Monday'],
    ['2026-04-27', false, "King's day"],
    ['2027-04-27', false, "King's day on a Tuesday"],
    ['2025-04-26', false, "King's day on the Saturday, when the 27th is a Sunday"],
    ['2031-04-26', false, "King's day on the Saturday, when the 27th is a Sunday"],
    ['2031-04-28', true, 'the Monday after that Sunday'],
    ['2026-05-05', false, 'Liberation day'],
    ['2025-05-05', false, 'Liberation day in a year of five'],
    ['2026-05-04', true, 'Remembrance day'],
    ['2026-12-24', true, 'the day before Christmas'],
    ['2026-12-25', false, 'Christmas'],
    ['2028-12-26', false, 'Boxing day'],
    ['2026-12-31', true, 'the last day of the year'],
    ['2012-04-30', false, "Queen's day"],
  ])('%s: %s (%s)', (date, expected) => {
    expect(isWorkingDay(day(date))).toBe(expected);
  });

  it('follow Easter in every year from 2015 to 2045', () => {
    for (let year = 2015; year <= 2045; year += 1) {
      const sunday = easter(year);
      const off = [-2, 1, 39, 50].map((days) => dayAfter(sunday, days));
      expect([year, off.filter((date) => isWorkingDay(day(date)))]).toEqual([year, []]);
    }
  });

  it.each([
    ['2026-11-09', 0, '2026-11-09'],
    ['2026-11-07', 0, '2026-11-07'],
    ['2026-11-09', 1, '2026-11-10'],
    ['2026-11-06', 1, '2026-11-09'],
    ['2026-11-07', 1, '2026-11-09'],
    ['2026-11-09', 5, '2026-11-16'],
    ['2026-12-24', 1, '2026-12-28'],
    ['2026-12-31', 1, '2027-01-04'],
    ['2027-12-31', 1, '2028-01-03'],
    ['2026-04-02', 1, '2026-04-07'],
    ['2026-12-14', 10, '2026-12-29'],
    ['9999-12-30', 5, '9999-12-31'],
    ['2150-12-24', 1, '2150-12-25'],
    ['1989-12-22', 1, '1989-12-25'],
  ])('%s and %i more is %s', (date, count, expected) => {
    expect(addWorkingDays(day(date), count)).toBe(expected);
  });

  it('are counted from the day after the first, up to and with the last', () => {
    expect(workingDaysBetween(day('2026-11-06'), day('2026-11-16'))).toBe(6);
    expect(workingDaysBetween(day('2023-12-31'), day('2024-12-31'))).toBe(255);
    expect(workingDaysBetween(day('2026-11-07'), day('2026-11-08'))).toBe(0);
    expect(workingDaysBetween(day('2026-11-16'), day('2026-11-06'))).toBe(0);
  });

  it('add up: so many days later, and counted back, is so many', () => {
    const any = fc
      .date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => day(date.toISOString().slice(0, 10)));
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 300 }), (from, count) => {
        const to = addWorkingDays(from, count);
        expect(isWorkingDay(to)).toBe(true);
        expect(workingDaysBetween(from, to)).toBe(count);
      }),
    );
  });
});
