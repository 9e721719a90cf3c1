import { DISTANT_FUTURE, type IsoDate } from '#kernel';
import { all, sql, type Sql, type View } from '#platform/read-store';
import type { AgreementFilters } from '../agreement.requests.ts';
import { adoption } from './adoption.projection.ts';

/** Conditions on rows `a` of the register, and those on what they come to on a day. */
export type Conditions = { readonly within: Sql; readonly then: Sql };

/**
 * What a list of agreements was narrowed to. `asked` are rows of the adoption matrix (`s`) whose answers count as awaited:
 * those of a place, or of everybody.
 */
export function conditionsOn(view: View, day: IsoDate, filters: AgreementFilters, asked: Sql): Conditions {
  const { cursor, level, kind, inForce, reviewOverdue, awaiting, unconfirmed } = filters;
  const { expiringWithinDays: days } = filters;
  const within = [
    cursor !== undefined && sql`a.agreement_id > ${cursor}`,
    level !== undefined && sql`a.level = ${level}`,
    kind !== undefined && sql`a.kind = ${kind}`,
    awaiting === 'signature' && sql`a.signing_from <= ${day}::date AND a.signing_until > ${day}::date`,
    awaiting === 'adoption' && sql`a.agreement_id IN (${unanswered(view, day, asked)})`,
    // An end that is open or unknown never comes near.
    days !== undefined &&
      sql`a.until_latest >= ${day}::date AND a.until_latest < ${DISTANT_FUTURE}::date
        AND a.until_earliest <= ${day}::date + ${days}::int`,
    unconfirmed !== undefined && sql`${isUnconfirmed(sql`a.provenance`)} = ${unconfirmed === 'yes'}`,
  ];
  const then = [
    inForce !== undefined && sql`in_force = ${inForce}`,
    (days !== undefined || awaiting === 'adoption') && sql`in_force <> 'no'`,
    reviewOverdue !== undefined && sql`review_overdue = ${reviewOverdue}`,
  ];
  return { within: all(within), then: all(then) };
}

/** Whether only a source tells of it, as a provenance in SQL says. */
export const isUnconfirmed = (provenance: Sql): Sql =>
  sql`(${provenance} ->> 'kind' = 'perSource' AND json_array_length(${provenance} -> 'confirmations') = 0)`;

/** Agreements to which a municipality had not answered by a day. A partial date sorts before every day in it. */
const unanswered = (view: View, day: IsoDate, asked: Sql): Sql => sql`
  SELECT s.agreement_id FROM ${view.rows(adoption)} s WHERE (${asked}) AND s.silence IN ('notYet', 'unknown')
    AND NOT EXISTS (SELECT FROM json_array_elements(s.answers) given
      WHERE given ->> 'on' <= ${day} OR given ->> 'on' = 'unknown')`;
