import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Json } from '#kernel';

/** The schema of whatever JSON can say. */
export const ANY_JSON = {
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'array', items: {} },
    { type: 'object' },
  ],
  nullable: true,
} satisfies ApiPropertyOptions;

/** How the register knows something: `live`, or `perSource` (with the source, and who has confirmed it since). */
export class ProvenanceAnswer {
  @ApiProperty({ enum: ['live', 'perSource'] })
  readonly kind!: 'live' | 'perSource';
  @ApiProperty({
    type: Object,
    required: false,
    description: 'Collection, record and address of the source.',
  })
  readonly source?: object;
  @ApiProperty({ type: [Object], required: false, description: 'Who confirmed it; empty: nobody has.' })
  readonly confirmations?: readonly object[];
}

/** One recorded event in the history of a record. */
export class HistoryEntry {
  @ApiProperty({ type: 'integer', description: 'Its number in the journal.' })
  readonly number!: number;
  @ApiProperty({ format: 'uuid' })
  readonly eventId!: string;
  @ApiProperty({ type: 'integer' })
  readonly revision!: number;
  @ApiProperty({ example: 'agreement.Signed' })
  readonly type!: string;
  @ApiProperty({ format: 'date-time', description: 'When the register learned it, by the store’s clock.' })
  readonly recordedAt!: string;
  @ApiProperty({
    type: [String],
    description: 'When it held in the world, as precise as it is known: the dates that it names.',
  })
  readonly validDates!: readonly string[];
  @ApiProperty({ type: Object, description: 'Who recorded it, in what role, for whom, and by which door.' })
  readonly by!: object;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'The source that asserts it; null: decided live.',
  })
  readonly source!: object | null;
  @ApiProperty({
    enum: ['stands', 'corrected', 'retracted'],
    description: 'Whether it still reads as it was written.',
  })
  readonly standing!: 'stands' | 'corrected' | 'retracted';
  @ApiProperty({ type: Object, description: 'What it said when it was recorded.' })
  readonly data!: Json;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'What it says now; null: it has been retracted.',
  })
  readonly readsNow!: Json;
}

/** What an event of the past says, that somebody corrected or retracted, before and after. */
export class SpokenOfAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly eventId!: string;
  @ApiProperty({ example: 'agreement.Signed' })
  readonly type!: string;
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'What it said until then; null: it was retracted.',
  })
  readonly before!: Json;
  @ApiProperty({ type: Object, nullable: true, description: 'What it says since; null: it is retracted.' })
  readonly after!: Json;
  @ApiProperty()
  readonly reason!: string;
}

/** One recorded event among those of several records. */
export class ChangeEntry extends HistoryEntry {
  @ApiProperty({ example: 'agreement-emmen-goede-start', description: 'The record: its kind and its id.' })
  readonly record!: string;
  @ApiProperty({
    type: SpokenOfAnswer,
    nullable: true,
    description: 'The event that this one corrects or retracts; null: it does neither.',
  })
  readonly speaksOf!: SpokenOfAnswer | null;
}

export class ChangePage {
  @ApiProperty({ type: [ChangeEntry] })
  readonly entries!: readonly ChangeEntry[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class HistoryPage {
  @ApiProperty({ type: [HistoryEntry] })
  readonly entries!: readonly HistoryEntry[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
