import type { Command, IsoDate } from '#kernel';
import { foldRows, type RecordedEvent } from '#platform/read-store';
import type { Policy } from './policy.ts';

/** A matter that is open on a day, and the command that it becomes. */
export type OpenOn = {
  readonly what: string;
  readonly because: string;
  readonly id: string;
  readonly command: Command;
};

/** What a policy would do on a day, after a journal: what the runner does, without a database. For specs. */
export function openOn(policy: Policy, journal: readonly RecordedEvent[], today: IsoDate): OpenOn[] {
  return foldRows(policy.list, journal).flatMap((row) => {
    const matter = policy.matterOf(row);
    if (matter === null || matter.dueFrom > today) return [];
    const { what, because } = matter;
    return policy.ask(row, today).map(({ id, command }) => ({ what, because, id, command }));
  });
}
