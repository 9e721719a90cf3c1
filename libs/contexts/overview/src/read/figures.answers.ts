import { ApiProperty } from '@nestjs/swagger';
import type { Certainty } from '#kernel';
import type { Domain } from '#contexts/organisation';

/** How many for certain, and how many more perhaps, since a date is not precise enough or unknown. */
export class PairAnswer {
  @ApiProperty({ type: 'integer' })
  readonly certain!: number;
  @ApiProperty({ type: 'integer' })
  readonly uncertain!: number;
}

/** How many partners stand on each side. */
export class PartnersAnswer implements Record<Domain, PairAnswer> {
  @ApiProperty({ type: PairAnswer })
  readonly medical!: PairAnswer;
  @ApiProperty({ type: PairAnswer })
  readonly social!: PairAnswer;
  @ApiProperty({ type: PairAnswer })
  readonly informal!: PairAnswer;
  @ApiProperty({ type: PairAnswer })
  readonly government!: PairAnswer;
  @ApiProperty({ type: PairAnswer })
  readonly experience!: PairAnswer;
  @ApiProperty({ type: PairAnswer })
  readonly education!: PairAnswer;
}

export class CoalitionMembershipAnswer {
  @ApiProperty()
  readonly coalitionId!: string;
  @ApiProperty()
  readonly name!: string;
  @ApiProperty({ type: String, nullable: true, description: 'On the day asked for.' })
  readonly phase!: string | null;
  @ApiProperty({ enum: ['yes', 'uncertain'], description: 'Whether the municipality was in it.' })
  readonly member!: Exclude<Certainty, 'no'>;
  @ApiProperty({ description: 'Whether only a source tells it, and nobody has confirmed it.' })
  readonly perSource!: boolean;
}

/** Answers of municipalities to agreements of a level above their own, in force on the day for certain or perhaps. */
export class RegionalAgreementsAnswer {
  @ApiProperty({ type: 'integer' })
  readonly adopted!: number;
  @ApiProperty({ type: 'integer' })
  readonly deviating!: number;
  @ApiProperty({ type: 'integer' })
  readonly refused!: number;
  @ApiProperty({ type: 'integer' })
  readonly notApplicable!: number;
  @ApiProperty({ type: 'integer', description: 'Not decided yet.' })
  readonly notYet!: number;
  @ApiProperty({ type: 'integer', description: 'No source tells.' })
  readonly unknown!: number;
}

/** How much of these figures only sources tell, and nobody has confirmed. */
export class PerSourceAnswer {
  @ApiProperty({ type: 'integer' })
  readonly coalitions!: number;
  @ApiProperty({ type: 'integer' })
  readonly decisions!: number;
  @ApiProperty({ type: 'integer' })
  readonly agreements!: number;
}

export class LastActivityAnswer {
  @ApiProperty({ type: 'integer', description: 'The number of the last event about it.' })
  readonly number!: number;
  @ApiProperty({ format: 'date-time' })
  readonly recordedAt!: string;
  @ApiProperty({
    format: 'date',
    type: String,
    nullable: true,
    description:
      'The latest day up to the one asked for on which something happened; null: no event has a date.',
  })
  readonly validOn!: string | null;
}

/** The figures of a municipality or a region on a day. None of them is about people. */
export class FiguresAnswer {
  @ApiProperty({ type: [CoalitionMembershipAnswer] })
  readonly coalitions!: readonly CoalitionMembershipAnswer[];
  @ApiProperty({
    type: PartnersAnswer,
    description: 'Partners of its coalitions, by the side on which they stand.',
  })
  readonly partners!: PartnersAnswer;
  @ApiProperty({ type: PairAnswer, description: 'Decisions taken by that day.' })
  readonly decisions!: PairAnswer;
  @ApiProperty({ type: PairAnswer, description: 'Decisions that were effective.' })
  readonly decisionsEffective!: PairAnswer;
  @ApiProperty({ type: PairAnswer })
  readonly agreementsInForce!: PairAnswer;
  @ApiProperty({ type: PairAnswer, description: 'Agreements in force whose review was due before that day.' })
  readonly reviewsOverdue!: PairAnswer;
  @ApiProperty({ type: RegionalAgreementsAnswer })
  readonly regionalAgreements!: RegionalAgreementsAnswer;
  @ApiProperty({ type: PerSourceAnswer })
  readonly perSource!: PerSourceAnswer;
  @ApiProperty({ type: LastActivityAnswer, nullable: true })
  readonly lastActivity!: LastActivityAnswer | null;
}
