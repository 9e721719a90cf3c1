import { EVERYBODY } from '#contexts/agreement';
import { certaintyOn, sql, type Sql } from '#platform/read-store';
import { adoption, agreementRegister, isUnconfirmed } from '#read/agreement';
import { coalitionMunicipality, coalitionPartner } from '#read/coalition';
import { decisionRegister } from '#read/decision';
import { releasedFigures } from '#read/figures';
import { agreementsOf } from '../records.ts';
import { earliestOf, latestOf, row, type LookedAt, type Looking } from './finding-rule.ts';

const ABOUT = sql`'agreement-' || a.agreement_id`;

/** Agreements of a place, called `a`. */
const theirs = ({ view, codes }: LookedAt, where: Sql): Sql => sql`FROM ${view.rows(agreementRegister)} a
  WHERE a.title IS NOT NULL AND a.agreement_id IN (${agreementsOf(view, codes)}) AND ${where}`;
/** Those that are in force, or of which nobody knows that they are not: of most that sources tell, the end is unknown. */
const inForceThen = (at: LookedAt, where: Sql): Sql =>
  theirs(at, sql`${certaintyOn('a', at.day)} <> 'no' AND ${where}`);

export const reviewPassed: Looking = {
  behind: ['agreement.TookEffect', 'agreement.Signed', 'agreement.Reviewed', 'agreement.ReviewFellDue'],
  found: (at) =>
    sql`SELECT ${row(ABOUT, null, sql`a.review_latest`)} ${inForceThen(at, sql`a.review_latest < ${at.day}::date`)}`,
};

export const signatureMissing: Looking = {
  behind: ['agreement.Submitted', 'agreement.Amended', 'agreement.TookEffect', 'agreement.Signed'],
  found: (at) => sql`SELECT ${row(ABOUT, sql`party`, sql`a.from_latest`)}
    FROM (SELECT a.* ${inForceThen(at, sql`cardinality(a.unsigned) > 0`)}) a CROSS JOIN unnest(a.unsigned) party`,
};

/** What a municipality answered by a day (`given`), of rows `s` of the adoption matrix: the latest of its answers. */
const given = ({ view, day, codes }: LookedAt): Sql => sql`${view.rows(adoption)} s CROSS JOIN LATERAL (
    SELECT g.value AS answer, ${latestOf(sql`(g.value ->> 'on')`)} AS latest
    FROM json_array_elements(s.answers) WITH ORDINALITY g
    WHERE coalesce(${earliestOf(sql`(g.value ->> 'on')`)} <= ${day}::date, true)
    ORDER BY ${earliestOf(sql`(g.value ->> 'on')`)} DESC NULLS LAST, g.ordinality DESC LIMIT 1
  ) given WHERE s.municipality = ANY (${codes})`;
const ADOPTED = sql`answer ->> 'answer' IN ('adopted', 'deviating')`;
const OF_ANSWER = sql`'agreement-' || s.agreement_id`;
const ANSWERING = ['agreement.Adopted', 'agreement.AdoptedWithDeviation'];

export const adoptedWithoutDecision: Looking = {
  behind: ANSWERING,
  found: (at) => sql`SELECT ${row(OF_ANSWER, sql`s.municipality`, sql`latest`)} FROM ${given(at)}
    AND ${ADOPTED} AND answer ->> 'decisionId' IS NULL`,
};

export const adoptedByIneffectiveDecision: Looking = {
  behind: ANSWERING,
  found: (at) => sql`SELECT ${row(OF_ANSWER, sql`s.municipality`, sql`latest`)} FROM ${given(at)}
    AND ${ADOPTED} AND answer ->> 'decisionId' IS NOT NULL AND latest IS NOT NULL AND NOT EXISTS (
      SELECT FROM ${at.view.rows(decisionRegister)} d WHERE d.decision_id = answer ->> 'decisionId'
        AND d.from_earliest <= latest AND d.until_latest >= latest
    )`,
};

