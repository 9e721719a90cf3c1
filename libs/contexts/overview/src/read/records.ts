import { sql, type Sql, type View } from '#platform/read-store';
import { EVERYBODY } from '#contexts/agreement';
import { adoption } from '#read/agreement';
import { coalitionMunicipality } from '#read/coalition';
import { decisionScope } from '#read/decision';

// Which records are about a place: ids, in SQL. `own` is the array of its codes.

/** Coalitions that a place is, or ever was, in. */
export const coalitionsOf = (view: View, own: Sql): Sql =>
  sql`SELECT m.coalition_id FROM ${view.rows(coalitionMunicipality)} m WHERE m.municipality = ANY (${own})`;

/** Decisions of its bodies, and of its coalitions. */
export const decisionsOf = (view: View, own: Sql): Sql =>
  sql`SELECT s.decision_id FROM ${view.rows(decisionScope)} s
    WHERE s.scope = ANY (${own} || ARRAY(${coalitionsOf(view, own)}))`;

/** Agreements that cover it, or that it answered to. */
export const agreementsOf = (view: View, own: Sql): Sql =>
  sql`SELECT s.agreement_id FROM ${view.rows(adoption)} s
    WHERE s.municipality = ANY (${own} || ARRAY[${EVERYBODY}])`;

/** The streams of all of them, each once, in a column `about`. */
export const aboutsOf = (view: View, own: Sql): Sql =>
  sql`SELECT 'coalition-' || coalition_id AS about FROM (${coalitionsOf(view, own)}) coalitions
    UNION SELECT 'decision-' || decision_id FROM (${decisionsOf(view, own)}) decisions
    UNION SELECT 'agreement-' || agreement_id FROM (${agreementsOf(view, own)}) agreements`;
