import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql, type Sql, type View } from '#platform/read-store';
import { Histories, PAGE_ITEMS, Reading, type ChangePage } from '#platform/records';
import type { ChangesParameters } from '../overview.requests.ts';
import { numberAt } from './moments.ts';
import { askAbout } from './place.ts';
import { aboutsOf } from './records.ts';
import { timeline } from './timeline.projection.ts';

/** What was recorded about a municipality after a moment, in the order in which it was. */
export class Changes extends Query<QueryAnswer<ChangePage>> {
  constructor(
    readonly code: string,
    readonly parameters: ChangesParameters,
  ) {
    super();
  }
}

/** The numbers of events of its records, and of those of shared records that name it, beyond a number: one more than a page. */
function numbersAfter(view: View, codes: Sql, after: Sql, limit: number): Sql {
  return sql`SELECT seq FROM (
      SELECT l.seq FROM (${aboutsOf(view, codes)}) a CROSS JOIN LATERAL (
        SELECT j.seq FROM ${view.journal()} j WHERE j.stream = a.about AND j.seq > ${after}
        ORDER BY j.revision LIMIT ${limit + 1}
      ) l
      UNION SELECT t._seq FROM ${view.versions(timeline)} t WHERE t.about = ANY (${codes}) AND t._seq > ${after}
    ) numbers ORDER BY seq LIMIT ${limit + 1}`;
}

/** A number of the journal as it was given, or the last one that was recorded by an instant. */
const numberOf = (view: View, since: string): Sql =>
  /^\d+$/.test(since) ? sql`${since}::bigint` : numberAt(view, since);

@QueryHandler(Changes)
export class ChangesHandler implements IQueryHandler<Changes> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
    private readonly histories: Histories,
  ) {}

  async execute({ code, parameters }: Changes): Promise<QueryAnswer<ChangePage>> {
    const { since, cursor, limit = PAGE_ITEMS } = parameters;
    const { read, more, codes } = await askAbout(
      this.reading,
      { code },
      parameters,
      this.clock.today(),
      () => ({}),
    );
    const numbers = (view: View): Sql =>
      numbersAfter(
        view,
        sql`${codes}::text[]`,
        cursor === undefined ? numberOf(view, since) : sql`${cursor}::bigint`,
        limit,
      );
    return this.histories.among(numbers, { limit }, { answer: read.answer, more });
  }
}
