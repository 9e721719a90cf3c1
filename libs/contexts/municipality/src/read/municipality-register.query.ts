import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { inForceOn, type IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { periodFrom } from '#platform/read-store';
import { noSuchRecord, Reading } from '#platform/records';
import { nameOn, predecessorsOf, successorsOf, type MunicipalityState } from '../municipality.state.ts';
import { geographyOf, geographyQuestions, REGISTER_STREAM, type MunicipalityRow } from './geography.ts';
import type { MunicipalityAnswer } from './municipality-register.answers.ts';

export class MunicipalityRegister extends Query<QueryAnswer<readonly MunicipalityAnswer[]>> {
  constructor(readonly parameters: QueryParameters) {
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

  async execute({ parameters }: MunicipalityRegister): Promise<QueryAnswer<readonly MunicipalityAnswer[]>> {
    const { rows, day, answer } = await this.reading.ask(parameters, geographyQuestions);
    const geography = geographyOf(rows);
    return answer(rows.municipalities.map((row) => municipalityAnswer(row, geography, day)));
  }
}

@QueryHandler(MunicipalityByCode)
export class MunicipalityByCodeHandler implements IQueryHandler<MunicipalityByCode> {
  constructor(private readonly reading: Reading) {}

  async execute({ code, parameters }: MunicipalityByCode): Promise<QueryAnswer<MunicipalityAnswer>> {
    const { rows, day, answer } = await this.reading.ask(parameters, geographyQuestions, REGISTER_STREAM);
    const row = rows.municipalities.find((one) => one.code === code);
    if (row === undefined) throw noSuchRecord();
    return answer(municipalityAnswer(row, geographyOf(rows), day));
  }
}
