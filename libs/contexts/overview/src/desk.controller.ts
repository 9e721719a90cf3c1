import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, QueryParameters, type QueryAnswer } from '#platform/http';
import { ChangePage } from '#platform/records';
import { ChangesParameters, MunicipalityParams } from './overview.requests.ts';
import { Changes } from './read/changes.query.ts';
import { DeskAnswer } from './read/desk.answers.ts';
import { Desk } from './read/desk.query.ts';

@ApiTags('overviews')
@Controller('municipalities/:code')
export class DeskController {
  constructor(private readonly queries: QueryBus) {}

  /** What a municipality has to sign, adopt, review, confirm or decide this quarter, and what mergers brought to its desk. */
  @Get('desk')
  @AnswersWith(DeskAnswer)
  desk(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<DeskAnswer>> {
    return this.queries.execute(new Desk(code, parameters));
  }

  /** What was recorded about a municipality since a moment, with what it corrects as that read before and after. */
  @Get('changes')
  @AnswersWith(ChangePage)
  changes(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: ChangesParameters,
  ): Promise<QueryAnswer<ChangePage>> {
    return this.queries.execute(new Changes(code, parameters));
  }
}
