import { describe, expect, it } from '@jest/globals';
import { stoppedAt, systemClock } from './index.ts';

describe('today', () => {
  it.each([
    ['in winter, an hour before UTC turns', '2026-01-31T22:59:59.999Z', '2026-01-31'],
    ['in winter, at midnight in Amsterdam', '2026-01-31T23:00:00Z', '2026-02-01'],
    ['in summer, at midnight in Amsterdam', '2026-07-31T22:00:00Z', '2026-08-01'],
    ['in summer, a moment before', '2026-07-31T21:59:59.999Z', '2026-07-31'],
    ['in the night that clocks go forward, 23 hours long: it begins', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['in the night that clocks go forward: it ends', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['in the night that clocks go back, 25 hours long: it begins', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['in the night that clocks go back: its last hour', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['in the night that clocks go back: it ends', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['at the turn of a year', '2025-12-31T23:00:00Z', '2026-01-01'],
    ['on a leap day', '2028-02-28T23:00:00Z', '2028-02-29'],
  ])('is the calendar date in Europe/Amsterdam: %s', (_, instant, date) => {
    expect(stoppedAt(instant).today()).toBe(date);
  });

  it('goes on with the machine', () => {
    const before = Date.now();
    expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
  });
});
