import { NEVER, periodOf, type Provenance } from '#kernel';
import { periodValues, projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import type { DecisionEvent } from '../decision.events.ts';
import { conditionalOf, decisionFacts, evolve, NO_DECISION, type DecisionState } from '../decision.state.ts';
import { DecisionScopeTable, DecisionTable } from './decision-register.table.ts';

type Row = RowOf<typeof DecisionTable>;

/** The state that a row holds. */
export const stateOf = (row: Row): DecisionState => ({
  proposed: row.proposed,
  taken: row.taken,
  rejected: row.rejected,
  named: new Map(Object.entries(row.named)),
  consents: row.consents,
  failed: row.failed,
  becameEffective: row.becameEffective,
  referredToCouncil: row.referredToCouncil,
  publications: row.publications,
  withheld: row.withheld,
  withdrawn: row.withdrawn,
});

function rowOf(decisionId: string, state: DecisionState, provenance: Provenance): Row {
  const said = state.proposed?.said;
  const { effectiveOn, effectiveUntil } = decisionFacts(decisionId, state);
  const conditional = conditionalOf(state);
  const waits = conditional === null ? null : periodOf(conditional.from, conditional.until);
  const taken = state.taken === null ? null : periodOf(state.taken.said.on, 'open').from;
  return {
    ...state,
    subject: said?.subject ?? null,
    body: said?.body ?? null,
    municipality: said?.municipality ?? null,
    coalitionId: said?.coalitionId ?? null,
    named: Object.fromEntries(state.named),
    takenEarliest: taken?.earliest ?? null,
    takenLatest: taken?.latest ?? null,
    conditionalFrom: waits?.from.earliest ?? null,
    conditionalUntil: waits?.until.latest ?? null,
    provenance,
    ...periodValues(effectiveOn === null ? NEVER : periodOf(effectiveOn, effectiveUntil)),
  };
}

/** Every event is folded as the decisions fold it. */
const folded = {
  key: ({ event }: ProjectedFact<DecisionEvent>) => ({ decisionId: event.data.decisionId }),
  apply: (row: Row | undefined, { event, provenance }: ProjectedFact<DecisionEvent>): Row => {
    const before = row === undefined ? NO_DECISION : stateOf(row);
    const after = evolve(before, event, provenance);
    const isOfThis = row === undefined || after.proposed !== before.proposed;
    return rowOf(event.data.decisionId, after, isOfThis ? provenance : row.provenance);
  },
};

export const decisionRegister = projection<DecisionEvent, typeof DecisionTable>({
  name: 'decision-register',
  version: 4,
  table: DecisionTable,
  when: {
    'decision.Proposed.v2': folded,
    'decision.Taken': folded,
    'decision.Rejected': folded,
    'decision.ConditionNamed': folded,
    'decision.ConditionMet': folded,
    'decision.ConditionFailed': folded,
    'decision.BecameEffective': folded,
    'decision.ReferredToCouncil': folded,
    'decision.Published': folded,
    'decision.WithheldFromPublication': folded,
    'decision.Withdrawn': folded,
  },
});

export const decisionScope = projection<DecisionEvent, typeof DecisionScopeTable>({
  name: 'decision-scope',
  version: 3,
  table: DecisionScopeTable,
  when: {
    'decision.Proposed.v2': {
      key: ({ event: { data } }) =>
        [data.municipality, data.coalitionId]
          .filter((scope) => scope !== undefined)
          .map((scope) => ({ scope, decisionId: data.decisionId })),
      apply: (_row, { event: { data } }) => ({ subject: data.subject, body: data.body }),
    },
  },
});
