import type { Start, Told } from '#kernel';
import {
  json,
  nullable,
  projection,
  table,
  text,
  type ProjectedFact,
  type RowOf,
} from '#platform/read-store';
import type { Condition, DecisionEvent } from '../decision.events.ts';
import { effectToRecord, evolve, NO_DECISION, type DecisionState } from '../decision.state.ts';

/** Decisions and their conditions: which are met, without anybody having recorded that the decision is effective. */
export const DecisionConditionsTable = table({
  columns: {
    decisionId: text(),
    state: json<
      Omit<DecisionState, 'named'> & { readonly named: readonly [string, Told<Condition['bodies']>][] }
    >(),
    /** From when it is effective, where that is to be recorded. */
    effectiveOn: nullable(text<Start>()),
    /** The event that met the last condition. */
    because: nullable(text()),
  },
  key: ['decisionId'],
});
type Row = RowOf<typeof DecisionConditionsTable>;

const folded = {
  key: ({ event }: ProjectedFact<DecisionEvent>) => ({ decisionId: event.data.decisionId }),
  apply: (row: Row | undefined, { event, provenance, recordedAs }: ProjectedFact<DecisionEvent>): Row => {
    const before = row === undefined ? NO_DECISION : { ...row.state, named: new Map(row.state.named) };
    const state = evolve(before, event, provenance);
    const effectiveOn = effectToRecord(state);
    return {
      state: { ...state, named: [...state.named] },
      effectiveOn,
      because: row !== undefined && row.effectiveOn === effectiveOn ? row.because : recordedAs,
    };
  },
};

export const decisionConditions = projection<DecisionEvent, typeof DecisionConditionsTable>({
  name: 'decision-conditions',
  version: 2,
  table: DecisionConditionsTable,
  when: {
    'decision.Taken': folded,
    'decision.Rejected': folded,
    'decision.ConditionNamed': folded,
    'decision.ConditionMet': folded,
    'decision.ConditionFailed': folded,
    'decision.BecameEffective': folded,
    'decision.Withdrawn': folded,
  },
});
