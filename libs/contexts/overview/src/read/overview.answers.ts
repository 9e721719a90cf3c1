import { ApiProperty } from '@nestjs/swagger';
import { Levels, type Certainty, type IsoDate, type Json, type Level } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { AdoptionAnswer, AgreementSummary } from '#read/agreement';
import { CoalitionRosterAnswer } from '#read/coalition';
import { MunicipalityAnswer } from '#read/municipality';
import { ObligationOutcomeAnswer, ProgrammeSummary, SupportAnswer } from '#read/programme';
import type { Borders } from '../overview.requests.ts';
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
  @ApiProperty({ type: String, example: 'today', description: 'recorded, today, or the day asked for.' })
  readonly borders!: Borders;
  @ApiProperty({ type: [RegionMemberOverviewAnswer] })
  readonly members!: readonly RegionMemberOverviewAnswer[];
  @ApiProperty({
    type: FiguresAnswer,
    description: 'Of all of them together; what several share counts once.',
  })
  readonly figures!: FiguresAnswer;
}

export class PlaceAgreementAnswer extends AgreementSummary {
  @ApiProperty({
    type: [AdoptionAnswer],
    description: 'What the municipalities of the place (by each code that it covers) answered to it.',
  })
  readonly adoption!: readonly AdoptionAnswer[];
}

export class PlaceAgreementsAnswer {
  @ApiProperty({ type: [PlaceAgreementAnswer] })
  readonly agreements!: readonly PlaceAgreementAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class PlaceCoalitionAnswer extends CoalitionRosterAnswer {
  @ApiProperty({
    enum: ['yes', 'no', 'uncertain'],
    description: 'Whether the place was in it on the day asked for.',
  })
  readonly member!: Certainty;
}

export class PlaceCoalitionsAnswer {
  @ApiProperty({ type: [PlaceCoalitionAnswer] })
  readonly coalitions!: readonly PlaceCoalitionAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class PlaceProgrammeAnswer extends ProgrammeSummary {
  @ApiProperty({
    type: [ObligationOutcomeAnswer],
    description: 'What had become of each obligation in each municipality by the day asked for.',
  })
  readonly outcomes!: readonly ObligationOutcomeAnswer[];
  @ApiProperty({ type: [SupportAnswer], description: 'Support that municipalities of the place had.' })
  readonly supports!: readonly SupportAnswer[];
}

export class PlaceProgrammesAnswer {
  @ApiProperty({ type: [PlaceProgrammeAnswer] })
  readonly programmes!: readonly PlaceProgrammeAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class PlaceMunicipalityAnswer {
  @ApiProperty()
  readonly code!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ enum: ['yes', 'uncertain'], description: 'Whether it was a member on the day asked for.' })
  readonly member!: Exclude<Certainty, 'no'>;
  @ApiProperty({ type: [String], description: 'The codes that its answers are of, by the borders chosen.' })
  readonly codes!: readonly string[];
}

export class AdoptionRowAnswer {
  @ApiProperty()
  readonly agreementId!: string;
  @ApiProperty()
  readonly title!: string;
  @ApiProperty()
  readonly kind!: string;
  @ApiProperty({ enum: Levels })
  readonly level!: Level;
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'On the day asked for.' })
  readonly inForce!: Certainty;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
  @ApiProperty({ type: [AdoptionAnswer], description: 'By each code that it covers.' })
  readonly answers!: readonly AdoptionAnswer[];
}

export class AdoptionMatrixAnswer {
  @ApiProperty({ type: [PlaceMunicipalityAnswer], description: 'The columns of the matrix.' })
  readonly municipalities!: readonly PlaceMunicipalityAnswer[];
  @ApiProperty({ type: [AdoptionRowAnswer], description: 'Agreements of a level above municipal.' })
  readonly agreements!: readonly AdoptionRowAnswer[];
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
