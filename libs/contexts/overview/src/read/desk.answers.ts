import { ApiProperty } from '@nestjs/swagger';
import type { Certainty, IsoDate, Level } from '#kernel';
import { AgreementSummary } from '#read/agreement';
import { DecisionSummary } from '#read/decision';

export class InheritedAgreementAnswer {
  @ApiProperty()
  readonly agreementId!: string;
  @ApiProperty()
  readonly title!: string;
  @ApiProperty()
  readonly kind!: string;
  @ApiProperty({ type: String })
  readonly level!: Level;
  @ApiProperty({ example: 'GM0040', description: 'The old municipality whose agreement it was.' })
  readonly predecessor!: string;
  @ApiProperty({ enum: ['yes', 'uncertain'], description: 'Whether it is in force on the day asked for.' })
  readonly inForce!: Exclude<Certainty, 'no'>;
}

export class InheritedDecisionAnswer {
  @ApiProperty()
  readonly decisionId!: string;
  @ApiProperty()
  readonly subject!: string;
  @ApiProperty()
  readonly body!: string;
  @ApiProperty({ example: 'GM0040', description: 'The old municipality whose body it is.' })
  readonly predecessor!: string;
  @ApiProperty({
    enum: ['decision', 'consents'],
    description: 'decision: it was proposed, and not taken or rejected; consents: a body has not agreed.',
  })
  readonly waitsFor!: 'decision' | 'consents';
}

export class DeskAnswer {
  @ApiProperty({
    format: 'date',
    description: 'The last day of the quarter: what falls due by then lies here.',
  })
  readonly until!: IsoDate;
  @ApiProperty({ type: [AgreementSummary], description: 'What covers it and waits for signatures.' })
  readonly toSign!: readonly AgreementSummary[];
  @ApiProperty({ type: [AgreementSummary], description: 'What covers it, and it has not answered to.' })
  readonly toAdopt!: readonly AgreementSummary[];
  @ApiProperty({
    type: [AgreementSummary],
    description: 'What covers it, and is to be reviewed by the end of the quarter, or was to be before.',
  })
  readonly toReview!: readonly AgreementSummary[];
  @ApiProperty({ type: [AgreementSummary], description: 'What covers it, and only a source tells of.' })
  readonly toConfirm!: readonly AgreementSummary[];
  @ApiProperty({
    type: [DecisionSummary],
    description:
      'What its bodies or its coalitions have not decided, and what waits for the consent of one of its bodies.',
  })
  readonly toDecide!: readonly DecisionSummary[];

  @ApiProperty({ type: [String], description: 'The municipalities that have merged into it by the day.' })
  readonly predecessors!: readonly string[];
  @ApiProperty({
    type: [InheritedAgreementAnswer],
    description: 'Agreements of theirs that it has neither confirmed, amended nor ended.',
  })
  readonly agreements!: readonly InheritedAgreementAnswer[];
  @ApiProperty({ type: [InheritedDecisionAnswer], description: 'Decisions of theirs that are open.' })
  readonly decisions!: readonly InheritedDecisionAnswer[];
  @ApiProperty({ description: 'False: there is more; what is done makes room for it.' })
  readonly isWhole!: boolean;
}