/** A municipality of which nobody knows what it answered has not failed to answer. */
export const notAdopted: Looking = {
  behind: ['agreement.Drafted', 'agreement.TookEffect'],
  found: (at) => {
    const { view, day, codes, patience } = at;
    const due = sql`(a.from_latest + ${patience.adoptedWithin} * interval '1 month')::date`;
    const ofAll = sql`s.municipality = ${EVERYBODY}`;
    return sql`SELECT DISTINCT ${row(ABOUT, sql`code`, due)}
      FROM (SELECT a.* ${inForceThen(at, sql`${due} < ${day}::date`)}) a
      JOIN ${view.rows(adoption)} s ON s.agreement_id = a.agreement_id AND s.silence = 'notYet'
        AND (s.municipality = ANY (${codes}) OR ${ofAll})
      CROSS JOIN LATERAL unnest(CASE WHEN ${ofAll} THEN ${codes} ELSE ARRAY[s.municipality] END) code
      WHERE NOT EXISTS (
        SELECT FROM ${view.rows(adoption)} o CROSS JOIN json_array_elements(o.answers) g
        WHERE o.municipality = code AND o.agreement_id = a.agreement_id
          AND coalesce(${earliestOf(sql`(g ->> 'on')`)} <= ${day}::date, true)
      )`;
  },
};

/** Agreements do not name a coalition: it is one of those of their municipalities of which the party was a partner. */
export const partyLeftCoalition: Looking = {
  behind: ['agreement.Drafted', 'agreement.Signed', 'agreement.PartyAcceded'],
  found: (at) => {
    const { view, day } = at;
    const last = latestOf(sql`(stay ->> 'until')`);
    const stays = sql`(SELECT bool_and(coalesce(${last} < ${day}::date, false)) AS left, max(${last}) AS on
      FROM json_array_elements(p.stays) stay)`;
    return sql`SELECT ${row(ABOUT, sql`p.organisation_id`, sql`max(stayed.on)`)}
      FROM (SELECT a.* ${inForceThen(at, sql`a.level = 'coalition'`)}) a
      JOIN ${view.rows(coalitionMunicipality)} m ON m.municipality = ANY (a.municipalities)
      JOIN ${view.rows(coalitionPartner)} p ON p.coalition_id = m.coalition_id AND p.organisation_id = ANY (a.parties)
      CROSS JOIN LATERAL ${stays} stayed
      GROUP BY a.agreement_id, p.organisation_id HAVING bool_and(stayed.left)`;
  },
};

/** Referrals are known as released figures only: fewer than those tell of are not found. */
const usedIn = ({ view }: LookedAt): Sql => sql`(
    SELECT r.period, route ->> 'agreementId' AS agreement_id,
      (left(r.period, 4) || '-' || (right(r.period, 1)::int * 3 - 2) || '-01')::date AS begins
    FROM ${view.rows(releasedFigures)} r CROSS JOIN json_array_elements(r.release -> 'routes') route
  ) used`;

export const expiredYetUsed: Looking = {
  behind: ['agreement.TookEffect', 'agreement.Terminated', 'agreement.Expired', 'agreement.Superseded'],
  found: (at) => sql`SELECT ${row(ABOUT, sql`used.period`, sql`used.begins`)}
    FROM (SELECT a.* ${theirs(at, sql`true`)}) a
    JOIN ${usedIn(at)} ON used.agreement_id = a.agreement_id AND used.begins <= ${at.day}::date
      AND used.begins > a.until_latest`,
};

export const noRoute: Looking = {
  behind: ['agreement.Drafted', 'agreement.Amended'],
  found: (at) => sql`SELECT ${row(ABOUT, sql`used.period`, sql`used.begins`)}
    FROM (SELECT a.* ${theirs(at, sql`true`)}) a
    JOIN ${usedIn(at)} ON used.agreement_id = a.agreement_id AND used.begins <= ${at.day}::date
    WHERE NOT EXISTS (SELECT FROM json_array_elements(a.contents) c WHERE c -> 'terms' -> 'route' IS NOT NULL)`,
};

export const unconfirmedAgreement: Looking = {
  behind: ['agreement.Drafted', 'agreement.TookEffect'],
  found: (at) => sql`SELECT ${row(ABOUT, null, null)} ${theirs(at, isUnconfirmed(sql`a.provenance`))}
    UNION ALL SELECT ${row(OF_ANSWER, sql`s.municipality`, sql`latest`)} FROM ${given(at)}
      AND ${isUnconfirmed(sql`(answer -> 'provenance')`)}`,
};
