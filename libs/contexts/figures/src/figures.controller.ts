import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, type QueryAnswer } from '#platform/http';
import { FiguresParameters } from './figures.requests.ts';
import { ReleasePage } from './read/figures.answers.ts';
import { ReleasedFigures } from './read/figures.query.ts';

@ApiTags('referral figures')
@Controller('referral-figures')
export class FiguresController {
  constructor(private readonly queries: QueryBus) {}

  /** Figures of referrals as they were released: by quarter and municipality; what is small is hidden. */
  @Get()
  @AnswersWith(ReleasePage)
  list(@Query() parameters: FiguresParameters): Promise<QueryAnswer<ReleasePage>> {
    return this.queries.execute(new ReleasedFigures(parameters));
  }
}
