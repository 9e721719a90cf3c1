import type { MeasurementRow } from '#read/indicator';
import type { MeasuredAnswer } from './indicator-figures.answers.ts';

/**
 * What was measured in municipalities (each with its codes) over the last period of which any of them has a figure: the sum
 * of the figures that are shown, which tells no more than they do. `null`: none has one.
 */
export function measured(
  municipalities: readonly (readonly string[])[],
  rows: readonly MeasurementRow[],
): MeasuredAnswer | null {
  const own = rows.filter(({ municipality }) => municipalities.some((codes) => codes.includes(municipality)));
  const last = own.reduce<MeasurementRow | null>(
    (so, row) => (so === null || later(row, so) ? row : so),
    null,
  );
  if (last === null) return null;
  const ofPeriod = own.filter(({ period }) => period === last.period);
  const figures = municipalities.map((codes) =>
    ofPeriod.filter(({ municipality }) => codes.includes(municipality)),
  );
  const isHidden = ({ numerator }: MeasurementRow): boolean => numerator === null;
  const shown = figures.filter((parts) => parts.length > 0 && !parts.some(isHidden)).flat();
  const sum = (of: 'numerator' | 'denominator'): number | null =>
    shown.length === 0 ? null : shown.reduce((so, row) => so + (row[of] ?? 0), 0);
  return {
    period: last.period,
    numerator: sum('numerator'),
    denominator: sum('denominator'),
    shown: figures.filter((parts) => parts.length > 0 && !parts.some(isHidden)).length,
    hidden: figures.filter((parts) => parts.some(isHidden)).length,
    unknown: figures.filter((parts) => parts.length === 0).length,
    perSource: ofPeriod.filter(
      ({ provenance }) => provenance.kind === 'perSource' && provenance.confirmations.length === 0,
    ).length,
  };
}

/** The period that ends later; of two that end together, the longer one, which is written shorter. */
const later = (one: MeasurementRow, other: MeasurementRow): boolean =>
  one.periodUntil === other.periodUntil
    ? one.period.length < other.period.length
    : one.periodUntil > other.periodUntil;
