import type { IsoDate } from '#kernel';
import { daysOf, MeasuredPeriodShape, type MeasuredPeriod } from '#contexts/indicator';

/** Of which figures are released: the one record that there is. */
export const REFERRAL_FIGURES = 'referrals';

/** What figures tell of referrals that were sent: how many are in which part. */
export const Parts = [
  ...['sentInFirstMonth', 'sentInSecondMonth', 'sentInThirdMonth'],
  ...['accepted', 'notAccepted', 'acceptedInTerm', 'acceptedLate'],
  ...['declined', 'notDeclined'],
  ...['started', 'notStarted', 'startedInTerm', 'startedLate'],
  ...['completed', 'notCompleted'],
  ...['loopClosed', 'loopOpen', 'feedbackInTerm', 'feedbackLate'],
] as const;
export type Part = (typeof Parts)[number];

/** How referrals that were sent are split. A term that the agreement did not set is kept by everybody. */
export const SPLITS = [
  { name: 'month', of: null, parts: ['sentInFirstMonth', 'sentInSecondMonth', 'sentInThirdMonth'] },
  { name: 'acceptance', of: null, parts: ['accepted', 'notAccepted'] },
  { name: 'acceptanceTerm', of: 'accepted', parts: ['acceptedInTerm', 'acceptedLate'] },
  { name: 'decline', of: 'notAccepted', parts: ['declined', 'notDeclined'] },
  { name: 'start', of: 'accepted', parts: ['started', 'notStarted'] },
  { name: 'startTerm', of: 'started', parts: ['startedInTerm', 'startedLate'] },
  { name: 'completion', of: 'started', parts: ['completed', 'notCompleted'] },
  { name: 'feedback', of: null, parts: ['loopClosed', 'loopOpen'] },
  { name: 'feedbackTerm', of: 'loopClosed', parts: ['feedbackInTerm', 'feedbackLate'] },
] as const satisfies readonly {
  readonly name: string;
  readonly of: Part | null;
  readonly parts: readonly Part[];
}[];
export type SplitName = (typeof SPLITS)[number]['name'];

/** Steps that are timed in working days from sending. */
export const Durations = ['toAcceptance', 'toStart', 'toFeedback'] as const;
export type Duration = (typeof Durations)[number];

/** A quarter of a year, such as `2026-Q1`. */
export const QuarterShape = MeasuredPeriodShape.refine(
  (text) => text.includes('-Q'),
  'must be a quarter, such as 2026-Q1',
);

export function quarterOf(day: IsoDate): MeasuredPeriod {
  const [year, month] = day.split('-');
  return MeasuredPeriodShape.parse(`${year}-Q${Math.ceil(Number(month) / 3)}`);
}

export function nextQuarter(quarter: MeasuredPeriod): MeasuredPeriod {
  const [year, number] = quarter.split('-Q').map(Number);
  if (year === undefined || number === undefined) throw new TypeError(`${quarter} is no quarter`);
  const text =
    number === 4 ? `${String(year + 1).padStart(4, '0')}-Q1` : `${quarter.slice(0, 4)}-Q${number + 1}`;
  return MeasuredPeriodShape.parse(text);
}

/** Until the end of the next quarter, what became of referrals that were sent in one is counted. */
export const countedOn = (quarter: MeasuredPeriod): IsoDate => daysOf(nextQuarter(quarter)).latest;

/** The quarters from one on of which everything that is counted has happened before a day, the oldest first. */
export function quartersToRelease(first: MeasuredPeriod, today: IsoDate): readonly MeasuredPeriod[] {
  const due: MeasuredPeriod[] = [];
  for (let quarter = first; countedOn(quarter) < today; quarter = nextQuarter(quarter)) due.push(quarter);
  return due;
}
