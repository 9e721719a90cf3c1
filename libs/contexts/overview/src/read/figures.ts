import type { Certainty, IsoDate, Provenance } from '#kernel';
import { EVERYBODY } from '#contexts/agreement';
import type { Domain } from '#contexts/organisation';
import { sql, type Answer, type Sql, type View } from '#platform/read-store';
import { adoption, adoptionOn, agreementLines, type AdoptionRow, type AgreementLine } from '#read/agreement';
import {
  coalitionLines,
  coalitionMunicipality,
  coalitionPartner,
  heldOn,
  phaseOn,
  type CoalitionLine,
  type CoalitionMunicipalityRow,
  type CoalitionPartnerRow,
} from '#read/coalition';
import { decisionLines, decisionScope, type DecisionLine } from '#read/decision';
import { organisationRegister } from '#read/organisation';
import type { FiguresAnswer, LastActivityAnswer, PairAnswer } from './figures.answers.ts';
import { aboutsOf, agreementsOf, coalitionsOf, decisionsOf } from './records.ts';
import { timeline } from './timeline.projection.ts';

type PartnerRow = CoalitionPartnerRow & { readonly usualDomain: Domain | null };
type AgreementFigure = Pick<AgreementLine, 'agreementId' | 'inForce' | 'reviewOverdue' | 'provenance'>;
type DecisionFigure = Pick<
  DecisionLine,
  'decisionId' | 'takenEarliest' | 'takenLatest' | 'effective' | 'provenance'
> & { readonly isTold: boolean };
type ActivityRow = {
  readonly about: string;
  readonly number: number;
  readonly recordedAt: string;
  readonly validOn: IsoDate | null;
};

/** Everything that the figures of municipality codes (an array in SQL) rest on, on a day. */
export function figureQuestions(view: View, day: IsoDate, own: Sql) {
  const members = sql<CoalitionMunicipalityRow>`
    SELECT m.* FROM ${view.rows(coalitionMunicipality)} m WHERE m.municipality = ANY (${own})`;
  const coalitionIds = coalitionsOf(view, own);
  const decisions = decisionLines(view, day, sql`d.decision_id IN (${decisionsOf(view, own)})`);
  const agreements = agreementLines(view, day, sql`a.agreement_id IN (${agreementsOf(view, own)})`);
  return {
    members,
    coalitions: sql<CoalitionLine>`${coalitionLines(view, day, sql`c.coalition_id IN (${coalitionIds})`)}
      ORDER BY c.coalition_id`,
    partners: sql<PartnerRow>`SELECT p.*, o.domain AS usual_domain FROM ${view.rows(coalitionPartner)} p
      LEFT JOIN ${view.rows(organisationRegister)} o USING (organisation_id)
      WHERE p.coalition_id IN (${coalitionIds})`,
    scopes: sql<{ readonly scope: string; readonly decisionId: string }>`
      SELECT s.scope, s.decision_id FROM ${view.rows(decisionScope)} s
      WHERE s.scope = ANY (${own} || ARRAY(${coalitionIds}))`,
    // Counted and no more: what they say whole is read for nothing.
    decisions: sql<DecisionFigure>`SELECT decision_id, taken IS NOT NULL AS is_told, taken_earliest, taken_latest,
      effective, provenance FROM (${decisions}) decisions`,
    adoptions: sql<AdoptionRow>`SELECT a.* FROM ${view.rows(adoption)} a
      WHERE a.municipality = ANY (${own} || ARRAY[${EVERYBODY}])`,
    agreements: sql<AgreementFigure>`SELECT agreement_id, in_force, review_overdue, provenance FROM (${agreements}) agreements`,
    activity: lastActivity(view, day, own),
  };
}

/** The last event of each record of a place, and the latest day up to the one asked for on which something happened in it. */
const lastActivity = (view: View, day: IsoDate, own: Sql): Sql<ActivityRow> => sql<ActivityRow>`
  SELECT a.about, l.number, l.recorded_at, d.valid_on FROM (${aboutsOf(view, own)}) a
  CROSS JOIN LATERAL (
    SELECT j.seq::float8 AS number, ${asInstant} AS recorded_at FROM ${view.journal()} j
    WHERE j.stream = a.about ORDER BY j.revision DESC LIMIT 1
  ) l
  LEFT JOIN LATERAL (
    SELECT t.on_earliest::text AS valid_on FROM ${view.rows(timeline)} t
    WHERE t.about = a.about AND t.on_earliest <= ${day}::date ORDER BY t.on_earliest DESC LIMIT 1
  ) d ON true
  UNION ALL
  SELECT t.about, max(t.number)::float8, to_char(max(t.recorded_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    (max(t.on_earliest) FILTER (WHERE t.on_earliest <= ${day}::date))::text
  FROM ${view.rows(timeline)} t WHERE t.about = ANY (${own}) GROUP BY t.about`;
