import { ApiProperty } from '@nestjs/swagger';
import type { IsoDate } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { ReferralPhases } from '../referral.content.ts';
import { BserStatuses, FhirTaskStatuses, ReferralStatuses, type Standing } from '../referral-status.state.ts';
import { Terms, type Term } from '../referral-terms.state.ts';

export class ReferralStandingAnswer implements Standing {
  @ApiProperty({ enum: ReferralStatuses, description: 'In the words of this register.' })
  readonly status!: Standing['status'];
  @ApiProperty({ enum: FhirTaskStatuses, description: 'HL7 FHIR R4, Task.status.' })
  readonly fhir!: Standing['fhir'];
  @ApiProperty({
    enum: Object.keys(BserStatuses),
    nullable: true,
    description: 'BSeR business status, the last one that was reached; null: none.',
  })
  readonly bser!: Standing['bser'];
}

export class ReferralTermAnswer {
  @ApiProperty({ enum: Terms })
  readonly term!: Term;
  @ApiProperty({ format: 'date', description: 'The last day for it, in working days after it began to run.' })
  readonly dueOn!: IsoDate;
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'When it was met; null: not yet.',
  })
  readonly metOn!: IsoDate | null;
  @ApiProperty({ description: 'Whether it had passed, and still mattered, on the day asked for.' })
  readonly isOverdue!: boolean;
}

export class CaseDirectorAnswer {
  @ApiProperty()
  readonly organisationId!: string;
  @ApiProperty()
  readonly function!: string;
  @ApiProperty({ format: 'date' })
  readonly on!: IsoDate;
}

export class ReferralSummary {
  @ApiProperty({ format: 'uuid' })
  readonly referralId!: string;
  @ApiProperty({ example: 'GM0109' })
  readonly municipality!: string;
  @ApiProperty()
  readonly agreementId!: string;
  @ApiProperty()
  readonly referrer!: string;
  @ApiProperty()
  readonly recipient!: string;
  @ApiProperty({
    type: CaseDirectorAnswer,
    nullable: true,
    description: 'Who directs the case; null: nobody was chosen.',
  })
  readonly caseDirector!: CaseDirectorAnswer | null;
  @ApiProperty({ enum: ReferralPhases })
  readonly phase!: (typeof ReferralPhases)[number];
  @ApiProperty()
  readonly topic!: string;
  @ApiProperty({ format: 'date' })
  readonly preparedOn!: IsoDate;
  @ApiProperty({ type: ReferralStandingAnswer, description: 'Where it stood on the day asked for.' })
  readonly standing!: ReferralStandingAnswer;
  @ApiProperty({ description: 'Whether it went on, on the day asked for.' })
  readonly isOpen!: boolean;
  @ApiProperty({ description: 'Whether feedback had been given: another fact than that it was completed.' })
  readonly isLoopClosed!: boolean;
  @ApiProperty({
    type: [ReferralTermAnswer],
    description: 'The terms that the agreement sets, once they run.',
  })
  readonly terms!: readonly ReferralTermAnswer[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class ReferralPage {
  @ApiProperty({ type: [ReferralSummary] })
  readonly referrals!: readonly ReferralSummary[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class ReferralStepAnswer {
  @ApiProperty({ example: 'referral.Accepted' })
  readonly type!: string;
  @ApiProperty({ type: Object })
  readonly data!: object;
  @ApiProperty({ description: 'Whether only a source tells it.' })
  readonly perSource!: boolean;
}

export class ReferralAnswer extends ReferralSummary {
  @ApiProperty({ type: [ReferralStepAnswer], description: 'What had happened by the day asked for.' })
  readonly steps!: readonly ReferralStepAnswer[];
}
