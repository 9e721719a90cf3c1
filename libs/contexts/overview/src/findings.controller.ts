import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, invalidField, type QueryAnswer } from '#platform/http';
import { FindingParameters } from './overview.requests.ts';
import { FindingPage } from './read/findings/findings.answers.ts';
import { Findings } from './read/findings/findings.query.ts';

@ApiTags('audit')
@Controller('audit/findings')
export class FindingsController {
  constructor(private readonly queries: QueryBus) {}

  /** What the audit finds in a municipality, a region, or anywhere: by which rule, about what, since when, and the events behind it. */
  @Get()
  @AnswersWith(FindingPage)
  list(@Query() parameters: FindingParameters): Promise<QueryAnswer<FindingPage>> {
    const { municipality: code, region: regionId } = parameters;
    if (code !== undefined && regionId !== undefined) {
      throw invalidField('region', 'field.unknown', 'is not a field of a question about a municipality');
    }
    const where =
      code !== undefined ? { code } : regionId !== undefined ? { regionId } : ({ everywhere: true } as const);
    return this.queries.execute(new Findings(where, parameters));
  }
}
