import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { all, sql, type Sql, type View } from '#platform/read-store';
import { Histories, PAGE_ITEMS, Reading } from '#platform/records';
import type { TrailParameters } from '../../overview.requests.ts';
import { numberAt, numberBefore } from '../moments.ts';
import { askAbout } from '../place.ts';
import { aboutsOf } from '../records.ts';
import { timeline } from '../timeline.projection.ts';
import { shapesOf, TRAILED_TYPE } from './kinds.ts';
import { oldAndNew } from './old-and-new.ts';
import type { TrailPage } from './trail.answers.ts';
import { zgwOf } from './zgw.ts';

/** The audit trail: everything that was recorded but for referrals, the latest first, with what it changed. */
export class Trail extends Query<QueryAnswer<TrailPage>> {
  constructor(readonly parameters: TrailParameters) {
    super();
  }
}

/** What is asked of events `j` of the journal. */
const wanted = (view: View, { cursor = Number.MAX_SAFE_INTEGER, ...asked }: TrailParameters): Sql =>
  all([
    sql`j.seq < ${cursor}`,
    sql`j.type ~ ${TRAILED_TYPE}`,
    asked.record !== undefined && sql`j.stream = ${asked.record}`,
    asked.actor !== undefined && sql`j.actor = ${asked.actor}`,
    asked.organisation !== undefined && sql`j.organisation = ${asked.organisation}`,
    asked.type !== undefined && sql`j.type = ANY (${shapesOf(asked.type)}::text[])`,
    asked.from !== undefined && sql`j.seq > ${numberBefore(view, asked.from)}`,
    asked.until !== undefined && sql`j.seq <= ${numberAt(view, asked.until)}`,
  ]);

const numbersAnywhere = (view: View, parameters: TrailParameters, limit: number): Sql =>
  sql`SELECT j.seq FROM ${view.journal()} j WHERE ${wanted(view, parameters)} ORDER BY j.seq DESC LIMIT ${limit + 1}`;

/** Those of its records, and whatever changed what shared records tell of it. */
const numbersAbout = (view: View, codes: Sql, parameters: TrailParameters, limit: number): Sql =>
  sql`SELECT seq FROM (
      SELECT l.seq FROM (${aboutsOf(view, codes)}) a CROSS JOIN LATERAL (
        SELECT j.seq FROM ${view.journal()} j WHERE j.stream = a.about AND ${wanted(view, parameters)}
        ORDER BY j.revision DESC LIMIT ${limit + 1}
      ) l
      UNION SELECT j.seq FROM ${view.versions(timeline)} t JOIN ${view.journal()} j ON j.seq = t._seq
      WHERE t.about = ANY (${codes}) AND ${wanted(view, parameters)}
    ) numbers ORDER BY seq DESC LIMIT ${limit + 1}`;

@QueryHandler(Trail)
export class TrailHandler implements IQueryHandler<Trail> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
    private readonly histories: Histories,
  ) {}

  async execute({ parameters }: Trail): Promise<QueryAnswer<TrailPage>> {
    const { municipality: code, limit = PAGE_ITEMS } = parameters;
    const about =
      code === undefined
        ? null
        : await askAbout(this.reading, { code }, parameters, this.clock.today(), () => ({}));
    const { answer, more } =
      about === null
        ? await this.reading.ask(parameters, () => ({}))
        : { answer: about.read.answer, more: about.more };
    const numbers = (view: View): Sql =>
      about === null
        ? numbersAnywhere(view, parameters, limit)
        : numbersAbout(view, sql`${about.codes}::text[]`, parameters, limit);
    const { data } = await this.histories.among(numbers, { limit, order: 'latest first' }, { answer, more });
    const entries = [];
    for (const entry of data.entries) {
      const told = await oldAndNew(this.reading, entry, parameters);
      entries.push({ ...entry, values: told.flatMap(({ values }) => values), zgw: zgwOf(entry, told) });
    }
    return answer({ entries, next: data.next });
  }
}
