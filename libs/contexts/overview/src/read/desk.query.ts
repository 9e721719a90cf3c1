import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { municipalityFacts, predecessorsOf, type MunicipalityState } from '#contexts/municipality';
import { boundsOf, DISTANT_FUTURE, type IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { EVERYBODY } from '#contexts/agreement';
import { quarterOf } from '#contexts/figures';
import { daysOf } from '#contexts/indicator';
import { sql, type Sql, type View } from '#platform/read-store';
import { Reading } from '#platform/records';
import {
  adoption,
  adoptionOn,
  agreementLines,
  agreementPage,
  agreementSummary,
  type AdoptionRow,
  type AgreementFilters,
  type AgreementLine,
} from '#read/agreement';
import { decisionLines, decisionSummary, type DecisionLine } from '#read/decision';
import { geographyOf, geographyQuestions } from '#read/municipality';
import { agreementsOf, decisionsOf } from './records.ts';
import type { DeskAnswer, InheritedAgreementAnswer, InheritedDecisionAnswer } from './desk.answers.ts';

/** What lies on the desk of a municipality this quarter, and what mergers brought there that nobody has dealt with. */
export class Desk extends Query<QueryAnswer<DeskAnswer>> {
  constructor(
    readonly code: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

/** How many agreements, and how many decisions, lie on a desk at once. */
const LINES_MAX = 500;

/** What has been proposed, and neither came into effect nor to nothing. */
const IS_OPEN = sql`rejected IS NULL AND withdrawn IS NULL AND json_array_length(failed) = 0
  AND from_earliest = ${DISTANT_FUTURE}::date`;

/** What a municipality has to do by itself. */
function dueOf(view: View, day: IsoDate, code: string) {
  const own = sql`${[code]}::text[]`;
  const covering = sql`s.municipality = ANY (${[code, EVERYBODY]}::text[])`;
  const page = (filters: AgreementFilters, where: Sql): Sql<AgreementLine> => {
    const theirs = sql`a.agreement_id IN (${agreementsOf(view, own)})`;
    return agreementPage(view, day, filters, LINES_MAX, covering, sql`${theirs} AND ${where}`);
  };
  const holds = sql`a.from_earliest <= ${day}::date AND a.until_latest >= ${day}::date`;
  const isNamed = sql`(d.taken::text || d.named::text) LIKE ${`%${code}%`}`;
  const waits = sql`(d.conditional_from <= ${day}::date AND d.conditional_until > ${day}::date)`;
  return {
    toSign: page({ awaiting: 'signature' }, sql`true`),
    toAdopt: page({ awaiting: 'adoption' }, sql`true`),
    toReview: page({}, sql`${holds} AND a.review_earliest <= ${quarterEnd(day)}::date`),
    toConfirm: page({ unconfirmed: 'yes' }, holds),
    toDecide: sql<OpenDecision>`SELECT l.*,
        decision_id IN (${decisionsOf(view, own)}) AS is_own
      FROM (${decisionLines(view, day, sql`d.decision_id IN (${decisionsOf(view, own)}) OR ${waits} AND ${isNamed}`)}) l
      WHERE ${IS_OPEN} ORDER BY decision_id LIMIT ${LINES_MAX}`,
  };
}

const quarterEnd = (day: IsoDate): IsoDate => daysOf(quarterOf(day)).latest;

const linesOf = (view: View, day: IsoDate, code: string, predecessors: readonly string[]) => {
  const theirs = sql`SELECT s.agreement_id FROM ${view.rows(adoption)} s
    WHERE s.municipality = ANY (${predecessors}::text[])`;
  return {
    agreements: sql<AgreementLine>`SELECT * FROM (${agreementLines(view, day, sql`a.agreement_id IN (${theirs})`)}) l
      WHERE in_force <> 'no' ORDER BY agreement_id LIMIT ${LINES_MAX}`,
    answers: sql<AdoptionRow>`SELECT s.* FROM ${view.rows(adoption)} s
      WHERE s.municipality = ANY (${[code, ...predecessors]}::text[])`,
    decisions: sql<DecisionLine>`SELECT * FROM (${decisionLines(view, day, sql`d.municipality = ANY (${predecessors}::text[])`)}) l
      WHERE ${IS_OPEN} ORDER BY decision_id LIMIT ${LINES_MAX}`,
  };
};

/** The first predecessor whose agreement it was, and for which the successor has not acted; `null`: it is dealt with. */
function waitingFor(
  line: AgreementLine,
  { code, predecessors, answers, geography }: DeskOf,
): InheritedAgreementAnswer | null {
  const rows = answers.filter(({ agreementId }) => agreementId === line.agreementId);
  if (rows.some((row) => row.municipality === code && row.answers.length > 0)) return null;
  const predecessor = predecessors.find((old) => {
    const { endedOn } = municipalityFacts(old, geography);
    if (endedOn === null || !rows.some(({ municipality }) => municipality === old)) return false;
    const { latest } = boundsOf(endedOn);
    const wasTheirs = ['adopted', 'deviating', 'notNeeded'].includes(adoptionOn(latest, old, rows).state);
    return wasTheirs && !wasAmendedAfter(latest, line);
  });
  if (predecessor === undefined || line.inForce === 'no') return null;
  const { agreementId, title, kind, level, inForce } = line;
  return { agreementId, title, kind, level, predecessor, inForce };
}

const wasAmendedAfter = (day: IsoDate, { versions }: AgreementLine): boolean =>
  versions.some(
    ({ number, effect }) =>
      number > 1 && effect !== null && effect.on !== 'unknown' && boundsOf(effect.on).earliest > day,
  );

type OpenDecision = DecisionLine & { readonly isOwn: boolean };

/** Whether somebody there has to act: to decide, to name whose consent is asked for, or to give it. */
function isTheirs({ isOwn, ...line }: OpenDecision, code: string, day: IsoDate): boolean {
  const { awaiting } = decisionSummary(line, day);
  const isUndone = line.taken === null || awaiting.some(({ bodies }) => bodies.length === 0);
  const isAsked = awaiting.some(({ bodies }) => bodies.some(({ municipality }) => municipality === code));
  return (isOwn && isUndone) || isAsked;
}

type DeskOf = {
  readonly code: string;
  readonly predecessors: readonly string[];
  readonly answers: readonly AdoptionRow[];
  readonly geography: MunicipalityState;
};

@QueryHandler(Desk)
export class DeskHandler implements IQueryHandler<Desk> {
  constructor(private readonly reading: Reading) {}

  async execute({ code, parameters }: Desk): Promise<QueryAnswer<DeskAnswer>> {
    const read = await this.reading.ask(parameters, (view) => geographyQuestions(view));
    const geography = geographyOf(read.rows);
    if (!geography.municipalities.has(code)) throw read.absent();
    const predecessors = predecessorsOf(read.day, code, geography);
    const { rows, due } = await read.more((view) => ({
      rows: linesOf(view, read.day, code, predecessors),
      due: dueOf(view, read.day, code),
    }));
    const desk = { code, predecessors, answers: rows.answers, geography };
    const agreements = rows.agreements.map((line) => waitingFor(line, desk)).filter((one) => one !== null);
    const decisions = rows.decisions.map(
      ({ decisionId, subject, body, municipality, taken }): InheritedDecisionAnswer => ({
        ...{ decisionId, subject, body, predecessor: municipality ?? '' },
        waitsFor: taken === null ? 'decision' : 'consents',
      }),
    );
    const isWhole = [rows.agreements, rows.decisions, ...Object.values(due)].every(
      ({ length }) => length < LINES_MAX,
    );
    const summaries = (lines: readonly AgreementLine[]) =>
      lines.map((line) => agreementSummary(line, read.day));
    return read.answer({
      until: quarterEnd(read.day),
      toSign: summaries(due.toSign),
      toAdopt: summaries(due.toAdopt),
      toReview: summaries(due.toReview),
      toConfirm: summaries(due.toConfirm),
      toDecide: due.toDecide
        .filter((line) => isTheirs(line, code, read.day))
        .map(({ isOwn: _, ...line }) => decisionSummary(line, read.day)),
      ...{ predecessors, agreements, decisions, isWhole },
    });
  }
}
