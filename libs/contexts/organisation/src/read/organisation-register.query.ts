import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { certaintyOn, sql, type Sql, type View } from '#platform/read-store';
import { noSuchRecord, Reading } from '#platform/records';
import type { OrganisationAnswer } from './organisation-register.answers.ts';
import { organisationRegister } from './organisation-register.projection.ts';

export class OrganisationRegister extends Query<QueryAnswer<readonly OrganisationAnswer[]>> {
  constructor(readonly parameters: QueryParameters) {
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
    SELECT organisation_id, name, kind, domain, identifier, successor, provenance,
      ${certaintyOn('o', day)} AS exists
    FROM ${view.rows(organisationRegister)} o WHERE ${where} ORDER BY name, organisation_id`;

@QueryHandler(OrganisationRegister)
export class OrganisationRegisterHandler implements IQueryHandler<OrganisationRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: OrganisationRegister): Promise<QueryAnswer<readonly OrganisationAnswer[]>> {
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => ({
      organisations: organisations(view, day, sql`true`),
    }));
    return answer(rows.organisations);
  }
}

@QueryHandler(OrganisationById)
export class OrganisationByIdHandler implements IQueryHandler<OrganisationById> {
  constructor(private readonly reading: Reading) {}

  async execute({ organisationId, parameters }: OrganisationById): Promise<QueryAnswer<OrganisationAnswer>> {
    const { rows, answer } = await this.reading.ask(
      parameters,
      (view, day) => ({
        found: organisations(view, day, sql`organisation_id = ${organisationId}`),
      }),
      `organisation-${organisationId}`,
    );
    const [found] = rows.found;
    if (found === undefined) throw noSuchRecord();
    return answer(found);
  }
}
