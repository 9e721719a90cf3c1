import { describe, expect, it } from '@jest/globals';
import { IsoDate } from '#kernel';
import { MeasuredPeriodShape } from '#contexts/indicator';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { countedOn, nextQuarter, quarterOf, quartersToRelease, REFERRAL_FIGURES } from './figures.content.ts';
import { figures } from './figures.decider.ts';
import type { FiguresEvent, Release } from './figures.events.ts';

const { given } = specify(figures, REFERRAL_FIGURES);
const day = (text: string): IsoDate => IsoDate.parse(text);
const quarter = (text: string) => MeasuredPeriodShape.parse(text);
const release: Release = {
  ...{ period: quarter('2026-Q1'), countedOn: day('2026-06-30'), threshold: 10 },
  ...{ region: { sent: 20, counts: {}, workingDays: {} }, municipalities: [], routes: [] },
};
const released: FiguresEvent = { type: 'figures.Released', data: release };
const releaseOn = (today: string, of: Release = release) =>
  ({ type: 'ReleaseFigures', release: of, today: day(today) }) as const;

describe(rule('privacy.releases', 'the releases of a register'), () => {
  it('come when the quarter after has ended', () => {
    given().when(releaseOn('2026-06-30')).thenRejected('figures.not-due', 'period');
    given().when(releaseOn('2026-07-01')).then(released);
  });
  it('are counted on that day, and on no other', () =>
    given()
      .when(releaseOn('2026-09-01', { ...release, countedOn: day('2026-08-31') }))
      .thenRejected('figures.not-due', 'period'));
  it('are final: what was counted otherwise since then is not released again', () =>
    given(released)
      .when(releaseOn('2026-10-01', { ...release, routes: [{ agreementId: 'late', sent: 10 }] }))
      .thenNothing());
  it('are one a quarter', () => {
    const next = { ...release, period: quarter('2026-Q2'), countedOn: day('2026-09-30') };
    given(released).when(releaseOn('2026-10-01', next)).then({ type: 'figures.Released', data: next });
  });
});

describe('a quarter', () => {
  it('is that of a day, and is followed by the next', () => {
    expect(
      ['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map((one) => quarterOf(day(one))),
    ).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4']);
    expect([nextQuarter(quarter('2026-Q3')), nextQuarter(quarter('2026-Q4'))]).toEqual([
      '2026-Q4',
      '2027-Q1',
    ]);
    expect(countedOn(quarter('2026-Q4'))).toBe('2027-03-31');
  });
  it('is due from the day after the end of the next on, and so is every one before it', () => {
    const due = (today: string) => quartersToRelease(quarter('2026-Q3'), day(today));
    expect([due('2026-12-31'), due('2027-01-01'), due('2027-06-30'), due('2027-07-01')]).toEqual([
      [],
      ['2026-Q3'],
      ['2026-Q3', '2026-Q4'],
      ['2026-Q3', '2026-Q4', '2027-Q1'],
    ]);
  });
});
