import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rule } from '#test/support/rule';
import { boundsOf, DISTANT_FUTURE, DISTANT_PAST, IsoDate, PartialDate } from './partial-date.ts';
import {
  inForceOn,
  isReversed,
  lastDayBefore,
  later,
  NEVER,
  periodOf,
  type End,
  type Start,
} from './period.ts';

const start = (text: string): Start => (text === 'unknown' ? text : PartialDate.parse(text));
const end = (text: string): End => (text === 'open' || text === 'unknown' ? text : PartialDate.parse(text));

describe(rule('history.certainty'), () => {
  it.each([
    // An exact period has no edges.
    ['2022-04-12', '2022-05-12', '2022-04-11', 'no'],
    ['2022-04-12', '2022-05-12', '2022-04-12', 'yes'],
    ['2022-04-12', '2022-05-12', '2022-05-12', 'yes'],
    ['2022-04-12', '2022-05-12', '2022-05-13', 'no'],
    // Within a partial date nobody can say.
    ['2022-04', '2023', '2022-03-31', 'no'],
    ['2022-04', '2023', '2022-04-01', 'uncertain'],
    ['2022-04', '2023', '2022-04-29', 'uncertain'],
    ['2022-04', '2023', '2022-04-30', 'yes'],
    ['2022-04', '2023', '2023-01-01', 'yes'],
    ['2022-04', '2023', '2023-01-02', 'uncertain'],
    ['2022-04', '2023', '2023-12-31', 'uncertain'],
    ['2022-04', '2023', '2024-01-01', 'no'],
    // Open is an answer, unknown is none.
    ['2022-04-12', 'open', '9999-12-31', 'yes'],
    ['2022-04-12', 'open', '2022-04-11', 'no'],
    ['2022-04-12', 'unknown', '2022-04-11', 'no'],
    ['2022-04-12', 'unknown', '2022-04-12', 'yes'],
    ['2022-04-12', 'unknown', '2022-04-13', 'uncertain'],
    ['unknown', '2022-05-12', '1950-01-01', 'uncertain'],
    ['unknown', '2022-05-12', '2022-05-12', 'yes'],
    ['unknown', '2022-05-12', '2022-05-13', 'no'],
    ['unknown', 'open', '2022-05-12', 'uncertain'],
    ['unknown', 'unknown', '2022-05-12', 'uncertain'],
    // The wrong way round, it never was.
    ['2023', '2022', '2022-06-01', 'no'],
    ['2023', '2022', '2023-06-01', 'no'],
  ])('%s to %s, on %s: %s', (from, until, day, certainty) =>
    expect(inForceOn(periodOf(start(from), end(until)), IsoDate.parse(day))).toBe(certainty),
  );

  const exact = fc
    .date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2003-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((instant) => PartialDate.parse(instant.toISOString().slice(0, 10)));
  const blurred = (day: PartialDate, length: number): PartialDate => PartialDate.parse(day.slice(0, length));
  const length = fc.constantFrom(4, 7, 10);
  it('answers yes or no only where that holds whatever the days really were', () =>
    fc.assert(
      fc.property(exact, exact, exact, length, length, (one, other, day, from, until) => {
        const [first, last] = one <= other ? [one, other] : [other, one];
        const on = IsoDate.parse(day);
        const truth = inForceOn(periodOf(first, last), on);
        for (const told of [
          periodOf(blurred(first, from), blurred(last, until)),
          periodOf('unknown', blurred(last, until)),
          periodOf(blurred(first, from), 'unknown'),
          periodOf('unknown', 'unknown'),
        ]) {
          expect(['uncertain', truth]).toContain(inForceOn(told, on));
        }
      }),
    ));
  it('has bounds in their order', () =>
    fc.assert(
      fc.property(exact, length, length, (day, from, until) => {
        const period = periodOf(blurred(day, from), blurred(day, until));
        expect(period.from.earliest <= period.from.latest).toBe(true);
        expect(period.until.earliest <= period.until.latest).toBe(true);
      }),
    ));
});

describe('a period the wrong way round', () => {
  it.each([
    ['2023', '2022', true],
    ['2022-04-12', '2022-04-11', true],
    ['2022-04-12', '2022-04', false],
    ['2022', '2022-01-01', false],
    ['unknown', '2022', false],
    ['2023', 'open', false],
    ['2023', 'unknown', false],
  ])('%s to %s: %s', (from, until, reversed) => expect(isReversed(start(from), end(until))).toBe(reversed));
});

describe('the last day before a change', () => {
  it.each([
    ['2018-01-01', '2017-12-31'],
    ['2018-01', '2018-01'],
    ['2018', '2018'],
    ['unknown', 'unknown'],
  ])('%s: %s', (change, last) => expect(lastDayBefore(start(change))).toBe(last));
  it('is never certainly after the change', () =>
    fc.assert(
      fc.property(fc.constantFrom('2018', '2018-01', '2018-03-01', '2020-03-01'), (text) => {
        const change = PartialDate.parse(text);
        expect(boundsOf(lastDayBefore(change)).earliest <= boundsOf(change).earliest).toBe(true);
      }),
    ));
});

describe('the later of two dates', () => {
  it.each([
    ['2022', '2022-04-12', '2022'],
    ['2022-04', '2022-05-01', '2022-05-01'],
    ['2022-04-12', 'unknown', '2022-04-12'],
    ['unknown', '2022', '2022'],
    ['unknown', 'unknown', 'unknown'],
  ])('%s or %s: %s', (one, other, which) => expect(later(start(one), start(other))).toBe(which));
});

describe('never', () => {
  it('is in force on no day', () =>
    expect(
      [DISTANT_PAST, IsoDate.parse('2022-04-12'), DISTANT_FUTURE].map((day) => inForceOn(NEVER, day)),
    ).toEqual(['no', 'no', 'no']));
});
