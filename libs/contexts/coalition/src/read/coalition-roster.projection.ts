import { periodOf, type Provenance, type Start } from '#kernel';
import { periodValues, projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import type { CoalitionEvent } from '../coalition.events.ts';
import { evolve, NO_COALITION, type CoalitionState } from '../coalition.state.ts';
import { CoalitionTable } from './coalition-roster.table.ts';

type Row = RowOf<typeof CoalitionTable>;

/** The part of the state that a row holds. */
export const stateOf = ({ name, exploration, formed, phases, anchorings, ended }: Row): CoalitionState => ({
  ...NO_COALITION,
  name,
  exploration,
  formed,
  phases,
  anchorings,
  ended,
});

/** When the exploration began, as it was told. */
export const exploredOn = ({ exploration }: Pick<Row, 'exploration'>): Start =>
  exploration?.said.on ?? 'unknown';

function rowOf(state: CoalitionState, provenance: Provenance): Row {
  const { name, exploration, formed, phases, anchorings, ended } = state;
  const formedOn = formed === null ? null : periodOf(formed.on, 'open').from;
  const begun = exploredOn({ exploration });
  const from = begun === 'unknown' && exploration === null ? (formed?.on ?? 'unknown') : begun;
  return {
    name,
    exploration,
    formed,
    phases,
    anchorings,
    ended,
    formedEarliest: formedOn?.earliest ?? null,
    formedLatest: formedOn?.latest ?? null,
    provenance,
    ...periodValues(periodOf(from, ended?.on ?? 'open')),
  };
}

/** Folded as the decisions fold it. */
const folded = {
  key: ({ event }: ProjectedFact<CoalitionEvent>) => ({ coalitionId: event.data.coalitionId }),
  apply: (row: Row | undefined, { event, provenance }: ProjectedFact<CoalitionEvent>): Row => {
    const before = row === undefined ? NO_COALITION : stateOf(row);
    const after = evolve(before, event, provenance);
    const isOfThis = row === undefined || after.exploration !== before.exploration;
    return rowOf(after, isOfThis ? provenance : row.provenance);
  },
};

export const coalitionRoster = projection<CoalitionEvent, typeof CoalitionTable>({
  name: 'coalition-roster',
  version: 1,
  table: CoalitionTable,
  when: {
    'coalition.ExplorationStarted': folded,
    'coalition.Formed': folded,
    'coalition.PhaseEntered': folded,
    'coalition.Anchored': folded,
    'coalition.Ended': folded,
  },
});
