import { z } from 'zod';
import type { PartialDate } from '#kernel';
import {
  IsEnumField,
  IsField,
  IsGmCode,
  IsIdField,
  IsName,
  IsPart,
  IsPartialDateField,
  IsUrlField,
  IsWholeNumber,
  QueryParameters,
} from '#platform/http';
import { IsPageSize } from '#platform/records';
import { AmbitionPhases, type AmbitionPhase } from '#contexts/coalition';
import {
  Computations,
  IndicatorKinds,
  IndicatorUnits,
  MeasuredPeriodShape,
  type Computation,
  type IndicatorKind,
  type IndicatorUnit,
  type MeasuredPeriod,
} from './indicator.content.ts';

const COUNT_MAX = 1_000_000_000;
const IsCount = (says: string): PropertyDecorator =>
  IsWholeNumber({ min: 0, max: COUNT_MAX }, { optional: true, says });

export class DefineIndicatorRequest {
  @IsIdField({ optional: true, says: 'Chosen by the caller; without it the register makes one.' })
  readonly indicatorId?: string;
  @IsName()
  readonly title!: string;
  @IsEnumField(AmbitionPhases)
  readonly phase!: AmbitionPhase;
  @IsEnumField(IndicatorKinds)
  readonly kind!: IndicatorKind;
  @IsEnumField(IndicatorUnits, { says: 'What is counted; figures about few people are never kept.' })
  readonly unit!: IndicatorUnit;
  @IsName({ says: 'What is counted.' })
  readonly numerator!: string;
  @IsName({ says: 'Of how many.' })
  readonly denominator!: string;
  @IsName({ says: 'Who laid it down.' })
  readonly source!: string;
  @IsEnumField(Computations, { optional: true, says: 'Where the register counts it itself.' })
  readonly computedFrom?: Computation;
}

export class MeasureIndicatorRequest {
  @IsGmCode()
  readonly municipality!: string;
  @IsPart(MeasuredPeriodShape, { says: 'A year, a quarter or a month: 2022, 2022-Q3 or 2022-09.' })
  readonly period!: MeasuredPeriod;
  @IsCount('How many were counted. Left out with the denominator: the figure is hidden.')
  readonly numerator?: number;
  @IsCount('Of how many.')
  readonly denominator?: number;
  @IsName({ says: 'Who published it.' })
  readonly source!: string;
  @IsUrlField({ optional: true })
  readonly url?: string;
  @IsPartialDateField({ says: 'When it was published.' })
  readonly on!: PartialDate;
}

export class MeasurementParameters extends QueryParameters {
  @IsPageSize()
  readonly limit?: number;
  @IsField(
    {
      code: 'field.not-a-cursor',
      shape: z
        .string()
        .regex(/^GM\d{4}\.\d{4}-\d{2}-\d{2}\.[\dQ-]{4,7}$/, 'must be the `next` of the page before'),
      schema: { type: 'string' },
    },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: string;
}
