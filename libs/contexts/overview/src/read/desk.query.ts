import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { municipalityFacts, predecessorsOf, type MunicipalityState } from '#contexts/municipality';
import { boundsOf, DISTANT_FUTURE, type IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { sql, type View } from '#platform/read-store';
import { Reading } from '#platform/records';
import { adoption, adoptionOn, agreementLines, type AdoptionRow, type AgreementLine } from '#read/agreement';
import { decisionLines, type DecisionLine } from '#read/decision';
import { geographyOf, geographyQuestions } from '#read/municipality';
import type { DeskAnswer, InheritedAgreementAnswer, InheritedDecisionAnswer } from './desk.answers.ts';

/** What mergers brought to the desk of a municipality, and nobody has dealt with. */
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

const linesOf = (view: View, day: IsoDate, code: string, predecessors: readonly string[]) => {
  const theirs = sql`SELECT s.agreement_id FROM ${view.rows(adoption)} s
    WHERE s.municipality = ANY (${predecessors}::text[])`;
  return {
    agreements: sql<AgreementLine>`SELECT * FROM (${agreementLines(view, day, sql`a.agreement_id IN (${theirs})`)}) l
      WHERE in_force <> 'no' ORDER BY agreement_id LIMIT ${LINES_MAX}`,
    answers: sql<AdoptionRow>`SELECT s.* FROM ${view.rows(adoption)} s
      WHERE s.municipality = ANY (${[code, ...predecessors]}::text[])`,
    decisions: sql<DecisionLine>`SELECT * FROM (${decisionLines(view, day, sql`d.municipality = ANY (${predecessors}::text[])`)}) l
      WHERE rejected IS NULL AND withdrawn IS NULL AND json_array_length(failed) = 0 AND from_earliest = ${DISTANT_FUTURE}::date
      ORDER BY decision_id LIMIT ${LINES_MAX}`,
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
    const rows = await read.more((view) => linesOf(view, read.day, code, predecessors));
    const desk = { code, predecessors, answers: rows.answers, geography };
    const agreements = rows.agreements.map((line) => waitingFor(line, desk)).filter((one) => one !== null);
    const decisions = rows.decisions.map(
      ({ decisionId, subject, body, municipality, taken }): InheritedDecisionAnswer => ({
        ...{ decisionId, subject, body, predecessor: municipality ?? '' },
        waitsFor: taken === null ? 'decision' : 'consents',
      }),
    );
    const isWhole = rows.agreements.length < LINES_MAX && decisions.length < LINES_MAX;
    return read.answer({ predecessors, agreements, decisions, isWhole });
  }
}
