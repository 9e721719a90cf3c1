import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DISTANT_FUTURE, type IsoDate } from '#kernel';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql, type KeyOf, type RowOf, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import type { TimelineParameters } from '../overview.requests.ts';
import type { TimelineAnswer } from './overview.answers.ts';
import { askAbout, type Where } from './place.ts';
import { aboutsOf } from './records.ts';
import { timeline } from './timeline.projection.ts';
import type { TimelineTable } from './timeline.table.ts';

export class Timeline extends Query<QueryAnswer<TimelineAnswer>> {
  constructor(
    readonly where: Where,
    readonly parameters: TimelineParameters,
  ) {
    super();
  }
}

type Line = KeyOf<typeof TimelineTable> & RowOf<typeof TimelineTable>;

/** A page of what happened, and one more: of each record no more is read than may stand on it. */
function timelineLines(
  view: View,
  abouts: Sql,
  { cursor = '0001-01-01.0.0', limit = PAGE_ITEMS }: TimelineParameters,
  upTo: IsoDate | undefined,
): Sql<Line> {
  const [afterDay = '', afterNumber = '', afterPart = ''] = cursor.split('.');
  const inTime =
    upTo === undefined
      ? sql`true`
      : sql`(t.on_earliest <= ${upTo}::date OR t.on_earliest = ${DISTANT_FUTURE}::date)`;
  // What is about two of its municipalities is told once.
  return sql<Line>`
    SELECT DISTINCT ON (l.on_earliest, l.number, l.part) l.about, l.on_earliest::text, l.number::float8, l.part::float8,
      l.on_latest::text, l.stream, l.event_id, l.type, l.data, l.provenance,
      to_char(l.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
    FROM (${abouts}) a CROSS JOIN LATERAL (
      SELECT t.* FROM ${view.rows(timeline)} t
      WHERE t.about = a.about AND ${inTime}
        AND (t.on_earliest, t.number, t.part) > (${afterDay}::date, ${afterNumber}::bigint, ${afterPart}::bigint)
      ORDER BY t.on_earliest, t.number, t.part LIMIT ${limit + 1}
    ) l ORDER BY l.on_earliest, l.number, l.part LIMIT ${limit + 1}`;
}

/** A municipality or a region itself, and all records about it. */
const aboutsAt = (view: View, where: Where, codes: Sql): Sql => sql`SELECT unnest(${codes}) AS about
  UNION SELECT ${'regionId' in where ? `region-${where.regionId}` : ''} UNION ${aboutsOf(view, codes)}`;

@QueryHandler(Timeline)
export class TimelineHandler implements IQueryHandler<Timeline> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: Timeline): Promise<QueryAnswer<TimelineAnswer>> {
    const { limit = PAGE_ITEMS, validOn } = parameters;
    const { read, rows } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, _day, codes) => ({
        lines: timelineLines(view, aboutsAt(view, where, codes), parameters, validOn),
      }),
    );
    const { page, next } = pageOf(
      rows.lines,
      limit,
      (last) => `${last.onEarliest}.${last.number}.${last.part}`,
    );
    const entries = page.map(({ stream, onEarliest, onLatest, ...line }) => {
      const isKnown = onEarliest !== DISTANT_FUTURE;
      return {
        number: line.number,
        recordedAt: line.recordedAt,
        eventId: line.eventId,
        record: stream,
        onEarliest: isKnown ? onEarliest : null,
        onLatest: isKnown ? onLatest : null,
        type: line.type,
        data: line.data,
        provenance: line.provenance,
      };
    });
    return read.answer({ entries, next });
  }
}
