import { ApiProperty } from '@nestjs/swagger';
import type { Bounds, Certainty, Period } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import {
  DecisionBodies,
  LegalWeights,
  type Condition,
  type ConsentingBody,
  type DecisionBody,
  type LegalWeight,
  type Payment,
  type Point,
  type Reference,
} from '../decision.events.ts';

export class AwaitedConsentAnswer {
  @ApiProperty()
  readonly conditionId!: string;
  @ApiProperty()
  readonly text!: string;
  @ApiProperty({
    type: [Object],
    description: 'Those that had not agreed by the day asked for; empty: nobody has named them yet.',
  })
  readonly bodies!: readonly ConsentingBody[];
}

export class DecisionSummary {
  @ApiProperty()
  readonly decisionId!: string;
  @ApiProperty({ enum: DecisionBodies })
  readonly body!: DecisionBody;
  @ApiProperty()
  readonly subject!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly municipality!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly coalitionId!: string | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'When it was taken, as bounds; null: it was not.',
  })
  readonly takenOn!: Bounds | null;
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'On the day asked for.' })
  readonly effective!: Certainty;
  @ApiProperty({ type: Object, nullable: true, description: 'As bounds; null: it never became effective.' })
  readonly period!: Period | null;
  @ApiProperty({
    type: [AwaitedConsentAnswer],
    description: 'What it waited for on the day asked for; empty: it waited for nobody.',
  })
  readonly awaiting!: readonly AwaitedConsentAnswer[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class DecisionPage {
  @ApiProperty({ type: [DecisionSummary] })
  readonly decisions!: readonly DecisionSummary[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class ConditionAnswer {
  @ApiProperty()
  readonly conditionId!: string;
  @ApiProperty()
  readonly text!: string;
  @ApiProperty({
    type: [Object],
    description: 'Whose consent it asks for; empty: nobody has named them yet.',
  })
  readonly bodies!: Condition['bodies'];
  @ApiProperty({ type: [Object], description: 'Those that have not agreed yet.' })
  readonly open!: readonly ConsentingBody[];
}

export class DecisionAnswer extends DecisionSummary {
  @ApiProperty({ enum: LegalWeights, nullable: true })
  readonly legalWeight!: LegalWeight | null;
  @ApiProperty({ type: [Object] })
  readonly points!: readonly Point[];
  @ApiProperty({ type: Number, nullable: true, description: 'What the whole decision costs, in euros.' })
  readonly amountEur!: number | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'How often that is paid, and what kind of amount it is.',
  })
  readonly payment!: Payment | null;
  @ApiProperty({ type: Object, nullable: true })
  readonly reference!: Reference | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'How it was proposed, and whether only a source tells.',
  })
  readonly proposed!: object | null;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'How it was taken, and whether only a source tells.',
  })
  readonly taken!: object | null;
  @ApiProperty({ type: [ConditionAnswer] })
  readonly conditions!: readonly ConditionAnswer[];
  @ApiProperty({ type: [Object], description: 'Who agreed, to which condition, and when.' })
  readonly consents!: readonly object[];
  @ApiProperty({ type: [Object], description: 'Which conditions failed.' })
  readonly failures!: readonly object[];
  @ApiProperty({ type: Object, nullable: true })
  readonly rejected!: object | null;
  @ApiProperty({ type: Object, nullable: true })
  readonly referredToCouncil!: object | null;
  @ApiProperty({ type: [Object] })
  readonly publications!: readonly object[];
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'On which ground it is not published; null: it is not withheld.',
  })
  readonly withheld!: object | null;
  @ApiProperty({ type: Object, nullable: true })
  readonly withdrawn!: object | null;
}
