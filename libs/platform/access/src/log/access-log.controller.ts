import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  CurrentCaller,
  IsEnumField,
  IsEventId,
  IsField,
  IsInstant,
  IsWholeNumber,
  type Caller,
  type Instant,
} from '#platform/http';
import { z } from 'zod';
import { AccessLogReader } from './reading.ts';

const PAGE = 200;
const OBJECT = /^[a-z-]{1,40}\/[A-Za-z0-9-]{1,64}$/;

export class AccessLogParameters {
  @IsInstant({ optional: true, says: 'From this instant on.' })
  readonly from?: Instant;
  @IsInstant({ optional: true, says: 'Before this instant.' })
  readonly until?: Instant;
  @IsEventId({ optional: true, says: 'Only what this actor did or saw: the reference, not a name.' })
  readonly actor?: string;
  @IsField(
    {
      code: 'field.wrong-part',
      shape: z.string().regex(OBJECT, 'must be a kind and an id, such as referral/7d8f5a52-…'),
      schema: { type: 'string', maxLength: 105 },
    },
    { optional: true, says: 'Only what was about this: kind and id, such as `referral/7d8f5a52-…`.' },
  )
  readonly object?: string;
  @IsEnumField(['done', 'refused', 'failed'], { optional: true })
  readonly outcome?: string;
  @IsWholeNumber({ min: 1, max: PAGE, fromText: true }, { optional: true, says: `Default ${PAGE}.` })
  readonly limit?: number;
  @IsField(
    {
      code: 'field.not-a-cursor',
      shape: z.string().regex(/^[0-9a-f-]{36}$/, 'must be the `next` of an earlier page'),
      schema: { type: 'string', maxLength: 36 },
    },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: string;
}

class AccessLogPage {
  @ApiProperty({
    type: [Object],
    description:
      'Newest last: id, at, action (C, R, U, D, E), operation, purpose, object, outcome, status, code, actor, role, ' +
      'responsible, origin, correlationId. References only; `register actor show` says who an actor is.',
  })
  readonly entries!: readonly object[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page.' })
  readonly next!: string | null;
}

/** Who did or saw what. */
@ApiTags('access log')
@Controller('access-log')
export class AccessLogController {
  constructor(@Inject(AccessLogReader) private readonly reader: AccessLogReader) {}

  /** What was done, seen or refused, and by whom: for auditor and privacy officer. */
  @Get()
  @ApiOkResponse({ type: AccessLogPage })
  list(@Query() parameters: AccessLogParameters, @CurrentCaller() caller: Caller): Promise<AccessLogPage> {
    return this.reader.page({ limit: PAGE, ...parameters }, caller.role);
  }
}
