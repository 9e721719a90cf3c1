import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import type { QueryAnswer } from '#platform/http';
import { all, sql, type KeyOf, type RowOf, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import { Parts, type Duration, type Part } from '../figures.content.ts';
import type { Figures } from '../figures.events.ts';
import type { FiguresParameters } from '../figures.requests.ts';
import type {
  ReferralFiguresAnswer,
  QuantilesAnswer,
  ReleaseAnswer,
  ReleasePage,
} from './figures.answers.ts';
import { releasedFigures } from './figures.projection.ts';
import type { FiguresTable } from './figures.table.ts';

export class ReleasedFigures extends Query<QueryAnswer<ReleasePage>> {
  constructor(readonly parameters: FiguresParameters) {
    super();
  }
}

export type ReleaseLine = KeyOf<typeof FiguresTable> & RowOf<typeof FiguresTable>;

/** Releases that could be known on a day, the latest quarter first. */
export const releaseLines = (
  view: View,
  day: IsoDate,
  { period, cursor }: FiguresParameters,
  limit: number,
): Sql<ReleaseLine> =>
  sql<ReleaseLine>`SELECT f.* FROM ${view.rows(releasedFigures)} f
    WHERE ${all([
      sql`f.counted_on < ${day}::date`,
      period !== undefined && sql`f.period = ${period}`,
      cursor !== undefined && sql`f.period < ${cursor}`,
    ])}
    ORDER BY f.period DESC LIMIT ${limit}`;

const SHARE_DIGITS = 3;

export function figuresAnswer({ sent, counts, workingDays }: Figures): ReferralFiguresAnswer {
  const shareOf = (part: Part, of: Part | null): number | null => {
    const [count, whole] = [counts[part], of === null ? sent : counts[of]];
    return count === undefined || whole === undefined ? null : Number((count / whole).toFixed(SHARE_DIGITS));
  };
  const daysOf = (duration: Duration): QuantilesAnswer => {
    const { median = null, p90 = null } = workingDays[duration] ?? {};
    return { median, p90 };
  };
  return {
    sent,
    counts: Object.fromEntries(Parts.map((part) => [part, counts[part] ?? null])) as Record<
      Part,
      number | null
    >,
    shares: {
      accepted: shareOf('accepted', null),
      acceptedInTerm: shareOf('acceptedInTerm', 'accepted'),
      started: shareOf('started', 'accepted'),
      startedInTerm: shareOf('startedInTerm', 'started'),
      completed: shareOf('completed', 'started'),
      loopClosed: shareOf('loopClosed', null),
      feedbackInTerm: shareOf('feedbackInTerm', 'loopClosed'),
    },
    workingDays: {
      toAcceptance: daysOf('toAcceptance'),
      toStart: daysOf('toStart'),
      toFeedback: daysOf('toFeedback'),
    },
  };
}

/** A release as it is told; `only`: of one municipality, beside all together. */
function releaseAnswer({ release }: ReleaseLine, only: string | undefined): ReleaseAnswer {
  const { period, countedOn, threshold, region, municipalities, routes, sentOtherwise } = release;
  return {
    ...{ period, countedOn, threshold },
    region: region === undefined ? null : figuresAnswer(region),
    municipalities: municipalities
      .filter(({ municipality }) => only === undefined || municipality === only)
      .map(({ municipality, figures }) => ({ municipality, figures: figuresAnswer(figures) })),
    routes,
    sentOtherwise: sentOtherwise ?? null,
  };
}

@QueryHandler(ReleasedFigures)
export class ReleasedFiguresHandler implements IQueryHandler<ReleasedFigures> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: ReleasedFigures): Promise<QueryAnswer<ReleasePage>> {
    const { limit = PAGE_ITEMS, municipality } = parameters;
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => ({
      releases: releaseLines(view, day, parameters, limit + 1),
    }));
    const { page, next } = pageOf(rows.releases, limit, ({ period }) => period);
    return answer({ releases: page.map((line) => releaseAnswer(line, municipality)), next });
  }
}
