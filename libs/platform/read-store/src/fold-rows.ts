import { upcast, type Event, type Upcasters } from '#kernel';
import { createHash } from 'node:crypto';
import { Fold, stepOf, tellingOf } from './fold.ts';
import type { Projection, RecordedEvent } from './projection.ts';
import type { KeyOf, RowOf, Table } from './table.ts';

/**
 * Events as the journal would have them, for specs: numbered from `after` + 1, a second apart from 2026 on, with ids
 * that follow from stream and revision ({@link specimenId}).
 */
export function recordedIn(
  stream: string,
  events: readonly Event[],
  from: { readonly after?: number; readonly revision?: number } = {},
): RecordedEvent[] {
  return events.map((event, index) => {
    const seq = (from.after ?? 0) + index + 1;
    const revision = (from.revision ?? 0) + index;
    const recordedAt = `${new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString().slice(0, -1)}000Z`;
    return {
      event,
      recordedAs: specimenId(stream, revision),
      stream,
      revision,
      seq,
      recordedAt,
      metadata: {},
    };
  });
}

/** The id that {@link recordedIn} gives to the event of a stream at a revision (from 0). */
export function specimenId(stream: string, revision: number): string {
  const hex = createHash('sha256').update(`${stream} ${revision}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The rows, key and all, that a projection makes of a journal: what the engine writes, without a database. Events in a
 * shape that `upcasters` know are read as they are today.
 */
export function foldRows<T extends Table>(
  projection: Projection<T>,
  stored: readonly RecordedEvent[],
  upcasters: Upcasters = {},
): (KeyOf<T> & RowOf<T>)[] {
  const fold = new Fold(projection);
  const journal = stored.map((told) => ({ ...told, event: upcast(upcasters, told.event) }));
  journal.forEach((event, index) => {
    if (!projection.isGiven(event.event.type)) return;
    const historyOf = () => journal.slice(0, index + 1).filter(({ stream }) => stream === event.stream);
    fold.tell(stepOf(projection, event, () => tellingOf(event, historyOf, upcasters)));
  });
  return fold.rows as (KeyOf<T> & RowOf<T>)[];
}
