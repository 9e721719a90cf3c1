import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Certainty, IsoDate, Told } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import {
  all,
  certaintyOn,
  type KeyOf,
  periodFrom,
  type RowOf,
  sql,
  type Sql,
  type View,
} from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import type { DecisionFilters, DecisionParameters } from '../decision.requests.ts';
import { awaitedOn, conditionsOf, effectiveOnOf } from '../decision.state.ts';
import type { DecisionAnswer, DecisionPage, DecisionSummary } from './decision-register.answers.ts';
import { decisionRegister, decisionScope, stateOf } from './decision-register.projection.ts';
import type { DecisionTable } from './decision-register.table.ts';

export class DecisionRegister extends Query<QueryAnswer<DecisionPage>> {
  constructor(readonly parameters: DecisionParameters) {
    super();
  }
}

export class DecisionById extends Query<QueryAnswer<DecisionAnswer>> {
  constructor(
    readonly decisionId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

type Row = KeyOf<typeof DecisionTable> & RowOf<typeof DecisionTable>;
/** A decision that somebody told what it is, and what it comes to on a day. */
export type DecisionLine = Row & {
  readonly subject: NonNullable<Row['subject']>;
  readonly body: NonNullable<Row['body']>;
  readonly effective: Certainty;
};

/** Rows of the register, called `d`, with what they come to on a day. */
export const decisionLines = (view: View, day: IsoDate, where: Sql): Sql<DecisionLine> => sql<DecisionLine>`
  SELECT d.*, ${certaintyOn('d', day)} AS effective
  FROM ${view.rows(decisionRegister)} d WHERE d.subject IS NOT NULL AND (${where})`;

/** Decisions that filters leave, in the order of their ids. */
export function decisionPage(
  view: View,
  day: IsoDate,
  { body, effective, conditional, cursor }: DecisionFilters,
  limit: number,
  where: Sql,
): Sql<DecisionLine> {
  const waits = sql`(d.conditional_from <= ${day}::date AND d.conditional_until > ${day}::date)`;
  const within = [
    where,
    cursor !== undefined && sql`d.decision_id > ${cursor}`,
    body !== undefined && sql`d.body = ${body}`,
    conditional === 'yes' && waits,
    conditional === 'no' && sql`${waits} IS NOT TRUE`,
  ];
  const then = effective === undefined ? sql`true` : sql`effective = ${effective}`;
  return sql<DecisionLine>`SELECT * FROM (${decisionLines(view, day, all(within))}) lines
    WHERE ${then} ORDER BY decision_id LIMIT ${limit}`;
}

function decisionsAsked(
  view: View,
  day: IsoDate,
  asked: DecisionParameters,
  limit: number,
): Sql<DecisionLine> {
  const { municipality, coalition } = asked;
  const scopedBy = (scope: string): Sql => sql`d.decision_id IN
    (SELECT s.decision_id FROM ${view.rows(decisionScope)} s WHERE s.scope = ${scope})`;
  const where = [
    municipality !== undefined && scopedBy(municipality),
    coalition !== undefined && scopedBy(coalition),
  ];
  return decisionPage(view, day, asked, limit, all(where));
}

/** One decision as a list tells it. */
export function decisionSummary(line: DecisionLine, day: IsoDate): DecisionSummary {
  const { decisionId, body, subject, municipality, coalitionId, effective, provenance } = line;
  const { takenEarliest: earliest, takenLatest: latest } = line;
  return {
    decisionId,
    body,
    subject,
    municipality,
    coalitionId,
    takenOn: earliest === null || latest === null ? null : { earliest, latest },
    effective,
    period: effectiveOnOf(stateOf(line)) === null ? null : periodFrom(line),
    awaiting: awaitedOn(day, stateOf(line)),
    provenance,
  };
}

const told = (one: Told<object> | null): object | null =>
  one === null ? null : { ...one.said, perSource: one.perSource };

function decisionAnswer(line: DecisionLine, day: IsoDate): DecisionAnswer {
  const {
    proposed,
    taken,
    rejected,
    consents,
    failed,
    referredToCouncil,
    publications,
    withheld,
    withdrawn,
  } = line;
  return {
    ...decisionSummary(line, day),
    legalWeight: proposed?.said.legalWeight ?? null,
    points: proposed?.said.points ?? [],
    amountEur: proposed?.said.amountEur ?? null,
    payment: proposed?.said.payment ?? null,
    reference: proposed?.said.reference ?? null,
    proposed: proposed === null ? null : { on: proposed.said.on ?? 'unknown', perSource: proposed.perSource },
    taken: told(taken),
    conditions: conditionsOf(stateOf(line)),
    consents,
    failures: failed,
    rejected: told(rejected),
    referredToCouncil,
    publications,
    withheld: told(withheld),
    withdrawn: told(withdrawn),
  };
}

@QueryHandler(DecisionRegister)
export class DecisionRegisterHandler implements IQueryHandler<DecisionRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: DecisionRegister): Promise<QueryAnswer<DecisionPage>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { rows, day, answer } = await this.reading.ask(parameters, (view, on) => ({
      decisions: decisionsAsked(view, on, parameters, limit + 1),
    }));
    const { page, next } = pageOf(rows.decisions, limit, ({ decisionId }) => decisionId);
    return answer({ decisions: page.map((line) => decisionSummary(line, day)), next });
  }
}

@QueryHandler(DecisionById)
export class DecisionByIdHandler implements IQueryHandler<DecisionById> {
  constructor(private readonly reading: Reading) {}

  async execute({ decisionId, parameters }: DecisionById): Promise<QueryAnswer<DecisionAnswer>> {
    const { rows, day, absent, answer } = await this.reading.ask(
      parameters,
      (view, on) => ({
        found: decisionLines(view, on, sql`d.decision_id = ${decisionId}`),
      }),
      { record: `decision-${decisionId}` },
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer(decisionAnswer(found, day));
  }
}
