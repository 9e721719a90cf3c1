import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IsoDate } from '#kernel';
import { MeasuredPeriodShape } from '#contexts/indicator';
import type { ReferralFlow } from '#contexts/referral';
import { rule } from '#test/support/rule';
import { Parts, SPLITS } from '../figures.content.ts';
import { FiguresReleased, type Figures } from '../figures.events.ts';
import { releaseOf } from './release.ts';

const QUARTER = MeasuredPeriodShape.parse('2026-Q1');
const THRESHOLD = 10;

const sent = (more: Partial<ReferralFlow> = {}): ReferralFlow => ({
  ...{ municipality: 'GM0114', agreementId: 'regional', sentOn: IsoDate.parse('2026-02-10') },
  ...{ isAccepted: false, isDeclined: false, isStarted: false, isCompleted: false, isLoopClosed: false },
  ...{ late: new Set(), terms: new Set(['response', 'start'] as const) },
  ...{ toAcceptance: null, toStart: null, toFeedback: null },
  ...more,
});
const some = (count: number, more: Partial<ReferralFlow>): ReferralFlow[] =>
  Array.from({ length: count }, () => sent(more));

/** A referral that can be: only what was accepted starts, only what started is completed, and so on. */
const flow: fc.Arbitrary<ReferralFlow> = fc
  .record({
    municipality: fc.constantFrom('GM0114', 'GM0109', 'GM0118', 'GM0047'),
    agreementId: fc.constantFrom('regional', 'provincial', 'local'),
    sentOn: fc.constantFrom('2026-01-15', '2026-02-10', '2026-03-31').map((text) => IsoDate.parse(text)),
    far: fc.nat({ max: 4 }),
    isLoopClosed: fc.boolean(),
    isLate: fc.boolean(),
    days: fc.nat({ max: 30 }),
  })
  .map(({ far, isLate, days, ...rest }) =>
    sent({
      ...rest,
      ...{ isDeclined: far === 0, isAccepted: far > 1, isStarted: far > 2, isCompleted: far > 3 },
      late: new Set(isLate && far > 1 ? (['response'] as const) : []),
      toAcceptance: far > 1 ? days : null,
      toStart: far > 2 ? days + 3 : null,
      toFeedback: rest.isLoopClosed ? days + 9 : null,
    }),
  );

const all = ({ region, municipalities }: ReturnType<typeof releaseOf>): Figures[] => [
  ...(region === undefined ? [] : [region]),
  ...municipalities.map(({ figures }) => figures),
];

describe(rule('privacy.releases', 'a release'), () => {
  it('tells no count below the threshold, and none that leaves fewer over', () => {
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 400, size: 'max' }), (flows) => {
        const release = releaseOf(flows, QUARTER, THRESHOLD);
        expect(FiguresReleased.data.safeParse(release).error).toBeUndefined();
        const routes = [...release.routes.map((route) => route.sent), release.sentOtherwise ?? THRESHOLD];
        expect(routes.filter((count) => count < THRESHOLD)).toEqual([]);
        for (const { sent: total, counts } of all(release)) {
          expect([total, ...Object.values(counts)].filter((count) => count < THRESHOLD)).toEqual([]);
          for (const { of, parts } of SPLITS) {
            const told = parts.map((part) => counts[part]);
            if (told.every((count) => count === undefined)) continue;
            const whole = of === null ? total : counts[of];
            expect(told.reduce((so: number, count) => so + (count ?? 0), 0)).toBe(whole);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('counts each referral once in every way of splitting that is shown', () => {
    fc.assert(
      fc.property(fc.array(flow, { minLength: 200, maxLength: 400, size: 'max' }), (flows) => {
        const { region, municipalities, routes, sentOtherwise = 0 } = releaseOf(flows, QUARTER, THRESHOLD);
        expect(region?.sent).toBe(flows.length);
        expect(region?.counts.accepted).toBe(flows.filter(({ isAccepted }) => isAccepted).length);
        for (const { municipality, figures } of municipalities) {
          expect(figures.sent).toBe(flows.filter((one) => one.municipality === municipality).length);
        }
        if (routes.length === 0) return;
        expect(routes.reduce((so, route) => so + route.sent, sentOtherwise)).toBe(flows.length);
      }),
      { numRuns: 30 },
    );
  });

  it('is empty where there are too few in all', () =>
    expect(releaseOf(some(9, {}), QUARTER, THRESHOLD)).toEqual({
      ...{ period: '2026-Q1', countedOn: '2026-06-30', threshold: 10, municipalities: [], routes: [] },
    }));

  it('tells how far referrals came, within the terms of their agreement, and how long that took', () => {
    const accepted = { isAccepted: true, toAcceptance: 3 };
    const started = { ...accepted, isStarted: true, toStart: 8 };
    const months = ['2026-01-05', '2026-02-05', '2026-03-05'].map((text) => IsoDate.parse(text));
    const flows = months.flatMap((sentOn) => [
      ...some(10, { sentOn, isDeclined: true }),
      ...some(10, { sentOn }),
      ...some(10, { sentOn, ...accepted, late: new Set(['response'] as const), toAcceptance: 9 }),
      ...some(10, { sentOn, ...started, late: new Set(['start'] as const), toStart: 20 }),
      ...some(20, { sentOn, ...started, isCompleted: true, isLoopClosed: true, toFeedback: 30 }),
    ]);
    const { region, routes } = releaseOf(flows, QUARTER, THRESHOLD);
    expect(region).toEqual({
      sent: 180,
      counts: {
        ...{ sentInFirstMonth: 60, sentInSecondMonth: 60, sentInThirdMonth: 60 },
        ...{
          accepted: 120,
          notAccepted: 60,
          acceptedInTerm: 90,
          acceptedLate: 30,
          declined: 30,
          notDeclined: 30,
        },
        ...{
          started: 90,
          notStarted: 30,
          startedInTerm: 60,
          startedLate: 30,
          completed: 60,
          notCompleted: 30,
        },
        ...{ loopClosed: 60, loopOpen: 120 },
      },
      workingDays: {
        toAcceptance: { median: 3, p90: 9 },
        toStart: { median: 8 },
        toFeedback: { median: 30 },
      },
    });
    expect(routes).toEqual([{ agreementId: 'regional', sent: 180 }]);
  });

  it('names every part in exactly one split', () => {
    expect(SPLITS.flatMap(({ parts }) => parts).sort()).toEqual([...Parts].sort());
    const before = new Set<string>();
    for (const { of, parts } of SPLITS) {
      if (of !== null) expect(before.has(of)).toBe(true);
      for (const part of parts) before.add(part);
    }
  });
});
