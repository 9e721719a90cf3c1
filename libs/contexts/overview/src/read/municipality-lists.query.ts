import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DISTANT_FUTURE } from '#kernel';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql, type KeyOf, type RowOf, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import {
  adoption,
  adoptionOn,
  agreementLines,
  agreementSummary,
  EVERYBODY,
  type AdoptionRow,
  type AgreementLine,
} from '#read/agreement';
import { coalitionMunicipality } from '#read/coalition';
import { decisionLines, decisionScope, decisionSummary, type DecisionLine } from '#read/decision';
import type {
  MunicipalityAgreementsParameters,
  MunicipalityDecisionsParameters,
  TimelineParameters,
} from '../overview.requests.ts';
import type {
  MunicipalityAgreementsAnswer,
  MunicipalityDecisionsAnswer,
  TimelineAnswer,
} from './overview.answers.ts';
import { municipalityAt } from './place.ts';
import { timeline } from './timeline.projection.ts';
import type { TimelineTable } from './timeline.table.ts';

export class MunicipalityAgreements extends Query<QueryAnswer<MunicipalityAgreementsAnswer>> {
  constructor(
    readonly code: string,
    readonly parameters: MunicipalityAgreementsParameters,
  ) {
    super();
  }
}

export class MunicipalityDecisions extends Query<QueryAnswer<MunicipalityDecisionsAnswer>> {
  constructor(
    readonly code: string,
    readonly parameters: MunicipalityDecisionsParameters,
  ) {
    super();
  }
}

export class MunicipalityTimeline extends Query<QueryAnswer<TimelineAnswer>> {
  constructor(
    readonly code: string,
    readonly parameters: TimelineParameters,
  ) {
    super();
  }
}

const coveringOf = (view: View, codes: readonly string[]): Sql<AdoptionRow> =>
  sql<AdoptionRow>`SELECT s.* FROM ${view.rows(adoption)} s WHERE s.municipality = ANY (${[...codes, EVERYBODY]}::text[])`;
const coalitionsOf = (view: View, codes: readonly string[]): Sql =>
  sql`SELECT m.coalition_id FROM ${view.rows(coalitionMunicipality)} m WHERE m.municipality = ANY (${codes}::text[])`;
const decisionsOf = (view: View, codes: readonly string[]): Sql =>
  sql`SELECT s.decision_id FROM ${view.rows(decisionScope)} s
    WHERE s.scope = ANY (${codes}::text[]) OR s.scope IN (${coalitionsOf(view, codes)})`;

@QueryHandler(MunicipalityAgreements)
export class MunicipalityAgreementsHandler implements IQueryHandler<MunicipalityAgreements> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({
    code,
    parameters,
  }: MunicipalityAgreements): Promise<QueryAnswer<MunicipalityAgreementsAnswer>> {
    const { limit = PAGE_ITEMS, cursor = '', inForce } = parameters;
    const { read, place } = await municipalityAt(this.reading, code, parameters, this.clock.today());
    const { codes } = place;
    const rows = await read.more((view) => {
      const covering = coveringOf(view, codes);
      const within = sql`a.agreement_id > ${cursor}
        AND a.agreement_id IN (SELECT agreement_id FROM (${covering}) covering)`;
      const wanted = inForce === undefined ? sql`true` : sql`in_force = ${inForce}`;
      return {
        covering,
        agreements: sql<AgreementLine>`SELECT * FROM (${agreementLines(view, read.day, within)}) lines WHERE ${wanted}
          ORDER BY agreement_id LIMIT ${limit + 1}`,
      };
    });
    const { page, next } = pageOf(rows.agreements, limit, ({ agreementId }) => agreementId);
    const agreements = page.map((line) => {
      const answers = rows.covering.filter(({ agreementId }) => agreementId === line.agreementId);
      const asked = codes.filter((one) =>
        answers.some(({ municipality }) => municipality === one || municipality === EVERYBODY),
      );
      return {
        ...agreementSummary(line),
        adoption: asked.map((one) => adoptionOn(read.day, one, answers)),
      };
    });
    return read.answer({ agreements, next });
  }
}

@QueryHandler(MunicipalityDecisions)
export class MunicipalityDecisionsHandler implements IQueryHandler<MunicipalityDecisions> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({
    code,
    parameters,
  }: MunicipalityDecisions): Promise<QueryAnswer<MunicipalityDecisionsAnswer>> {
    const { limit = PAGE_ITEMS, cursor = '' } = parameters;
    const { read, place } = await municipalityAt(this.reading, code, parameters, this.clock.today());
    const { decisions } = await read.more((view) => {
      const within = sql`d.decision_id > ${cursor} AND d.decision_id IN (${decisionsOf(view, place.codes)})`;
      const lines = decisionLines(view, read.day, within);
      return { decisions: sql<DecisionLine>`${lines} ORDER BY d.decision_id LIMIT ${limit + 1}` };
    });
    const { page, next } = pageOf(decisions, limit, ({ decisionId }) => decisionId);
    return read.answer({ decisions: page.map(decisionSummary), next });
  }
}

type TimelineLine = KeyOf<typeof TimelineTable> & RowOf<typeof TimelineTable>;

@QueryHandler(MunicipalityTimeline)
export class MunicipalityTimelineHandler implements IQueryHandler<MunicipalityTimeline> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ code, parameters }: MunicipalityTimeline): Promise<QueryAnswer<TimelineAnswer>> {
    const { limit = PAGE_ITEMS, cursor = '0001-01-01.0.0', validOn } = parameters;
    const [afterDay = '', afterNumber = '', afterPart = ''] = cursor.split('.');
    const { read, place } = await municipalityAt(this.reading, code, parameters, this.clock.today());
    const { codes } = place;
    const { lines } = await read.more((view) => ({
      lines: sql<TimelineLine>`
        SELECT DISTINCT ON (t.on_earliest, t.number, t.part) t.about, t.stream, t.revision::float8, t.number::float8,
          t.event_id, t.on_earliest::text, t.on_latest::text, t.part::float8, t.type, t.data, t.provenance,
          to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
        FROM ${view.rows(timeline)} t
        WHERE t.about IN (SELECT unnest(${codes}::text[])
          UNION SELECT 'coalition-' || coalition_id FROM (${coalitionsOf(view, codes)}) coalitions
          UNION SELECT 'decision-' || decision_id FROM (${decisionsOf(view, codes)}) decisions
          UNION SELECT 'agreement-' || agreement_id FROM (${coveringOf(view, codes)}) covering)
          AND (t.on_earliest, t.number, t.part) > (${afterDay}::date, ${afterNumber}::bigint, ${afterPart}::bigint)
          AND ${validOn === undefined ? sql`true` : sql`(t.on_earliest <= ${validOn}::date OR t.on_earliest = ${DISTANT_FUTURE}::date)`}
        ORDER BY t.on_earliest, t.number, t.part LIMIT ${limit + 1}`,
    }));
    const { page, next } = pageOf(lines, limit, (last) => `${last.onEarliest}.${last.number}.${last.part}`);
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
