import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { certaintyOn, sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading, type PageParameters } from '#platform/records';
import { obligationOn, type ObligationOutcomeRow } from './programme-places.answers.ts';
import { obligationOutcome } from './programme-places.projection.ts';
import type { ProgrammeAnswer, ProgrammePage, ProgrammeSummary } from './programme-register.answers.ts';
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

/** Programmes, called `p`, with what they come to on a day. */
export const programmeLines = (view: View, day: IsoDate, where: Sql): Sql<ProgrammeSummary> =>
  sql<ProgrammeSummary>`
    SELECT programme_id, name, level, ${certaintyOn('p', day)} AS runs, grants, obligations, practices, provenance
    FROM ${view.rows(programmeRegister)} p WHERE ${where} ORDER BY programme_id`;

@QueryHandler(ProgrammeRegister)
export class ProgrammeRegisterHandler implements IQueryHandler<ProgrammeRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: ProgrammeRegister): Promise<QueryAnswer<ProgrammePage>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => {
      const lines = programmeLines(view, day, sql`programme_id > ${cursor}`);
      return { programmes: sql<ProgrammeSummary>`${lines} LIMIT ${limit + 1}` };
    });
    const { page, next } = pageOf(rows.programmes, limit, ({ programmeId }) => programmeId);
    return answer({ programmes: page, next });
  }
}

@QueryHandler(ProgrammeById)
export class ProgrammeByIdHandler implements IQueryHandler<ProgrammeById> {
  constructor(private readonly reading: Reading) {}

  async execute({ programmeId, parameters }: ProgrammeById): Promise<QueryAnswer<ProgrammeAnswer>> {
    const { rows, day, absent, answer } = await this.reading.ask(
      parameters,
      (view, on) => ({
        found: programmeLines(view, on, sql`programme_id = ${programmeId}`),
        outcomes: sql<ObligationOutcomeRow>`SELECT o.* FROM ${view.rows(obligationOutcome)} o
          WHERE o.programme_id = ${programmeId} ORDER BY o.holder, o.obligation_id`,
      }),
      { record: `programme-${programmeId}` },
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    const outcomes = rows.outcomes.flatMap((row) => {
      const { obligationId, holder } = row;
      // A source may tell of an obligation that nobody laid down.
      const duty = found.obligations.find((one) => one.obligationId === obligationId);
      const outcome = obligationOn(day, holder, duty ?? { obligationId, dueOn: 'unknown' }, row);
      return outcome.on === null ? [] : [outcome];
    });
    return answer({ ...found, outcomes });
  }
}
