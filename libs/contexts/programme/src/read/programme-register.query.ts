import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { certaintyOn, sql, type Sql, type View } from '#platform/read-store';
import { noSuchRecord, Reading } from '#platform/records';
import type { ProgrammeAnswer } from './programme-register.answers.ts';
import { programmeRegister } from './programme-register.projection.ts';

export class ProgrammeRegister extends Query<QueryAnswer<readonly ProgrammeAnswer[]>> {
  constructor(readonly parameters: QueryParameters) {
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
    FROM ${view.rows(programmeRegister)} p WHERE ${where} ORDER BY name, programme_id`;

@QueryHandler(ProgrammeRegister)
export class ProgrammeRegisterHandler implements IQueryHandler<ProgrammeRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: ProgrammeRegister): Promise<QueryAnswer<readonly ProgrammeAnswer[]>> {
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => ({
      programmes: programmes(view, day, sql`true`),
    }));
    return answer(rows.programmes);
  }
}

@QueryHandler(ProgrammeById)
export class ProgrammeByIdHandler implements IQueryHandler<ProgrammeById> {
  constructor(private readonly reading: Reading) {}

  async execute({ programmeId, parameters }: ProgrammeById): Promise<QueryAnswer<ProgrammeAnswer>> {
    const { rows, answer } = await this.reading.ask(
      parameters,
      (view, day) => ({
        found: programmes(view, day, sql`programme_id = ${programmeId}`),
      }),
      `programme-${programmeId}`,
    );
    const [found] = rows.found;
    if (found === undefined) throw noSuchRecord();
    return answer(found);
  }
}
