import { ApiProperty } from '@nestjs/swagger';
import type { Json } from '#kernel';
import { ANY_JSON, ChangeEntry } from '#platform/records';

/** A field of what the register answers about a record, before and after an event. */
export class ValueAnswer {
  @ApiProperty({
    example: 'municipality-GM0114',
    description: 'The record: its kind and its id, or its code.',
  })
  readonly about!: string;
  @ApiProperty({ example: 'name' })
  readonly field!: string;
  @ApiProperty({ ...ANY_JSON, description: 'Null: it said nothing there.' })
  readonly old!: Json;
  @ApiProperty({ ...ANY_JSON, description: 'Null: it says nothing there any more.' })
  readonly new!: Json;
}

export class ZgwChangesAnswer {
  @ApiProperty({ type: Object, description: 'The fields that changed, as they were.' })
  readonly oud!: object;
  @ApiProperty({ type: Object, description: 'The same fields, as they are since.' })
  readonly nieuw!: object;
}

/** An event in the fields of the audit trail of the ZGW APIs (VNG Realisatie: Besluiten 1.0, `AuditTrail`). */
export class ZgwTrailAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly uuid!: string;
  @ApiProperty({
    description: 'brc for decisions, as in the standard; register for what the standard does not know.',
  })
  readonly bron!: 'brc' | 'register';
  @ApiProperty({ description: 'The system that told it; empty: the API of the register.' })
  readonly applicatieId!: string;
  @ApiProperty()
  readonly applicatieWeergave!: string;
  @ApiProperty({ description: 'The reference that stands for whoever recorded it.' })
  readonly gebruikersId!: string;
  @ApiProperty({ description: 'In which role.' })
  readonly gebruikersWeergave!: string;
  @ApiProperty({ enum: ['create', 'partial_update', 'destroy'] })
  readonly actie!: 'create' | 'partial_update' | 'destroy';
  @ApiProperty({ description: 'The type of the event.' })
  readonly actieWeergave!: string;
  @ApiProperty({
    type: 'integer',
    description: '201 for what began to be; else 200. What was refused is not recorded.',
  })
  readonly resultaat!: 200 | 201;
  @ApiProperty({ format: 'uri-reference' })
  readonly hoofdObject!: string;
  @ApiProperty({ description: 'The kind of record.' })
  readonly resource!: string;
  @ApiProperty({ format: 'uri-reference' })
  readonly resourceUrl!: string;
  @ApiProperty({ description: 'The reason that was given; empty: none.' })
  readonly toelichting!: string;
  @ApiProperty({ description: 'The name or title of the record, or its kind and id.' })
  readonly resourceWeergave!: string;
  @ApiProperty({ format: 'date-time' })
  readonly aanmaakdatum!: string;
  @ApiProperty({ type: ZgwChangesAnswer })
  readonly wijzigingen!: ZgwChangesAnswer;
}

/** One recorded event, and what it changed. */
export class TrailEntry extends ChangeEntry {
  @ApiProperty({
    type: [ValueAnswer],
    description:
      'What the register answers about the record since, and did not before, field by field (of findings and figures nothing, which have no page of their own).',
  })
  readonly values!: readonly ValueAnswer[];
  @ApiProperty({ type: ZgwTrailAnswer })
  readonly zgw!: ZgwTrailAnswer;
}

export class TrailPage {
  @ApiProperty({ type: [TrailEntry], description: 'The latest first.' })
  readonly entries!: readonly TrailEntry[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
