import type { Generated } from './generate.ts';

const day = (instant: Date): string => instant.toISOString().slice(0, 10);

/** What was made up, for a person. */
export function summaryOf({ events, from, until, refusals }: Generated): string {
  const no = [...refusals].toSorted(([, a], [, b]) => b - a);
  const count = no.reduce((sum, [, times]) => sum + times, 0);
  return [
    `${events} events, recorded from ${day(from)} to ${day(until)}; the register said no ${count} times.`,
    ...no.map(([code, times]) => `  ${String(times).padStart(9)}  ${code}`),
  ].join('\n');
}
