import { ApiProperty } from '@nestjs/swagger';
import type { Certainty, Start } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import {
  Provinces,
  ReorganisationKinds,
  type Province,
  type ReorganisationKind,
} from '../municipality.events.ts';

export class ReorganisationAnswer {
  @ApiProperty({ enum: ReorganisationKinds })
  readonly kind!: ReorganisationKind;
  @ApiProperty({ type: [String] })
  readonly from!: readonly string[];
  @ApiProperty()
  readonly into!: string;
  @ApiProperty({ description: 'The first day of the new situation, as precise as it is known; or unknown.' })
  readonly effectiveOn!: Start;
  @ApiProperty({ type: String, required: false })
  readonly note?: string | undefined;
  @ApiProperty({ description: 'Whether only a source tells it.' })
  readonly perSource!: boolean;
}

export class MunicipalityAnswer {
  @ApiProperty({ example: 'GM0040' })
  readonly code!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Its name on the day asked for.' })
  readonly name!: string | null;
  @ApiProperty({ enum: Provinces, nullable: true })
  readonly province!: Province | null;
  @ApiProperty({ description: 'Its first day, as precise as it is known; or unknown.' })
  readonly from!: Start;
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'Whether it existed on the day asked for.' })
  readonly exists!: Certainty;
  @ApiProperty({ type: [ReorganisationAnswer] })
  readonly reorganisations!: readonly ReorganisationAnswer[];
  @ApiProperty({
    type: [String],
    description: 'Where its land went, merger after merger, by the borders of the day asked for.',
  })
  readonly successors!: readonly string[];
  @ApiProperty({ type: [String], description: 'Whose land it holds by the borders of the day asked for.' })
  readonly predecessors!: readonly string[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class MunicipalityPage {
  @ApiProperty({ type: [MunicipalityAnswer] })
  readonly municipalities!: readonly MunicipalityAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
