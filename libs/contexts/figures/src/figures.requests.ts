import { IsGmCode, IsPart, QueryParameters } from '#platform/http';
import { IsPageSize } from '#platform/records';
import type { MeasuredPeriod } from '#contexts/indicator';
import { QuarterShape } from './figures.content.ts';

export class FiguresParameters extends QueryParameters {
  @IsGmCode({ optional: true, says: 'Only this municipality, beside all together.' })
  readonly municipality?: string;
  @IsPart(QuarterShape, { optional: true, says: 'Only this quarter, such as 2026-Q1.' })
  readonly period?: MeasuredPeriod;
  @IsPageSize()
  readonly limit?: number;
  @IsPart(QuarterShape, { optional: true, says: 'The `next` of the page before.' })
  readonly cursor?: MeasuredPeriod;
}
