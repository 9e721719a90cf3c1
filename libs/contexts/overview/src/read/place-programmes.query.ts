import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import {
  obligationOn,
  obligationOutcome,
  programmeLines,
  programmeSupport,
  supportOn,
  type ObligationOutcomeRow,
  type ProgrammeSummary,
  type SupportRow,
} from '#read/programme';
import type { PlacePageParameters } from '../overview.requests.ts';
import type { PlaceProgrammesAnswer } from './overview.answers.ts';
import { askAbout, type Place, type Where } from './place.ts';

/** Money and duties, with what the municipalities of a place did with them. */
export class PlaceProgrammes extends Query<QueryAnswer<PlaceProgrammesAnswer>> {
  constructor(
    readonly where: Where,
    readonly parameters: PlacePageParameters,
  ) {
    super();
  }
}

@QueryHandler(PlaceProgrammes)
export class PlaceProgrammesHandler implements IQueryHandler<PlaceProgrammes> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: PlaceProgrammes): Promise<QueryAnswer<PlaceProgrammesAnswer>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { read, rows, places } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, day, own) => {
        const programmes = sql<ProgrammeSummary>`${programmeLines(view, day, sql`programme_id > ${cursor}`)}
          LIMIT ${limit + 1}`;
        const onPage = sql`SELECT programme_id FROM (${programmes}) page`;
        return {
          programmes,
          outcomes: sql<ObligationOutcomeRow>`SELECT o.* FROM ${view.rows(obligationOutcome)} o
            WHERE o.holder = ANY (${own}) AND o.programme_id IN (${onPage})`,
          supports: sql<SupportRow>`SELECT s.* FROM ${view.rows(programmeSupport)} s
            WHERE s.municipality = ANY (${own}) AND s.programme_id IN (${onPage}) ORDER BY s.municipality`,
        };
      },
    );
    const { page, next } = pageOf(rows.programmes, limit, ({ programmeId }) => programmeId);
    const programmes = page.map((programme) => {
      const { programmeId } = programme;
      const outcomes = rows.outcomes.filter((row) => row.programmeId === programmeId);
      return {
        ...programme,
        outcomes: places.flatMap((place) =>
          programme.obligations.map((duty) => {
            const row = ofPlace(place, duty.obligationId, outcomes);
            return obligationOn(read.day, place.code, duty, row);
          }),
        ),
        supports: rows.supports
          .filter((row) => row.programmeId === programmeId)
          .flatMap((row) => supportOn(read.day, row)),
      };
    });
    return read.answer({ programmes, next });
  }
}

/** What became of an obligation in a place: in the municipality itself, or else in one whose land it holds. */
const ofPlace = (
  { codes }: Place,
  obligationId: string,
  outcomes: readonly ObligationOutcomeRow[],
): ObligationOutcomeRow | undefined =>
  codes.flatMap((code) =>
    outcomes.filter((row) => row.holder === code && row.obligationId === obligationId),
  )[0];
