import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { sql, type KeyOf, type RowOf, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading, type PageParameters } from '#platform/records';
import type { MeasurementParameters } from '../indicator.requests.ts';
import type {
  IndicatorAnswer,
  IndicatorPage,
  MeasurementAnswer,
  MeasurementPage,
} from './indicator-register.answers.ts';
import { indicatorMeasurement, indicatorRegister } from './indicator-register.projection.ts';
import type { IndicatorTable, MeasurementTable } from './indicator-register.table.ts';

export class IndicatorRegister extends Query<QueryAnswer<IndicatorPage>> {
  constructor(readonly parameters: PageParameters) {
    super();
  }
}

export class IndicatorById extends Query<QueryAnswer<IndicatorAnswer>> {
  constructor(
    readonly indicatorId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

export class IndicatorMeasurements extends Query<QueryAnswer<MeasurementPage>> {
  constructor(
    readonly indicatorId: string,
    readonly parameters: MeasurementParameters,
  ) {
    super();
  }
}

export type IndicatorRow = KeyOf<typeof IndicatorTable> & RowOf<typeof IndicatorTable>;
export type MeasurementRow = KeyOf<typeof MeasurementTable> & RowOf<typeof MeasurementTable>;

/** A page of definitions, and one more. */
export const indicatorLines = (view: View, cursor: string, limit: number): Sql<IndicatorRow> =>
  sql<IndicatorRow>`SELECT i.* FROM ${view.rows(indicatorRegister)} i WHERE indicator_id > ${cursor}
    ORDER BY indicator_id LIMIT ${limit + 1}`;

/** Figures, called `m`, whose periods had closed by a day. */
export const measurementLines = (view: View, day: IsoDate, where: Sql): Sql<MeasurementRow> =>
  sql<MeasurementRow>`SELECT m.* FROM ${view.rows(indicatorMeasurement)} m
    WHERE m.period_until <= ${day}::date AND (${where})`;

/** Of municipality codes (an array in SQL) and indicators (ids in SQL): the figure of the last period that had closed by a day. */
export const latestMeasurements = (view: View, day: IsoDate, codes: Sql, ids: Sql): Sql<MeasurementRow> =>
  sql<MeasurementRow>`SELECT l.* FROM (SELECT DISTINCT unnest(${codes}) AS code) c CROSS JOIN (${ids}) i
    CROSS JOIN LATERAL (
      ${measurementLines(view, day, sql`m.municipality = c.code AND m.indicator_id = i.indicator_id`)}
      ORDER BY m.period_until DESC, m.period LIMIT 1
    ) l`;

/** An indicator as it is told to a caller. */
export function indicatorAnswer({ definition, provenance }: IndicatorRow): IndicatorAnswer {
  const { indicatorId, title, phase, kind, unit, numerator, denominator, source, computedFrom } = definition;
  return {
    indicatorId,
    title,
    phase: phase ?? null,
    kind,
    unit,
    numerator,
    denominator: denominator ?? null,
    source,
    computedFrom: computedFrom ?? null,
    provenance,
  };
}

function measurementAnswer(row: MeasurementRow): MeasurementAnswer {
  const { municipality, period, numerator, denominator, source, url, onEarliest, onLatest, provenance } = row;
  return { municipality, period, numerator, denominator, source, url, onEarliest, onLatest, provenance };
}

@QueryHandler(IndicatorRegister)
export class IndicatorRegisterHandler implements IQueryHandler<IndicatorRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: IndicatorRegister): Promise<QueryAnswer<IndicatorPage>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { rows, answer } = await this.reading.ask(parameters, (view) => ({
      indicators: indicatorLines(view, cursor, limit),
    }));
    const { page, next } = pageOf(rows.indicators, limit, ({ indicatorId }) => indicatorId);
    return answer({ indicators: page.map(indicatorAnswer), next });
  }
}

@QueryHandler(IndicatorById)
export class IndicatorByIdHandler implements IQueryHandler<IndicatorById> {
  constructor(private readonly reading: Reading) {}

  async execute({ indicatorId, parameters }: IndicatorById): Promise<QueryAnswer<IndicatorAnswer>> {
    const { rows, absent, answer } = await this.reading.ask(
      parameters,
      (view) => ({
        found: sql<IndicatorRow>`SELECT i.* FROM ${view.rows(indicatorRegister)} i
          WHERE indicator_id = ${indicatorId}`,
      }),
      { record: `indicator-${indicatorId}` },
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer(indicatorAnswer(found));
  }
}

@QueryHandler(IndicatorMeasurements)
export class IndicatorMeasurementsHandler implements IQueryHandler<IndicatorMeasurements> {
  constructor(private readonly reading: Reading) {}

  async execute({ indicatorId, parameters }: IndicatorMeasurements): Promise<QueryAnswer<MeasurementPage>> {
    const { limit = PAGE_ITEMS, cursor = '.0001-01-01.' } = parameters;
    const [afterCode = '', afterDay = '', afterPeriod = ''] = cursor.split('.');
    const { rows, revision, absent, answer } = await this.reading.ask(
      parameters,
      (view, day) => {
        const within = sql`m.indicator_id = ${indicatorId}
          AND (m.municipality, m.period_until, m.period) > (${afterCode}, ${afterDay}::date, ${afterPeriod})`;
        return {
          lines: sql<MeasurementRow>`${measurementLines(view, day, within)}
            ORDER BY m.municipality, m.period_until, m.period LIMIT ${limit + 1}`,
        };
      },
      { record: `indicator-${indicatorId}` },
    );
    if (revision === null) throw absent();
    const { page, next } = pageOf(
      rows.lines,
      limit,
      ({ municipality, periodUntil, period }) => `${municipality}.${periodUntil}.${period}`,
    );
    return answer({ measurements: page.map(measurementAnswer), next });
  }
}
