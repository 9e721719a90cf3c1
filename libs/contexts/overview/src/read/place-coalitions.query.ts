import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import { coalitionLines, rosterAnswer, rosterQuestions, type CoalitionLine } from '#read/coalition';
import type { PlacePageParameters } from '../overview.requests.ts';
import type { PlaceCoalitionsAnswer } from './overview.answers.ts';
import { askAbout, type Where } from './place.ts';
import { coalitionsOf } from './records.ts';

/** Rosters of the coalitions of a place: who takes part, who holds which role, who works on what. */
export class PlaceCoalitions extends Query<QueryAnswer<PlaceCoalitionsAnswer>> {
  constructor(
    readonly where: Where,
    readonly parameters: PlacePageParameters,
  ) {
    super();
  }
}

@QueryHandler(PlaceCoalitions)
export class PlaceCoalitionsHandler implements IQueryHandler<PlaceCoalitions> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: PlaceCoalitions): Promise<QueryAnswer<PlaceCoalitionsAnswer>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { read, rows, codes } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, day, own) => {
        const within = sql`c.coalition_id > ${cursor} AND c.coalition_id IN (${coalitionsOf(view, own)})`;
        const coalitions = sql<CoalitionLine>`${coalitionLines(view, day, within)}
          ORDER BY c.coalition_id LIMIT ${limit + 1}`;
        const ids = sql`SELECT coalition_id FROM (${coalitions}) page`;
        return { coalitions, ...rosterQuestions(view, ids) };
      },
    );
    const { page, next } = pageOf(rows.coalitions, limit, ({ coalitionId }) => coalitionId);
    const coalitions = page.map((line) => {
      const roster = rosterAnswer(line, rows, read.day);
      const own = roster.municipalities.filter(({ code }) => codes.includes(code));
      const held = own.map(({ holds }) => holds);
      const member = held.includes('yes') ? 'yes' : held.includes('uncertain') ? 'uncertain' : 'no';
      return { ...roster, member } as const;
    });
    return read.answer({ coalitions, next });
  }
}