const asInstant = sql`to_char(j.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export type FigureRows = Answer<ReturnType<typeof figureQuestions>>['rows'];

/** The figures of places together, each of which has these codes by the borders chosen. */
export function figuresOf(
  places: readonly (readonly string[])[],
  rows: FigureRows,
  day: IsoDate,
): FiguresAnswer {
  const codes = places.flat();
  const members = rows.members.filter(({ municipality }) => codes.includes(municipality));
  const memberIn = new Map<string, Certainty>();
  for (const { coalitionId, stays } of members) {
    const held = stays.map((stay) => heldOn(day, stay).holds);
    memberIn.set(coalitionId, surest([...held, memberIn.get(coalitionId) ?? 'no']));
  }
  const coalitions = rows.coalitions.flatMap((line) => {
    const member = memberIn.get(line.coalitionId) ?? 'no';
    const { coalitionId, name, provenance } = line;
    return member === 'no'
      ? []
      : [{ coalitionId, name, phase: phaseOn(day, line), member, perSource: isUnconfirmed(provenance) }];
  });
  const inCoalition = new Set(coalitions.map(({ coalitionId }) => coalitionId));
  const scopes = new Set([...codes, ...inCoalition]);
  const decisionIds = new Set(
    rows.scopes.filter(({ scope }) => scopes.has(scope)).map(({ decisionId }) => decisionId),
  );
  const decisions = rows.decisions
    .filter(({ decisionId }) => decisionIds.has(decisionId))
    .map((line) => ({ ...line, isTaken: takenBy(day, line) }));
  const covering = rows.adoptions.filter(
    ({ municipality }) => municipality === EVERYBODY || codes.includes(municipality),
  );
  const covered = new Set(covering.map(({ agreementId }) => agreementId));
  const agreements = rows.agreements.filter(({ agreementId }) => covered.has(agreementId));
  const present = agreements.filter(({ inForce }) => inForce !== 'no');
  const abouts = new Set([
    ...codes,
    ...[...inCoalition].map((id) => `coalition-${id}`),
    ...[...decisionIds].map((id) => `decision-${id}`),
    ...[...covered].map((id) => `agreement-${id}`),
  ]);
  return {
    coalitions,
    partners: partnersByDomain(
      rows.partners.filter(({ coalitionId }) => inCoalition.has(coalitionId)),
      day,
    ),
    decisions: pair(decisions.map(({ isTaken }) => isTaken)),
    decisionsEffective: pair(decisions.map(({ effective }) => effective)),
    agreementsInForce: pair(agreements.map(({ inForce }) => inForce)),
    reviewsOverdue: pair(present.map(({ reviewOverdue }) => reviewOverdue)),
    regionalAgreements: regional(present, places, covering, day),
    perSource: {
      coalitions: coalitions.filter(({ perSource }) => perSource).length,
      decisions: decisions.filter(({ isTaken, provenance }) => isTaken !== 'no' && isUnconfirmed(provenance))
        .length,
      agreements: present.filter(({ provenance }) => isUnconfirmed(provenance)).length,
    },
    lastActivity: lastOf(rows.activity.filter(({ about }) => abouts.has(about))),
  };
}

/** Counts as a pair: for certain, and perhaps. */
const pair = (answers: readonly Certainty[]): PairAnswer => ({
  certain: answers.filter((answer) => answer === 'yes').length,
  uncertain: answers.filter((answer) => answer === 'uncertain').length,
});

const surest = (answers: readonly Certainty[]): Certainty =>
  answers.includes('yes') ? 'yes' : answers.includes('uncertain') ? 'uncertain' : 'no';

/** Told by a source, and confirmed by nobody. */
export const isUnconfirmed = (provenance: Provenance): boolean =>
  provenance.kind === 'perSource' && provenance.confirmations.length === 0;

function takenBy(day: IsoDate, { isTold, takenEarliest, takenLatest }: DecisionFigure): Certainty {
  if (takenEarliest === null || takenLatest === null) return isTold ? 'uncertain' : 'no';
  return takenLatest <= day ? 'yes' : takenEarliest <= day ? 'uncertain' : 'no';
}

/** An organisation counts once a side, however many of the coalitions it is in. */
function partnersByDomain(partners: readonly PartnerRow[], day: IsoDate): FiguresAnswer['partners'] {
  const sides = new Map<string, Certainty[]>();
  for (const { organisationId, usualDomain, stays } of partners) {
    for (const stay of stays) {
      const key = `${stay.domain ?? usualDomain ?? ''}/${organisationId}`;
      sides.set(key, [...(sides.get(key) ?? []), heldOn(day, stay).holds]);
    }
  }
  const on = (domain: Domain): PairAnswer =>
    pair([...sides].filter(([key]) => key.startsWith(`${domain}/`)).map(([, held]) => surest(held)));
  return {
    medical: on('medical'),
    social: on('social'),
    informal: on('informal'),
    government: on('government'),
    experience: on('experience'),
    education: on('education'),
  };
}

/**
 * Each place answers for itself, so every answer counts. By today's borders a municipality has several codes; the answer
 * of any of them is its answer.
 */
function regional(
  agreements: readonly AgreementFigure[],
  places: readonly (readonly string[])[],
  covering: readonly AdoptionRow[],
  day: IsoDate,
): FiguresAnswer['regionalAgreements'] {
  const counts = { adopted: 0, deviating: 0, refused: 0, notApplicable: 0, notYet: 0, unknown: 0 };
  const byAgreement = new Map<string, AdoptionRow[]>(agreements.map(({ agreementId }) => [agreementId, []]));
  for (const row of covering) byAgreement.get(row.agreementId)?.push(row);
  for (const rows of byAgreement.values()) {
    const covers = (code: string): boolean =>
      rows.some(({ municipality }) => municipality === code || municipality === EVERYBODY);
    for (const codes of places) {
      const states = codes.filter(covers).map((code) => adoptionOn(day, code, rows).state);
      const answered = states.find(
        (state) => state !== 'unknown' && state !== 'notYet' && state !== 'notNeeded',
      );
      const state = answered ?? (states.includes('notYet') ? 'notYet' : states[0]);
      if (state !== undefined && state !== 'notNeeded') counts[state] += 1;
    }
  }
  return counts;
}

function lastOf(activity: readonly ActivityRow[]): LastActivityAnswer | null {
  const [last] = activity.toSorted((a, b) => b.number - a.number);
  if (last === undefined) return null;
  const days = activity.flatMap(({ validOn }) => (validOn === null ? [] : [validOn])).sort();
  return { number: last.number, recordedAt: last.recordedAt, validOn: days.at(-1) ?? null };
}
