import type { LogEvent, NewEvent } from './log-event.ts';
import type { Position } from './position.ts';

/** What deciding needs of the store. */
export interface EventLog {
  /**
   * The events of a stream from `fromRevision` (0) on, and its revision (-1: there is no such stream).
   * Throws `StoreUnavailable`, `StreamDeleted`.
   */
  load(
    stream: string,
    from?: { readonly fromRevision?: number },
  ): Promise<{ readonly events: readonly LogEvent[]; readonly revision: number }>;

  /**
   * Appends all events or none, if the stream is at `expectedRevision` (-1: there is no such stream), and tells
   * the revision and position of the last. Where the store does not answer, the same append is repeated a few
   * times: its ids and expected revision make that safe.
   * Throws `WrongRevision`, `StreamDeleted`, `AppendTooLarge`, `StoreUnavailable` (all: certainly not recorded)
   * or `OutcomeUnknown`.
   */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<{ readonly revision: number; readonly position: Position }>;

  /** The place of the last event that is not the system's own; `null` when there is none. Throws `StoreUnavailable`. */
  lastPosition(): Promise<Position | null>;
}
