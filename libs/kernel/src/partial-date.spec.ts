import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rule } from '#test/support/rule';
import { boundsOf, dayBefore, IsoDate, monthsAfter, PartialDate, passedFrom } from './partial-date.ts';

const exact = fc
  .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((instant) => IsoDate.parse(instant.toISOString().slice(0, 10)));

describe(rule('history.partial-dates'), () => {
  it.each(['2022', '2022-04', '2022-04-12', '0001', '9999-12-31', '2024-02-29', '2000-02-29'])(
    '%s is one',
    (text) => expect(PartialDate.is(text)).toBe(true),
  );
  it.each([
    '',
    '22',
    '0000',
    '2022-13',
    '2022-00',
    '2022-4',
    '2022-04-31',
    '2022-04-00',
    '2023-02-29',
    '1900-02-29',
    '2022-04-12T00:00:00Z',
    ' 2022',
    '2022~',
    'unknown',
    2022,
    null,
  ])('%j is none', (value) => expect(PartialDate.is(value)).toBe(false));
  it('refuses what is none, naming the field', () =>
    expect(() => PartialDate.parse('31-12-2022', 'on')).toThrow(
      expect.objectContaining({ code: 'kernel.not-a-partial-date', kind: 'invalid', field: 'on' }),
    ));
  it('takes whole days only where a day is asked', () => {
    expect(IsoDate.is('2022-04-12')).toBe(true);
    expect(IsoDate.is('2022-04')).toBe(false);
  });
});

describe(rule('history.bounds'), () => {
  it.each([
    ['2022', '2022-01-01', '2022-12-31'],
    ['2022-04', '2022-04-01', '2022-04-30'],
    ['2022-12', '2022-12-01', '2022-12-31'],
    ['2023-02', '2023-02-01', '2023-02-28'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['1900-02', '1900-02-01', '1900-02-28'],
    ['2000-02', '2000-02-01', '2000-02-29'],
    ['2022-04-12', '2022-04-12', '2022-04-12'],
  ])('%s: %s to %s', (date, earliest, latest) =>
    expect(boundsOf(PartialDate.parse(date))).toEqual({ earliest, latest }),
  );
  it('holds every day of its year and month', () =>
    fc.assert(
      fc.property(exact, (day) => {
        for (const length of [4, 7, 10]) {
          const { earliest, latest } = boundsOf(PartialDate.parse(day.slice(0, length)));
          expect(earliest <= day && day <= latest).toBe(true);
        }
      }),
    ));
  it('holds no day of another one', () =>
    fc.assert(
      fc.property(exact, exact, fc.constantFrom(4, 7, 10), (day, other, length) => {
        const { earliest, latest } = boundsOf(PartialDate.parse(day.slice(0, length)));
        expect(earliest <= other && other <= latest).toBe(day.slice(0, length) === other.slice(0, length));
      }),
    ));
});

describe('the day before', () => {
  it.each([
    ['2018-01-01', '2017-12-31'],
    ['2024-03-01', '2024-02-29'],
    ['2023-03-01', '2023-02-28'],
    ['2022-05-01', '2022-04-30'],
  ])('%s: %s', (day, before) => expect(dayBefore(IsoDate.parse(day))).toBe(before));
  it('is earlier, with no day between', () =>
    fc.assert(
      fc.property(exact, exact, (day, other) => {
        const before = dayBefore(day);
        expect(before < day).toBe(true);
        expect(other <= before || other >= day).toBe(true);
      }),
    ));
});

describe(rule('history.due'), () => {
  it.each([
    ['2022', '2023-01-01'],
    ['2022-02', '2022-03-01'],
    ['2024-02-28', '2024-02-29'],
    ['2022-12-31', '2023-01-01'],
    ['2022-04-12', '2022-04-13'],
    ['9999', null],
    ['9999-12-31', null],
  ])('%s has passed from %s', (date, day) => expect(passedFrom(PartialDate.parse(date))).toBe(day));
  it.each(['open', 'unknown'] as const)('%s never passes', (end) => expect(passedFrom(end)).toBeNull());
  it('passes the day after the last that it may stand for', () =>
    fc.assert(
      fc.property(exact, fc.constantFrom(4, 7, 10), (day, length) => {
        const date = PartialDate.parse(day.slice(0, length));
        const from = passedFrom(date);
        expect(from === null ? null : dayBefore(from)).toBe(from === null ? null : boundsOf(date).latest);
      }),
    ));
});

describe('whole months later', () => {
  it.each([
    ['2022', 12, '2023'],
    ['2022', 3, '2023-03-31'],
    ['2022-11', 3, '2023-02'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2022-04-12', 24, '2024-04-12'],
    ['9990-01-01', 600, '9999-12-31'],
  ])('%s and %i months: %s', (date, months, due) =>
    expect(monthsAfter(PartialDate.parse(date), months)).toBe(due),
  );
});
