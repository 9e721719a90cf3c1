import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { certaintyOn, sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading, type PageParameters } from '#platform/records';
import type { ProgrammeAnswer, ProgrammePage } from './programme-register.answers.ts';
import { programmeRegister } from './programme-register.projection.ts';

export class ProgrammeRegister extends Query<QueryAnswer<ProgrammePage>> {
  constructor(readonly parameters: PageParameters) {
    super();
  }
}

export class ProgrammeById extends Query<QueryAnswer<ProgrammeAnswer>> {
  constructor(
    readonly programmeId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

const programmes = (view: View, day: IsoDate, where: Sql): Sql<ProgrammeAnswer> =>
  sql<ProgrammeAnswer>`
    SELECT programme_id, name, level, ${certaintyOn('p', day)} AS runs, grants, obligations, outcomes, practices,
      provenance
    FROM ${view.rows(programmeRegister)} p WHERE ${where} ORDER BY programme_id`;

@QueryHandler(ProgrammeRegister)
export class ProgrammeRegisterHandler implements IQueryHandler<ProgrammeRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: ProgrammeRegister): Promise<QueryAnswer<ProgrammePage>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => {
      const lines = programmes(view, day, sql`programme_id > ${cursor}`);
      return { programmes: sql<ProgrammeAnswer>`${lines} LIMIT ${limit + 1}` };
    });
    const { page, next } = pageOf(rows.programmes, limit, ({ programmeId }) => programmeId);
    return answer({ programmes: page, next });
  }
}

@QueryHandler(ProgrammeById)
export class ProgrammeByIdHandler implements IQueryHandler<ProgrammeById> {
  constructor(private readonly reading: Reading) {}

  async execute({ programmeId, parameters }: ProgrammeById): Promise<QueryAnswer<ProgrammeAnswer>> {
    const { rows, absent, answer } = await this.reading.ask(
      parameters,
      (view, day) => ({
        found: programmes(view, day, sql`programme_id = ${programmeId}`),
      }),
      `programme-${programmeId}`,
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer(found);
  }
}
