import { ApiProperty } from '@nestjs/swagger';
import type { Certainty, Level } from '#kernel';

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
