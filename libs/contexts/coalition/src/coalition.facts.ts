import { isReversed, type End, type Start } from '#kernel';
import type { CoalitionPhase } from './coalition.events.ts';
import type { CoalitionState } from './coalition.state.ts';

/** What other contexts may know of a coalition. */
export type CoalitionFacts = {
  readonly coalitionId: string;
  readonly known: boolean;
  readonly phase: CoalitionPhase | null;
  readonly formedOn: Start | null;
  readonly endedOn: Start | null;
  readonly municipalities: readonly { readonly code: string; readonly from: Start; readonly until: End }[];
};

/** What the register knows of `coalitionId`, from the state of its stream. */
export const coalitionFacts = (coalitionId: string, state: CoalitionState): CoalitionFacts => ({
  coalitionId,
  known: state.exploration !== null,
  phase: phaseOf(state),
  formedOn: state.formed?.on ?? null,
  endedOn: state.ended?.on ?? null,
  municipalities: state.municipalities.map(({ code, from, until }) => ({ code, from, until })),
});

/** The phase that the coalition is in: the latest that it entered, or what its beginnings tell. */
export function phaseOf({ exploration, formed, phases, ended }: CoalitionState): CoalitionPhase | null {
  if (ended !== null) return 'ended';
  // One that is recorded late does not become the present one.
  const [first, ...others] = phases;
  const latest = others.reduce(
    (one, other) => (isReversed(one?.on ?? 'unknown', other.on) ? one : other),
    first,
  );
  if (latest !== undefined) return latest.phase;
  if (formed !== null) return 'formation';
  return exploration === null ? null : 'exploration';
}
