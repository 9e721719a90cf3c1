import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import { membersOn, predecessorsOf, type MunicipalityState } from '#contexts/municipality';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import {
  indicatorAnswer,
  indicatorLines,
  latestMeasurements,
  type IndicatorRow,
  type MeasurementRow,
} from '#read/indicator';
import { regionMembership } from '#read/municipality';
import type { PlacePageParameters } from '../overview.requests.ts';
import { computationQuestions, computed, type ComputationRows } from './computed-indicators.ts';
import { measured } from './measured-indicators.ts';
import type { IndicatorFigureAnswer, PlaceIndicatorsAnswer } from './indicator-figures.answers.ts';
import { askAbout, bordersOn, type Where } from './place.ts';

/** The indicators of a place; those of a municipality beside those of the regions that it is in. */
export class PlaceIndicators extends Query<QueryAnswer<PlaceIndicatorsAnswer>> {
  constructor(
    readonly where: Where,
    readonly parameters: PlacePageParameters,
  ) {
    super();
  }
}

/** A municipality with all codes that its facts stand under. */
type Municipality = { readonly member: 'yes' | 'uncertain'; readonly codes: readonly string[] };

@QueryHandler(PlaceIndicators)
export class PlaceIndicatorsHandler implements IQueryHandler<PlaceIndicators> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: PlaceIndicators): Promise<QueryAnswer<PlaceIndicatorsAnswer>> {
    const { limit = PAGE_ITEMS, cursor = '', borders = 'recorded' } = parameters;
    const today = this.clock.today();
    const { read, rows, places, geography } = await askAbout(
      this.reading,
      where,
      parameters,
      today,
      (view, day, own) => {
        const beside = 'code' in where ? withRegions(view, own) : own;
        const indicators = indicatorLines(view, cursor, limit);
        const onPage = sql`SELECT indicator_id FROM (${indicators}) page`;
        return {
          indicators,
          measurements: latestMeasurements(view, day, beside, onPage),
          ...computationQuestions(view, beside),
        };
      },
    );
    const regions =
      'code' in where ? regionsOf(where.code, geography, read.day, bordersOn(borders, today)) : [];
    const { page, next } = pageOf(rows.indicators, limit, ({ indicatorId }) => indicatorId);
    const indicators = page.map((row) => ({
      ...indicatorAnswer(row),
      figure: figureOf(row, places, rows, read.day),
      regions: regions.map(({ regionId, name, members }) => ({
        regionId,
        name,
        figure: figureOf(row, members, rows, read.day),
      })),
    }));
    return read.answer({ indicators, next });
  }
}

function figureOf(
  { indicatorId, definition }: IndicatorRow,
  members: readonly Municipality[],
  rows: ComputationRows & { readonly measurements: readonly MeasurementRow[] },
  day: IsoDate,
): IndicatorFigureAnswer {
  const { computedFrom } = definition;
  if (computedFrom !== undefined) {
    return { counted: computed(computedFrom, members, rows, day), measured: null };
  }
  const own = rows.measurements.filter((row) => row.indicatorId === indicatorId);
  return {
    counted: null,
    measured: measured(
      members.map(({ codes }) => codes),
      own,
    ),
  };
}

/** The codes of a municipality, and those of all that ever shared a region with it. */
const withRegions = (view: View, own: Sql): Sql => sql`(${own} || ARRAY(
  SELECT r.code FROM ${view.rows(regionMembership)} r WHERE r.region_id IN (
    SELECT m.region_id FROM ${view.rows(regionMembership)} m WHERE m.code = ANY (${own}))))`;

/** The regions in which a municipality was on a day, with the members that they had then. */
function regionsOf(code: string, geography: MunicipalityState, day: IsoDate, borders: IsoDate | null) {
  return [...geography.regions.values()].flatMap(({ regionId, name }) => {
    const members = membersOn(day, regionId, geography);
    if (!members.some((member) => member.code === code)) return [];
    return {
      regionId,
      name,
      members: members.map(({ code: own, member }) => ({
        member,
        codes: borders === null ? [own] : [own, ...predecessorsOf(borders, own, geography)],
      })),
    };
  });
}
