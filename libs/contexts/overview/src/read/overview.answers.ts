import { ApiProperty } from '@nestjs/swagger';
import type { Certainty, IsoDate, Json } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { AdoptionAnswer, AgreementSummary } from '#read/agreement';
import { DecisionSummary } from '#read/decision';
import { MunicipalityAnswer } from '#read/municipality';
import { FiguresAnswer } from './figures.answers.ts';

export class MembershipAnswer {
  @ApiProperty()
  readonly regionId!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ enum: ['yes', 'uncertain'] })
  readonly member!: Exclude<Certainty, 'no'>;
}

export class MunicipalityOverviewAnswer {
  @ApiProperty({ type: MunicipalityAnswer })
  readonly municipality!: MunicipalityAnswer;
  @ApiProperty({ type: [String], description: 'The codes that the figures are of, by the borders chosen.' })
  readonly codes!: readonly string[];
  @ApiProperty({ type: [MembershipAnswer], description: 'Regions of which it was a member.' })
  readonly regions!: readonly MembershipAnswer[];
  @ApiProperty({ type: FiguresAnswer })
  readonly figures!: FiguresAnswer;
}

export class RegionMemberOverviewAnswer {
  @ApiProperty()
  readonly code!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ enum: ['yes', 'uncertain'], description: 'Whether it was a member on the day asked for.' })
  readonly member!: Exclude<Certainty, 'no'>;
  @ApiProperty({ type: [String], description: 'The codes that the figures are of, by the borders chosen.' })
  readonly codes!: readonly string[];
  @ApiProperty({ type: FiguresAnswer })
  readonly figures!: FiguresAnswer;
}

export class RegionOverviewAnswer {
  @ApiProperty()
  readonly regionId!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ enum: ['recorded', 'today'] })
  readonly borders!: 'recorded' | 'today';
  @ApiProperty({ type: [RegionMemberOverviewAnswer] })
  readonly members!: readonly RegionMemberOverviewAnswer[];
  @ApiProperty({
    type: FiguresAnswer,
    description: 'Of all of them together; what several share counts once.',
  })
  readonly figures!: FiguresAnswer;
}

export class MunicipalityAgreementAnswer extends AgreementSummary {
  @ApiProperty({
    type: [AdoptionAnswer],
    description: 'What the municipality (by each code) answered to it.',
  })
  readonly adoption!: readonly AdoptionAnswer[];
}

export class MunicipalityAgreementsAnswer {
  @ApiProperty({ type: [MunicipalityAgreementAnswer] })
  readonly agreements!: readonly MunicipalityAgreementAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class MunicipalityDecisionsAnswer {
  @ApiProperty({ type: [DecisionSummary] })
  readonly decisions!: readonly DecisionSummary[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class TimelineEntryAnswer {
  @ApiProperty({ type: 'integer', description: 'The number in the journal of the event that tells it.' })
  readonly number!: number;
  @ApiProperty({ format: 'date-time' })
  readonly recordedAt!: string;
  @ApiProperty({ format: 'uuid' })
  readonly eventId!: string;
  @ApiProperty({ example: 'agreement-emmen-goede-start', description: 'The record that it belongs to.' })
  readonly record!: string;
  @ApiProperty({ format: 'date', type: String, nullable: true, description: 'Null: nobody knows when.' })
  readonly onEarliest!: IsoDate | null;
  @ApiProperty({ format: 'date', type: String, nullable: true })
  readonly onLatest!: IsoDate | null;
  @ApiProperty({ example: 'agreement.Signed' })
  readonly type!: string;
  @ApiProperty({ type: Object, description: 'What happened, as it now reads.' })
  readonly data!: Json;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class TimelineAnswer {
  @ApiProperty({
    type: [TimelineEntryAnswer],
    description: 'By the day on which it happened; unknown days last.',
  })
  readonly entries!: readonly TimelineEntryAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
