import { ApiProperty } from '@nestjs/swagger';
import { FindingRules, type FindingRule } from '#contexts/finding';
import type { IsoDate, Start } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';

export class FindingEventAnswer {
  @ApiProperty({ type: 'integer', description: 'In the journal.' })
  readonly number!: number;
  @ApiProperty({ format: 'uuid' })
  readonly eventId!: string;
  @ApiProperty({ example: 'agreement.Reviewed' })
  readonly type!: string;
}

export class FindingAcknowledgementAnswer {
  @ApiProperty()
  readonly reason!: string;
  @ApiProperty({ type: String })
  readonly on!: Start;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class FindingAnswer {
  @ApiProperty({ description: 'The same for the same finding, for ever.' })
  readonly findingId!: string;
  @ApiProperty({ enum: FindingRules, enumName: 'FindingRule' })
  readonly rule!: FindingRule;
  @ApiProperty({ description: 'What the rule finds, in words.' })
  readonly says!: string;
  @ApiProperty({ example: 'agreement-emmen-goede-start', description: 'The record: its kind and its id.' })
  readonly about!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The part of the record: a municipality, an organisation, a role, a quarter.',
  })
  readonly part!: string | null;
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Since when; null: for as long as the register knows of it.',
  })
  readonly since!: IsoDate | null;
  @ApiProperty({ type: [FindingEventAnswer], description: 'The events behind it, as the record reads now.' })
  readonly events!: readonly FindingEventAnswer[];
  @ApiProperty({
    type: FindingAcknowledgementAnswer,
    nullable: true,
    description: 'Null: nobody has acknowledged it.',
  })
  readonly acknowledged!: FindingAcknowledgementAnswer | null;
}

export class FindingPage {
  @ApiProperty({ type: [FindingAnswer] })
  readonly findings!: readonly FindingAnswer[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null: this is the last.',
  })
  readonly next!: string | null;
}
