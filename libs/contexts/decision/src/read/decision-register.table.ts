import type { Provenance, Told } from '#kernel';
import { day, json, nullable, periodColumns, table, text } from '#platform/read-store';
import type { Condition, DecisionBody } from '../decision.events.ts';
import type { DecisionState } from '../decision.state.ts';

type Known<N extends keyof DecisionState> = NonNullable<DecisionState[N]>;

/** Decisions: the state that their conditions rest on, and what is asked of it. */
export const DecisionTable = table({
  columns: {
    decisionId: text(),
    /** Null, and so the body, where a source tells what became of it and nobody what it was. */
    subject: nullable(text()),
    body: nullable(text<DecisionBody>()),
    municipality: nullable(text()),
    coalitionId: nullable(text()),
    proposed: nullable(json<Known<'proposed'>>()),
    taken: nullable(json<Known<'taken'>>()),
    rejected: nullable(json<Known<'rejected'>>()),
    /** Bodies that were named later, by condition. */
    named: json<{ readonly [conditionId: string]: Told<Condition['bodies']> }>(),
    consents: json<DecisionState['consents']>(),
    failed: json<DecisionState['failed']>(),
    becameEffective: nullable(json<Known<'becameEffective'>>()),
    referredToCouncil: nullable(json<Known<'referredToCouncil'>>()),
    publications: json<DecisionState['publications']>(),
    withheld: nullable(json<Known<'withheld'>>()),
    withdrawn: nullable(json<Known<'withdrawn'>>()),
    /** When it was taken; null: it was not, or nobody told. */
    takenEarliest: nullable(day()),
    takenLatest: nullable(day()),
    /** When it waited for consents, at its widest: the day of the last one is no longer in it; null: never. */
    conditionalFrom: nullable(day()),
    conditionalUntil: nullable(day()),
    /** Of the proposal, or of what is known instead. */
    provenance: json<Provenance>(),
    /** From when until when it is effective; one that never was, on no day. */
    ...periodColumns,
  },
  key: ['decisionId'],
  record: { column: 'decisionId', prefix: 'decision-' },
  indexes: [['body'], ['municipality'], ['coalitionId'], ['conditionalUntil']],
});

/** Whom decisions are for. */
export const DecisionScopeTable = table({
  columns: {
    /** A municipality code, or the id of a coalition: the two never look alike. */
    scope: text(),
    decisionId: text(),
    subject: text(),
    body: text<DecisionBody>(),
  },
  key: ['scope', 'decisionId'],
  record: { column: 'decisionId', prefix: 'decision-' },
});
