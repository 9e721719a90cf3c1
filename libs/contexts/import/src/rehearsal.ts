import { decide, fold, unfolded, type Recorded } from '#kernel';
import type { Decisions } from '#platform/event-store';
import type { Decides } from './row-file.ts';

/** Decides as the register would, one command upon the other, and appends nothing. */
export function rehearsal(decisions: Pick<Decisions, 'read'>): Decides {
  const histories = new Map<string, readonly Recorded[]>();
  return async (decider, id, command) => {
    const stream = `${decider.name}-${id}`;
    const recorded = histories.get(stream) ?? (await decisions.read(decider, id)).recorded;
    const events = decide(decider, id, command, fold(decider, unfolded(decider), recorded));
    const imagined = events.map((event, index) => {
      const revision = recorded.length + index;
      return { id: `imagined-${revision}`, revision, event };
    });
    histories.set(stream, [...recorded, ...imagined]);
    return events.map(({ type }) => type);
  };
}
