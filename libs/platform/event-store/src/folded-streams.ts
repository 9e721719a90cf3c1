import type { Command, Decider, Event, Folded } from '#kernel';
import type { Position } from './position.ts';

/** What a request that carried an idempotency key led to. */
export type Outcome = {
  readonly requestHash: string | null;
  readonly revision: number;
  readonly position: Position;
  readonly events: readonly { readonly id: string; readonly type: string }[];
};

/** A stream as it was when it was last looked at. */
export type FoldedStream<S> = {
  readonly folded: Folded<S>;
  /** -1: there was no such stream. */
  readonly revision: number;
  /** Where its last event stands; `null` where there is none. */
  readonly position: Position | null;
  /** By caller and idempotency key. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
};

/**
 * A bounded memory of folded streams; the least recently used go first. What it holds may be old, and that is
 * harmless, since every append checks the revision.
 */
export class FoldedStreams {
  readonly #entries = new Map<
    string,
    { readonly foldedBy: object; readonly stream: FoldedStream<unknown> }
  >();
  #events = 0;

  constructor(
    private readonly entriesMax: number,
    /** Over all entries together, so that a few long streams cannot fill the memory. */
    private readonly eventsMax: number,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    name: string,
  ): FoldedStream<S> | null {
    const entry = this.#entries.get(name);
    if (entry?.foldedBy !== decider) return null;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    // This very decider folded it, so its state is the decider's.
    return entry.stream as FoldedStream<S>;
  }

  set<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    name: string,
    stream: FoldedStream<S>,
  ): void {
    this.forget(name);
    const events = stream.folded.recorded.length;
    if (events > this.eventsMax) return;
    this.#entries.set(name, { foldedBy: decider, stream });
    this.#events += events;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.entriesMax && this.#events <= this.eventsMax) break;
      this.forget(oldest);
    }
  }

  forget(name: string): void {
    this.#events -= this.#entries.get(name)?.stream.folded.recorded.length ?? 0;
    this.#entries.delete(name);
  }
}
