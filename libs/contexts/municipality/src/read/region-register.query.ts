import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { Reading } from '#platform/records';
import { membersOn, nameOn } from '../municipality.state.ts';
import { geographyOf, geographyQuestions, REGISTER_STREAM } from './geography.ts';
import type { RegionAnswer } from './region-register.answers.ts';

export class RegionById extends Query<QueryAnswer<RegionAnswer>> {
  constructor(
    readonly regionId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

@QueryHandler(RegionById)
export class RegionByIdHandler implements IQueryHandler<RegionById> {
  constructor(private readonly reading: Reading) {}

  async execute({ regionId, parameters }: RegionById): Promise<QueryAnswer<RegionAnswer>> {
    const { rows, day, absent, answer } = await this.reading.ask(parameters, geographyQuestions, {
      record: REGISTER_STREAM,
    });
    const geography = geographyOf(rows);
    const region = geography.regions.get(regionId);
    if (region === undefined) throw absent();
    const members = membersOn(day, regionId, geography).map(({ code, member }) => {
      return { code, name: nameOn(day, code, geography), member };
    });
    return answer({ regionId, name: region.name, from: region.from, members });
  }
}
