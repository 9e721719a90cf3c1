import { ApiProperty } from '@nestjs/swagger';
import { IndicatorAnswer } from '#read/indicator';
import { PairAnswer } from './figures.answers.ts';

/** Municipalities that the register counts itself. */
export class CountedAnswer {
  @ApiProperty({ type: PairAnswer })
  readonly numerator!: PairAnswer;
  @ApiProperty({ type: PairAnswer, description: 'Members on the day asked for.' })
  readonly denominator!: PairAnswer;
}

/** What sources published over the last period that had closed by the day asked for. */
export class MeasuredAnswer {
  @ApiProperty({ example: '2022-Q3' })
  readonly period!: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Of the municipalities whose figures are shown; null: none is.',
  })
  readonly numerator!: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  readonly denominator!: number | null;
  @ApiProperty({ type: 'integer', description: 'Municipalities whose figures are shown, and added up.' })
  readonly shown!: number;
  @ApiProperty({ type: 'integer', description: 'Municipalities whose figures are hidden.' })
  readonly hidden!: number;
  @ApiProperty({ type: 'integer', description: 'Municipalities without a figure of this period.' })
  readonly unknown!: number;
  @ApiProperty({ type: 'integer', description: 'How many figures only sources tell, confirmed by nobody.' })
  readonly perSource!: number;
}

export class IndicatorFigureAnswer {
  @ApiProperty({ type: CountedAnswer, nullable: true, description: 'Null: it is measured.' })
  readonly counted!: CountedAnswer | null;
  @ApiProperty({ type: MeasuredAnswer, nullable: true, description: 'Null: nothing was measured.' })
  readonly measured!: MeasuredAnswer | null;
}

export class RegionFigureAnswer {
  @ApiProperty()
  readonly regionId!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ type: IndicatorFigureAnswer })
  readonly figure!: IndicatorFigureAnswer;
}

export class PlaceIndicatorAnswer extends IndicatorAnswer {
  @ApiProperty({ type: IndicatorFigureAnswer })
  readonly figure!: IndicatorFigureAnswer;
  @ApiProperty({
    type: [RegionFigureAnswer],
    description: 'Of a municipality: the regions that it was in on the day asked for.',
  })
  readonly regions!: readonly RegionFigureAnswer[];
}

export class PlaceIndicatorsAnswer {
  @ApiProperty({ type: [PlaceIndicatorAnswer] })
  readonly indicators!: readonly PlaceIndicatorAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
