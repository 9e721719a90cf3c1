import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, type QueryAnswer } from '#platform/http';
import { TrailParameters } from './overview.requests.ts';
import { TrailPage } from './read/trail/trail.answers.ts';
import { Trail } from './read/trail/trail.query.ts';

@ApiTags('audit')
@Controller('audit/trail')
export class TrailController {
  constructor(private readonly queries: QueryBus) {}

  /**
   * Everything that was recorded, but for referrals, the latest first: by whom, what it changed of the record, old and new side by
   * side, and why; in our own fields and in those of the audit trail of the ZGW APIs.
   */
  @Get()
  @AnswersWith(TrailPage)
  list(@Query() parameters: TrailParameters): Promise<QueryAnswer<TrailPage>> {
    return this.queries.execute(new Trail(parameters));
  }
}
