import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, QueryParameters, type QueryAnswer } from '#platform/http';
import { MunicipalityParams } from './overview.requests.ts';
import { DeskAnswer } from './read/desk.answers.ts';
import { Desk } from './read/desk.query.ts';

@ApiTags('overviews')
@Controller('municipalities/:code/desk')
export class DeskController {
  constructor(private readonly queries: QueryBus) {}

  /** What mergers brought to the desk of a municipality: agreements to confirm, amend or end, and open decisions. */
  @Get()
  @AnswersWith(DeskAnswer)
  desk(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<DeskAnswer>> {
    return this.queries.execute(new Desk(code, parameters));
  }
}
