import { ApiProperty } from '@nestjs/swagger';
import { type Certainty, type Level, Levels } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import type { Duty, Fulfilment, Grant, Omission, Practice } from './programme-register.table.ts';

export class ProgrammeAnswer {
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
  @ApiProperty({ type: [Object], description: 'Which obligations were met or missed, by whom and when.' })
  readonly outcomes!: readonly (Fulfilment | Omission)[];
  @ApiProperty({ type: [Object] })
  readonly practices!: readonly Practice[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class ProgrammePage {
  @ApiProperty({ type: [ProgrammeAnswer] })
  readonly programmes!: readonly ProgrammeAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
