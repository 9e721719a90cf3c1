import { revisesThePast, type Upcasters } from '#kernel';
import {
  factsAmong,
  isAboutPeople,
  keyText,
  recordedEvent,
  type ReadEvent,
  type JournalReading,
  type ProjectedFact,
  type Projection,
  type RecordedEvent,
} from '#platform/read-store';
import type { RowFile } from './row-file.ts';

export type ReplayOptions = {
  readonly journal: Pick<JournalReading, 'pages'>;
  readonly projection: Projection;
  readonly upcasters: Upcasters;
  /** The number of the last event that counts: corrections after it are not known yet. */
  readonly upTo: number;
  readonly rows: RowFile;
  /** Records that are left out, by their streams. */
  readonly leftOut: ReadonlySet<string>;
  /** What is to be told of a fact: another reading of it, or `null` for nothing. */
  readonly reads?: (fact: ProjectedFact) => ProjectedFact | null;
  readonly onProgress?: (progress: { readonly seq: number; readonly end: number }) => void;
  /** Ends it early. What was told is kept. */
  readonly signal?: AbortSignal;
};

export type Replayed = {
  readonly isDone: boolean;
  /** How many events nobody can read: they are no JSON objects, or bear the name of ours and not the shape. */
  readonly unreadable: number;
};

/** A handler of the projection threw: at an event, by its number in the journal. */
export class ReplayFailed extends Error {
  constructor(projection: Projection, { seq, event: { type } }: RecordedEvent, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${projection.name} fails at number ${seq} (${type}): ${why}`, { cause });
    this.name = 'ReplayFailed';
  }
}

const SAVED_EVERY_MS = 1_000;

/**
 * Tells a projection the history up to a number as it reads there: each event once, in the order of the journal, with the
 * corrections and retractions that were recorded by then. Since these are known beforehand, rows may be fed by any number of
 * records. Referrals and what tells of their destruction are never told. Goes on from the place that `rows` have come to.
 * Throws {@link ReplayFailed}.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { journal, projection, upcasters, upTo, rows, leftOut, signal } = options;
  const isWanted = (type: string): boolean => projection.isGiven(type) || Object.hasOwn(upcasters, type);
  const isTold = (event: ReadEvent): boolean => !isAboutPeople(event) && !leftOut.has(event.stream);
  const revisions = await revisionsUpTo(options, isTold);
  let unreadable = 0;
  let savedAt = Date.now();
  let at = rows.place;
  // A session in which reading was broken off is asked nothing more.
  const pages = signal?.aborted === true ? [] : journal.pages(at, upTo, isWanted);
  for await (const page of pages) {
    if (signal?.aborted === true) break;
    for (const journaled of page) {
      if (!isTold(journaled)) continue;
      const event = recordedEvent(journaled, upcasters);
      if (event === null) unreadable += 1;
      else tell(options, event, revisions.get(event.stream) ?? NONE);
    }
    at = page.at(-1)?.seq ?? at;
    options.onProgress?.({ seq: at, end: upTo });
    if (!rows.isFull && Date.now() - savedAt < SAVED_EVERY_MS) continue;
    rows.save(at);
    savedAt = Date.now();
  }
  const isDone = signal?.aborted !== true;
  rows.save(isDone ? upTo : at);
  if (isDone) options.onProgress?.({ seq: upTo, end: upTo });
  return { isDone, unreadable };
}

const NONE: readonly RecordedEvent[] = [];

/** All that revises earlier events, by its stream: few events do. */
async function revisionsUpTo(
  { journal, projection, upcasters, upTo, signal }: ReplayOptions,
  isTold: (event: ReadEvent) => boolean,
): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> {
  const found = new Map<string, RecordedEvent[]>();
  if (projection.hears === 'recorded') return found;
  const revises = (type: string): boolean => revisesThePast({ type, data: {} });
  for await (const page of journal.pages(0, upTo, revises)) {
    if (signal?.aborted === true) break;
    for (const journaled of page) {
      const event = isTold(journaled) ? recordedEvent(journaled, upcasters) : null;
      if (event === null) continue;
      const before = found.get(event.stream);
      if (before === undefined) found.set(event.stream, [event]);
      else before.push(event);
    }
  }
  return found;
}

function tell(
  { projection, upcasters, rows, reads }: ReplayOptions,
  event: RecordedEvent,
  revisions: readonly RecordedEvent[],
): void {
  try {
    for (const plain of factsOf(projection, event, revisions, upcasters)) {
      const fact = reads === undefined ? plain : reads(plain);
      if (fact === null) continue;
      for (const key of projection.keysOf(fact)) {
        const name = keyText(projection, key);
        const before = rows.get(name, key);
        const after = projection.apply(before, fact, key);
        if (after !== before && !(after === null && before === undefined)) rows.put(name, key, after);
      }
    }
  } catch (error) {
    throw new ReplayFailed(projection, event, error);
  }
}

const factsOf = (
  projection: Projection,
  event: RecordedEvent,
  revisions: readonly RecordedEvent[],
  upcasters: Upcasters,
): readonly ProjectedFact[] =>
  projection.hears === 'recorded'
    ? [{ ...event, provenance: { kind: 'live' }, part: 0 }]
    : factsAmong(event, revisions, upcasters);
