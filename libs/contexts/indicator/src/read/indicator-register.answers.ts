import { ApiProperty } from '@nestjs/swagger';
import type { IsoDate } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { AmbitionPhases, type AmbitionPhase } from '#contexts/coalition';
import {
  Computations,
  IndicatorKinds,
  IndicatorUnits,
  type Computation,
  type IndicatorKind,
  type IndicatorUnit,
} from '../indicator.content.ts';

export class IndicatorAnswer {
  @ApiProperty({ example: 'rivm-1' })
  readonly indicatorId!: string;
  @ApiProperty()
  readonly title!: string;
  @ApiProperty({ enum: AmbitionPhases, nullable: true, description: 'Null: the source does not say.' })
  readonly phase!: AmbitionPhase | null;
  @ApiProperty({ enum: IndicatorKinds })
  readonly kind!: IndicatorKind;
  @ApiProperty({ enum: IndicatorUnits, description: 'What is counted.' })
  readonly unit!: IndicatorUnit;
  @ApiProperty({ description: 'What is counted.' })
  readonly numerator!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Of how many; null: the source does not say.' })
  readonly denominator!: string | null;
  @ApiProperty({ description: 'Who laid it down.' })
  readonly source!: string;
  @ApiProperty({
    enum: Computations,
    nullable: true,
    description: 'What the register counts for it itself; null: it is measured.',
  })
  readonly computedFrom!: Computation | null;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class IndicatorPage {
  @ApiProperty({ type: [IndicatorAnswer] })
  readonly indicators!: readonly IndicatorAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class MeasurementAnswer {
  @ApiProperty({ example: 'GM0114' })
  readonly municipality!: string;
  @ApiProperty({ example: '2022-Q3' })
  readonly period!: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Null, with the denominator: it is hidden.' })
  readonly numerator!: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  readonly denominator!: number | null;
  @ApiProperty({ description: 'Who published it.' })
  readonly source!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly url!: string | null;
  @ApiProperty({ format: 'date', type: String, nullable: true, description: 'When; null: nobody knows.' })
  readonly onEarliest!: IsoDate | null;
  @ApiProperty({ format: 'date', type: String, nullable: true })
  readonly onLatest!: IsoDate | null;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class MeasurementPage {
  @ApiProperty({ type: [MeasurementAnswer] })
  readonly measurements!: readonly MeasurementAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
