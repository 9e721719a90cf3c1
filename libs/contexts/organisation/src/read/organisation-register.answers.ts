import { ApiProperty } from '@nestjs/swagger';
import { ProvenanceAnswer } from '#platform/records';
import {
  Domains,
  OrganisationKinds,
  type Domain,
  type Identifier,
  type OrganisationKind,
} from '../organisation.events.ts';

export class OrganisationAnswer {
  @ApiProperty()
  readonly organisationId!: string;
  @ApiProperty()
  readonly name!: string;
  @ApiProperty({ enum: OrganisationKinds })
  readonly kind!: OrganisationKind;
  @ApiProperty({ enum: Domains })
  readonly domain!: Domain;
  @ApiProperty({
    type: [Object],
    description: 'OIN, RSIN and KvK number, as far as the register knows them.',
  })
  readonly identifiers!: readonly Identifier[];
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'Whether it existed on the day asked for.' })
  readonly exists!: 'yes' | 'no' | 'uncertain';
  @ApiProperty({ type: String, nullable: true, description: 'The organisation that went on in its place.' })
  readonly successor!: string | null;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class OrganisationPage {
  @ApiProperty({ type: [OrganisationAnswer] })
  readonly organisations!: readonly OrganisationAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
