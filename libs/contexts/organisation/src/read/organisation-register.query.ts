import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { certaintyOn, sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading, type PageParameters } from '#platform/records';
import type { OrganisationAnswer, OrganisationPage } from './organisation-register.answers.ts';
import { organisationRegister } from './organisation-register.projection.ts';

export class OrganisationRegister extends Query<QueryAnswer<OrganisationPage>> {
  constructor(readonly parameters: PageParameters) {
    super();
  }
}

export class OrganisationById extends Query<QueryAnswer<OrganisationAnswer>> {
  constructor(
    readonly organisationId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

const organisations = (view: View, day: IsoDate, where: Sql): Sql<OrganisationAnswer> =>
  sql<OrganisationAnswer>`
    SELECT organisation_id, name, kind, domain, identifiers, successor, provenance,
      ${certaintyOn('o', day)} AS exists
    FROM ${view.rows(organisationRegister)} o WHERE ${where} ORDER BY organisation_id`;

@QueryHandler(OrganisationRegister)
export class OrganisationRegisterHandler implements IQueryHandler<OrganisationRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: OrganisationRegister): Promise<QueryAnswer<OrganisationPage>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => {
      const lines = organisations(view, day, sql`organisation_id > ${cursor}`);
      return { organisations: sql<OrganisationAnswer>`${lines} LIMIT ${limit + 1}` };
    });
    const { page, next } = pageOf(rows.organisations, limit, ({ organisationId }) => organisationId);
    return answer({ organisations: page, next });
  }
}

@QueryHandler(OrganisationById)
export class OrganisationByIdHandler implements IQueryHandler<OrganisationById> {
  constructor(private readonly reading: Reading) {}

  async execute({ organisationId, parameters }: OrganisationById): Promise<QueryAnswer<OrganisationAnswer>> {
    const { rows, absent, answer } = await this.reading.ask(
      parameters,
      (view, day) => ({
        found: organisations(view, day, sql`organisation_id = ${organisationId}`),
      }),
      { record: `organisation-${organisationId}` },
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer(found);
  }
}
