import type { Command, Decider, Event, HistoryCommand } from '#kernel';
import type { DecisionRequest, Decisions } from './decisions.ts';
import type { BasedOn } from './metadata.ts';

/** A command as a caller words it, before the facts of other records are put into it. */
export type WithoutFacts<C> = C extends { readonly facts: unknown } ? Omit<C, 'facts'> : C;

/** What may be asked of the history of any record, before the facts of others are put into it. */
export type HistoryAsked<E extends Event = Event> = WithoutFacts<HistoryCommand<E>>;

type Id = string | undefined;
const named = (ids: readonly Id[]): string[] => [...new Set(ids.filter((id) => id !== undefined))];

/** What other records say now, and which of them were asked. Who is not named (`undefined`) is not asked. */
export class OtherRecords {
  readonly #basedOn: BasedOn[] = [];

  constructor(private readonly decisions: Pick<Decisions, 'read'>) {}

  /** The request of a decision that looked at these records: it tells of them. */
  notedIn(request: DecisionRequest): DecisionRequest {
    return this.#basedOn.length === 0 ? request : { ...request, basedOn: this.#basedOn };
  }

  /** What the record `id` says of itself. */
  async one<C extends Command, S, E extends Event, F>(
    decider: Decider<C, S, E>,
    factsOf: (id: string, state: S) => F,
    id: Id,
  ): Promise<F | null> {
    return id === undefined ? null : factsOf(id, await this.read(decider, id));
  }

  /** What each of these records says of itself. */
  each<C extends Command, S, E extends Event, F>(
    decider: Decider<C, S, E>,
    factsOf: (id: string, state: S) => F,
    ids: readonly Id[],
  ): Promise<F[]> {
    return Promise.all(named(ids).map(async (id) => factsOf(id, await this.read(decider, id))));
  }

  /** What the one record `id` says of each of these entries. */
  async within<C extends Command, S, E extends Event, F>(
    decider: Decider<C, S, E>,
    id: string,
    factsOf: (entry: string, state: S) => F,
    entries: readonly Id[],
  ): Promise<F[]> {
    const asked = named(entries);
    if (asked.length === 0) return [];
    const state = await this.read(decider, id);
    return asked.map((entry) => factsOf(entry, state));
  }

  async read<C extends Command, S, E extends Event>(decider: Decider<C, S, E>, id: string): Promise<S> {
    const { state, basedOn } = await this.decisions.read(decider, id);
    this.#basedOn.push(basedOn);
    return state;
  }
}
