import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DISTANT_FUTURE, type IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { all, sql, type KeyOf, type RowOf, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import type { ReferralBoardParameters } from '../referral.requests.ts';
import { EndedStatuses, standingOf } from '../referral-status.state.ts';
import { caseDirectorOf, endingOf, last, stateOn } from '../referral.state.ts';
import { duesOf, isOverdue } from '../referral-terms.state.ts';
import type { ReferralAnswer, ReferralPage, ReferralSummary } from './referral-board.answers.ts';
import { referralBoard, referralParty } from './referral-board.projection.ts';
import type { ReferralTable } from './referral-board.table.ts';

/** The referrals of one organisation: nobody is asked about all of them, and nothing is counted. */
export class ReferralBoard extends Query<QueryAnswer<ReferralPage>> {
  /** `asking` is the organisation that asks; nobody is shown anything without one. */
  constructor(
    readonly parameters: ReferralBoardParameters,
    readonly asking: string | null,
  ) {
    super();
  }
}

export class ReferralById extends Query<QueryAnswer<ReferralAnswer>> {
  constructor(
    readonly referralId: string,
    readonly parameters: QueryParameters,
    readonly asking: string | null,
  ) {
    super();
  }
}

export type ReferralLine = KeyOf<typeof ReferralTable> & RowOf<typeof ReferralTable>;

/** The organisation that directs the case of `r` on a day. */
const directorOn = (day: IsoDate): Sql => sql`(SELECT d.value ->> 'organisationId'
  FROM json_array_elements(r.directions) WITH ORDINALITY d
  WHERE d.value ->> 'from' <= ${day} ORDER BY d.value ->> 'from' DESC, d.ordinality DESC LIMIT 1)`;
/** Where `r` stands on a day. */
const statusOn = (day: IsoDate): Sql => sql`(SELECT s.value ->> 'status'
  FROM json_array_elements(r.standings) s WHERE s.value ->> 'from' <= ${day}
  ORDER BY s.value ->> 'from' DESC LIMIT 1)`;
/** Whether a term of `r` is overdue on a day: {@link isOverdue} in SQL. */
const isOverdueOn = (day: IsoDate): Sql => sql`EXISTS (SELECT FROM json_array_elements(r.dues) t
  WHERE t.value ->> 'dueOn' < ${day} AND coalesce(t.value ->> 'metOn', ${DISTANT_FUTURE}) > ${day}
    AND coalesce(t.value ->> 'droppedOn', ${DISTANT_FUTURE}) > ${day})`;

/** What an organisation sees as whom: a recipient nothing before it was sent, a case director while it directs. */
const seenAs = (role: 'referrer' | 'recipient' | 'caseDirector', organisationId: string, day: IsoDate): Sql =>
  ({
    referrer: sql`r.referrer = ${organisationId}`,
    recipient: sql`(r.recipient = ${organisationId} AND r.sent_on <= ${day}::date)`,
    caseDirector: sql`${directorOn(day)} = ${organisationId}`,
  })[role];

function referralsAsked(
  view: View,
  day: IsoDate,
  { organisationId, role, status, open, overdue, cursor }: ReferralBoardParameters,
  limit: number,
): Sql<ReferralLine> {
  const seen =
    role === undefined
      ? sql`(${seenAs('referrer', organisationId, day)} OR ${seenAs('recipient', organisationId, day)}
          OR ${seenAs('caseDirector', organisationId, day)})`
      : seenAs(role, organisationId, day);
  const conditions = [
    sql`r.prepared_on <= ${day}::date`,
    sql`r.referral_id IN (SELECT p.referral_id FROM ${view.rows(referralParty)} p
      WHERE p.organisation_id = ${organisationId})`,
    seen,
    cursor !== undefined && sql`r.referral_id > ${cursor}`,
    status !== undefined && sql`${statusOn(day)} = ${status}`,
    open !== undefined && sql`(${statusOn(day)} <> ALL (${EndedStatuses}::text[])) = ${open === 'yes'}`,
    overdue !== undefined && sql`${isOverdueOn(day)} = ${overdue === 'yes'}`,
  ];
  return sql<ReferralLine>`SELECT r.* FROM ${view.rows(referralBoard)} r WHERE ${all(conditions)}
    ORDER BY r.referral_id LIMIT ${limit}`;
}

/** One referral as the board tells it on a day; `null` where it had not been prepared by then. */
export function referralSummary(line: ReferralLine, day: IsoDate): ReferralSummary | null {
  const state = stateOn(day, line);
  const prepared = last(state, 'referral.Prepared')?.data;
  const standing = standingOf(state);
  if (prepared === undefined || standing === null) return null;
  const director = caseDirectorOf(state)?.data;
  return {
    referralId: line.referralId,
    municipality: prepared.municipality,
    agreementId: prepared.agreementId,
    referrer: prepared.referrer,
    recipient: prepared.recipient,
    caseDirector:
      director === undefined
        ? null
        : { organisationId: director.organisationId, function: director.function, on: director.on },
    phase: prepared.phase,
    topic: prepared.topic,
    preparedOn: prepared.on,
    standing,
    isOpen: endingOf(state) === null,
    isLoopClosed: last(state, 'referral.FeedbackGiven') !== null,
    terms: duesOf(state).map((due) => ({
      term: due.term,
      dueOn: due.dueOn,
      metOn: due.metOn,
      isOverdue: isOverdue(due, day),
    })),
    provenance: line.provenance,
  };
}

@QueryHandler(ReferralBoard)
export class ReferralBoardHandler implements IQueryHandler<ReferralBoard> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters, asking }: ReferralBoard): Promise<QueryAnswer<ReferralPage>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { rows, day, answer } = await this.reading.ask(
      parameters,
      (view, on) => ({ referrals: referralsAsked(view, on, parameters, limit + 1) }),
      { organisation: asking },
    );
    const { page, next } = pageOf(rows.referrals, limit, ({ referralId }) => referralId);
    const referrals = page.map((line) => referralSummary(line, day)).filter((one) => one !== null);
    return answer({ referrals, next });
  }
}

@QueryHandler(ReferralById)
export class ReferralByIdHandler implements IQueryHandler<ReferralById> {
  constructor(private readonly reading: Reading) {}

  async execute({ referralId, parameters, asking }: ReferralById): Promise<QueryAnswer<ReferralAnswer>> {
    const { rows, day, answer, absent } = await this.reading.ask(
      parameters,
      (view) => ({
        found: sql<ReferralLine>`SELECT r.* FROM ${view.rows(referralBoard)} r
          WHERE r.referral_id = ${referralId}`,
      }),
      { record: `referral-${referralId}`, organisation: asking },
    );
    const [found] = rows.found;
    const summary = found === undefined ? null : referralSummary(found, day);
    if (found === undefined || summary === null) throw absent();
    const steps = stateOn(day, found).steps.map(({ event: { type, data }, perSource }) => {
      return { type, data, perSource };
    });
    return answer({ ...summary, steps });
  }
}
