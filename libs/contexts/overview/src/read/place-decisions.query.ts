import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import { decisionPage, decisionSummary, DecisionPage } from '#read/decision';
import type { PlaceDecisionsParameters } from '../overview.requests.ts';
import { askAbout, type Where } from './place.ts';
import { decisionsOf } from './records.ts';

export class PlaceDecisions extends Query<QueryAnswer<DecisionPage>> {
  constructor(
    readonly where: Where,
    readonly parameters: PlaceDecisionsParameters,
  ) {
    super();
  }
}

@QueryHandler(PlaceDecisions)
export class PlaceDecisionsHandler implements IQueryHandler<PlaceDecisions> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: PlaceDecisions): Promise<QueryAnswer<DecisionPage>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { read, rows } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, day, own) => ({
        decisions: decisionPage(
          view,
          day,
          parameters,
          limit + 1,
          sql`d.decision_id IN (${decisionsOf(view, own)})`,
        ),
      }),
    );
    const { page, next } = pageOf(rows.decisions, limit, ({ decisionId }) => decisionId);
    return read.answer({ decisions: page.map((line) => decisionSummary(line, read.day)), next });
  }
}
