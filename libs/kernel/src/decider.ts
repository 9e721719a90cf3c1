import type { Event, EventDefinition } from './event.ts';
import type { Provenance } from './provenance.ts';
import type { Rejections } from './rejected.ts';

/** What somebody wants to happen. Ids, the day, the actor and facts of other streams are inside it. */
export type Command<T extends string = string> = { readonly type: T };

/**
 * One aggregate: pure, synchronous, without clock, chance or I/O.
 * `decide` throws {@link Rejected} for an expected "no" and answers `[]` when there is nothing (more) to record;
 * `evolve` never throws on a known event. Corrections, retractions, assertions and confirmations are not its
 * business: `history.ts` serves them for every decider alike, and `evolve` sees the history as it now reads.
 */
export type Decider<C extends Command, S, E extends Event> = {
  /** The aggregate: category of its streams and prefix of its events, without a dash. */
  readonly name: string;
  /** The one type under which its events are stored, where nobody may see from outside what happened: see `enclosure.ts`. */
  readonly storedAs?: `${string}.Recorded`;
  readonly events: readonly EventDefinition[];
  readonly rejections: Rejections;
  readonly initial: S;
  readonly decide: (command: C, state: S) => readonly E[];
  readonly evolve: (state: S, event: E, provenance: Provenance) => S;
  /** Refuses (throws) a state that no history may lead to; asked after a correction or retraction. */
  readonly check?: (state: S) => void;
  /** Fields of a live event that say what follows from other events: those are corrected, and not these. */
  readonly follows?: (event: E, state: S) => readonly string[];
};
