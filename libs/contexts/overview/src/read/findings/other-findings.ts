import { DISTANT_FUTURE } from '#kernel';
import { sql } from '#platform/read-store';
import { isUnconfirmed } from '#read/agreement';
import { coalitionRole, coalitionRoster, coalitionWork } from '#read/coalition';
import { decisionRegister } from '#read/decision';
import { obligationOutcome } from '#read/programme';
import { aboutsOf, coalitionsOf, decisionsOf } from '../records.ts';
import { timeline } from '../timeline.projection.ts';
import { earliestOf, latestOf, row, type Looking } from './finding-rule.ts';

const OF_COALITION = sql`'coalition-' || c.coalition_id`;
const OF_DECISION = sql`'decision-' || d.decision_id`;

/** The roles without which nobody leads or backs a coalition. */
const NEEDED = ['figurehead', 'projectLeader'] as const;

export const coalitionIncomplete: Looking = {
  behind: ['coalition.Formed', 'coalition.RoleEnded', 'coalition.PartnerLeft'],
  found: ({ view, day, codes }) => {
    const held = sql`SELECT FROM ${view.rows(coalitionRole)} r CROSS JOIN json_array_elements(r.holdings) h
      WHERE r.coalition_id = c.coalition_id AND r.role = needed.part
        AND coalesce(${earliestOf(sql`(h ->> 'from')`)} <= ${day}::date, true)
        AND coalesce(${latestOf(sql`(h ->> 'until')`)} >= ${day}::date, true)`;
    const planned = sql`SELECT FROM ${view.rows(coalitionWork)} w CROSS JOIN json_array_elements(w.plans) plan
      WHERE w.coalition_id = c.coalition_id AND needed.part = 'planOfAction'
        AND coalesce(${earliestOf(sql`(plan -> 1 -> 'said' ->> 'on')`)} <= ${day}::date, true)`;
    return sql`SELECT ${row(OF_COALITION, sql`needed.part`, sql`c.formed_latest`)}
      FROM ${view.rows(coalitionRoster)} c CROSS JOIN unnest(${['planOfAction', ...NEEDED]}::text[]) needed(part)
      WHERE c.coalition_id IN (${coalitionsOf(view, codes)}) AND c.formed_latest <= ${day}::date
        AND c.until_latest >= ${day}::date AND NOT EXISTS (${held}) AND NOT EXISTS (${planned})`;
  },
};

export const conditionalTooLong: Looking = {
  behind: ['decision.Taken', 'decision.ConditionNamed', 'decision.ConditionMet'],
  found: ({ view, day, codes, patience }) => sql`SELECT ${row(OF_DECISION, null, sql`d.conditional_from`)}
    FROM ${view.rows(decisionRegister)} d WHERE d.decision_id IN (${decisionsOf(view, codes)})
      AND d.conditional_from + ${patience.conditionalFor} * interval '1 month' < ${day}::date
      AND d.conditional_until > ${day}::date`,
};

export const obligationMissed: Looking = {
  behind: ['programme.ObligationSet', 'programme.ObligationMissed'],
  found: ({ view, day, codes }) => {
    const [missedOn, metOn] = [sql`(o.missed -> 'said' ->> 'on')`, sql`(o.met -> 'said' ->> 'on')`];
    return sql`SELECT ${row(sql`'programme-' || o.programme_id`, sql`o.holder || ' ' || o.obligation_id`, latestOf(missedOn))}
      FROM ${view.rows(obligationOutcome)} o WHERE o.holder = ANY (${codes}) AND o.missed IS NOT NULL
        AND coalesce(${earliestOf(missedOn)} <= ${day}::date, true)
        AND (o.met IS NULL OR ${earliestOf(metOn)} > ${day}::date)`;
  },
};

export const unconfirmedRecord: Looking = {
  behind: ['decision.Proposed.v2', 'decision.Taken', 'coalition.ExplorationStarted', 'coalition.Formed'],
  found: ({ view, codes }) => sql`SELECT ${row(OF_DECISION, null, null)} FROM ${view.rows(decisionRegister)} d
      WHERE d.decision_id IN (${decisionsOf(view, codes)}) AND ${isUnconfirmed(sql`d.provenance`)}
    UNION ALL SELECT ${row(OF_COALITION, null, null)} FROM ${view.rows(coalitionRoster)} c
      WHERE c.coalition_id IN (${coalitionsOf(view, codes)}) AND ${isUnconfirmed(sql`c.provenance`)}`,
};

/** What happened at a time that nobody knows, as the register says it; what needs no date is not of these. */
export const undated: Looking = {
  behind: [],
  found: ({
    view,
    codes,
  }) => sql`SELECT ${row(sql`a.about`, null, null, sql`array_agg(DISTINCT t.event_id::text)`)}
    FROM (${aboutsOf(view, codes)}) a JOIN ${view.rows(timeline)} t
      ON t.about = a.about AND t.on_earliest = ${DISTANT_FUTURE}::date
    WHERE 'unknown' IN (t.data ->> 'on', t.data ->> 'from', t.data ->> 'effectiveOn') GROUP BY a.about`,
};

/** Events that say what was decided on what other records said. */
const RESTING = [
  ...['Drafted', 'Submitted', 'Signed', 'PartyAcceded', 'Superseded'].map((name) => `agreement.${name}`),
  ...['Adopted', 'AdoptedWithDeviation', 'SuccessorConfirmed'].map((name) => `agreement.${name}`),
  ...['Proposed.v2', 'Taken', 'ConditionNamed'].map((name) => `decision.${name}`),
  ...['ExplorationStarted', 'MunicipalityJoined', 'PartnerJoined', 'Formed'].map(
    (name) => `coalition.${name}`,
  ),
  ...['RoleAssigned', 'PlanOfActionAdopted'].map((name) => `coalition.${name}`),
];

/**
 * Between reading another record and recording what was decided on it, that record went on: nothing is locked, and what is
 * decided of one record is not undone for another. An event that does not read any more has nothing that was overtaken.
 */
export const overtaken: Looking = {
  behind: [],
  found: ({ view, codes }) => {
    // Each by its number or its place, whatever a plan would rather do: history is looked up, never read through.
    const bases = sql`(SELECT j.metadata::json -> 'basedOn' FROM ${view.journal()} j WHERE j.seq = t.number)`;
    const next = sql`(SELECT o.event_id::text FROM ${view.journal()} o WHERE o.stream = based ->> 'stream'
      AND o.revision = (based ->> 'revision')::bigint + 1 AND o.seq < t.number)`;
    return sql`SELECT DISTINCT ${row(
      sql`a.about`,
      sql`based ->> 'stream'`,
      sql`(t.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date`,
      sql`ARRAY[t.event_id::text, ${next}]`,
    )}
    FROM (${aboutsOf(view, codes)}) a
    JOIN ${view.rows(timeline)} t ON t.about = a.about AND t.type = ANY (${RESTING}::text[])
    CROSS JOIN LATERAL json_array_elements(${bases}) based WHERE ${next} IS NOT NULL`;
  },
};
