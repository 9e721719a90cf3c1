import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { inForceOn, type IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { periodFrom } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import type { MunicipalityListParameters } from '../municipality.requests.ts';
import { nameOn, predecessorsOf, successorsOf, type MunicipalityState } from '../municipality.state.ts';
import { geographyOf, geographyQuestions, REGISTER_STREAM, type MunicipalityRow } from './geography.ts';
import type { MunicipalityAnswer, MunicipalityPage } from './municipality-register.answers.ts';

export class MunicipalityRegister extends Query<QueryAnswer<MunicipalityPage>> {
  constructor(readonly parameters: MunicipalityListParameters) {
    super();
  }
}

export class MunicipalityByCode extends Query<QueryAnswer<MunicipalityAnswer>> {
  constructor(
    readonly code: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

/** One municipality as it is told to a caller. */
export function municipalityAnswer(
  row: MunicipalityRow,
  geography: MunicipalityState,
  day: IsoDate,
): MunicipalityAnswer {
  const { code, province, start, reorganisations, provenance } = row;
  return {
    code,
    name: nameOn(day, code, geography),
    province,
    from: start,
    exists: inForceOn(periodFrom(row), day),
    reorganisations,
    successors: successorsOf(day, code, geography),
    predecessors: predecessorsOf(day, code, geography),
    provenance,
  };
}

@QueryHandler(MunicipalityRegister)
export class MunicipalityRegisterHandler implements IQueryHandler<MunicipalityRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: MunicipalityRegister): Promise<QueryAnswer<MunicipalityPage>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { rows, day, answer } = await this.reading.ask(parameters, geographyQuestions);
    const geography = geographyOf(rows);
    const rest = rows.municipalities.filter(({ code }) => code > cursor);
    const { page, next } = pageOf(rest.slice(0, limit + 1), limit, ({ code }) => code);
    return answer({ municipalities: page.map((row) => municipalityAnswer(row, geography, day)), next });
  }
}

@QueryHandler(MunicipalityByCode)
export class MunicipalityByCodeHandler implements IQueryHandler<MunicipalityByCode> {
  constructor(private readonly reading: Reading) {}

  async execute({ code, parameters }: MunicipalityByCode): Promise<QueryAnswer<MunicipalityAnswer>> {
    const { rows, day, absent, answer } = await this.reading.ask(parameters, geographyQuestions, {
      record: REGISTER_STREAM,
    });
    const row = rows.municipalities.find((one) => one.code === code);
    if (row === undefined) throw absent();
    return answer(municipalityAnswer(row, geographyOf(rows), day));
  }
}
