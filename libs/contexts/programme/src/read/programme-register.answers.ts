import { ApiProperty } from '@nestjs/swagger';
import { type Certainty, type Level, Levels } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { ObligationOutcomeAnswer } from './programme-places.answers.ts';
import type { Duty, Grant, Practice } from './programme-register.table.ts';

export class ProgrammeSummary {
  @ApiProperty()
  readonly programmeId!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ enum: Levels, nullable: true })
  readonly level!: Level | null;
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'Whether it ran on the day asked for.' })
  readonly runs!: Certainty;
  @ApiProperty({ type: [Object] })
  readonly grants!: readonly Grant[];
  @ApiProperty({ type: [Object] })
  readonly obligations!: readonly Duty[];
  @ApiProperty({ type: [Object] })
  readonly practices!: readonly Practice[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class ProgrammeAnswer extends ProgrammeSummary {
  @ApiProperty({
    type: [ObligationOutcomeAnswer],
    description: 'Which obligations had been met or missed by the day asked for, by whom and when.',
  })
  readonly outcomes!: readonly ObligationOutcomeAnswer[];
}

export class ProgrammePage {
  @ApiProperty({ type: [ProgrammeSummary] })
  readonly programmes!: readonly ProgrammeSummary[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
