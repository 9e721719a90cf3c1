import type { LogEvent } from './log-event.ts';
import { Unreached } from './persistence.ts';

/**
 * The events of a stream, each once. Throws {@link Unreached} where one is missing between two others: an answer that
 * lost something on its way, which is asked for again, and never folded. (What is missing before the first was cut off.)
 */
export function unbroken(events: readonly LogEvent[]): readonly LogEvent[] {
  let last: number | undefined;
  return events.filter(({ stream, revision }) => {
    if (last !== undefined && revision <= last) return false;
    if (last !== undefined && revision !== last + 1)
      throw new Unreached(`${stream} came without what is between ${last} and ${revision}`, true);
    last = revision;
    return true;
  });
}
