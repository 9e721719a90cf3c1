import { certificateIn, isEnclosure, revisesThePast, type Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { messageOf } from './data-source.ts';
import { stepOf, tellingOf, type HistoryOf, type Step, type Telling } from './fold.ts';
import { eventsOfStreams, type EventWithLeaf, type JournalEvent } from './journal.ts';
import { recordedEvent } from './said.ts';
import type { Projection, RecordedEvent } from './projection.ts';

/** An event that a projection is given, and what it means to it; or why nobody can say. */
export type Heard = {
  readonly seq: number;
  readonly leaf: Buffer;
  readonly stream: string;
  /** `null`: it says nothing that the projection hears, or nobody can read it any more. */
  readonly step: Step | Unreadable | null;
};

/** Why an event, or what it means, cannot be read. */
export class Unreadable {
  constructor(readonly reason: string) {}
}

/** What events of the journal mean to projections. */
export type Told = {
  readonly heardBy: (projection: Projection) => readonly Heard[];
  /** The streams of records that are certified to be destroyed, and of which it was given something. */
  readonly destroyedFor: (projection: Projection) => ReadonlySet<string>;
};

/** What events of the journal mean to each of some projections: read once for all of them. */
export async function tell(
  session: PoolClient,
  upcasters: Upcasters,
  projections: readonly Projection[],
  events: readonly EventWithLeaf[],
): Promise<Told> {
  const hearers = new Hearers(upcasters, projections);
  const read = events.flatMap(({ event, leaf }) => {
    const { to, today } = hearers.of(event);
    return to.length === 0 ? [] : [{ seq: event.seq, leaf, stream: event.stream, to, today: today() }];
  });
  const readable = read.flatMap(({ today }) =>
    today === null || today instanceof Unreadable ? [] : [today],
  );
  const historyOf = await histories(session, upcasters, readable);
  const heardBy = new Map<Projection, Heard[]>(projections.map((projection) => [projection, []]));
  for (const { to, today, ...heard } of read) {
    let told: Telling | undefined;
    const stepFor = (projection: Projection): Heard['step'] => {
      if (today === null || today instanceof Unreadable) return today;
      if (!projection.isGiven(today.event.type)) return null;
      const telling = (): Telling => (told ??= tellingOf(today, historyOf, upcasters));
      return orUnreadable(() => stepOf(projection, today, telling));
    };
    for (const projection of to) heardBy.get(projection)?.push({ ...heard, step: stepFor(projection) });
  }
  const destroyed = events.flatMap(
    ({ event: { stream, type, data } }) => certificateIn(stream, type, data) ?? [],
  );
  return {
    heardBy: (projection) => heardBy.get(projection) ?? [],
    destroyedFor: ({ isGiven, isGivenEnclosed }) => {
      const wasGiven = (type: string): boolean => (isEnclosure(type) ? isGivenEnclosed(type) : isGiven(type));
      const concerned = destroyed.filter((one) => one.events.some(({ type }) => wasGiven(type)));
      return new Set(concerned.map(({ stream }) => stream));
    },
  };
}

/** An event in today's shape; `null` where it says nothing that anybody can read. */
type Today = RecordedEvent | Unreadable | null;

/** To which projections events are given. What cannot be read is given to all; what is enclosed, by its outside. */
export class Hearers {
  readonly #enclosed = new Map<string, readonly Projection[]>();
  readonly #plain = new Map<string, readonly Projection[]>();

  constructor(
    private readonly upcasters: Upcasters,
    private readonly projections: readonly Projection[],
  ) {}

  /** An enclosure is opened only when it is asked for its `today`. */
  of(event: JournalEvent): { readonly to: readonly Projection[]; readonly today: () => Today } {
    const { type } = event;
    if (isEnclosure(type)) {
      const to = kept(this.#enclosed, type, () =>
        this.projections.filter(({ isGivenEnclosed }) => isGivenEnclosed(type)),
      );
      return { to, today: () => this.#todayOf(event) };
    }
    const isLifted = Object.hasOwn(this.upcasters, type);
    if (!isLifted && this.#given(type).length === 0) return { to: [], today: () => null };
    const today = this.#todayOf(event);
    if (today instanceof Unreadable) return { to: this.projections, today: () => today };
    return { to: today === null ? [] : this.#given(today.event.type), today: () => today };
  }

  #given(type: string): readonly Projection[] {
    return kept(this.#plain, type, () => this.projections.filter(({ isGiven }) => isGiven(type)));
  }

  #todayOf(event: JournalEvent): Today {
    return orUnreadable(() => recordedEvent(event, this.upcasters));
  }
}

/** Another application may share the store, with any number of types. */
const TYPES_MAX = 10_000;

function kept<T>(known: Map<string, T>, type: string, find: () => T): T {
  const before = known.get(type);
  if (before !== undefined) return before;
  const found = find();
  if (known.size < TYPES_MAX) known.set(type, found);
  return found;
}

function orUnreadable<T>(work: () => T): T | Unreadable {
  try {
    return work();
  } catch (error) {
    return new Unreadable(messageOf(error));
  }
}

/** What the streams read as up to events. Loads those of which one changes how earlier ones read. */
async function histories(
  session: PoolClient,
  upcasters: Upcasters,
  events: readonly RecordedEvent[],
): Promise<HistoryOf> {
  const streams = [
    ...new Set(events.filter(({ event }) => revisesThePast(event)).map(({ stream }) => stream)),
  ];
  const known = new Map<string, (RecordedEvent | Unreadable)[]>(streams.map((stream) => [stream, []]));
  if (streams.length > 0) {
    for (const { event } of await eventsOfStreams(session, streams, (events[0]?.seq ?? 0) - 1)) {
      const readable = orUnreadable(() => recordedEvent(event, upcasters));
      if (readable !== null) known.get(event.stream)?.push(readable);
    }
    for (const event of events) known.get(event.stream)?.push(event);
  }
  return ({ stream, seq }) =>
    (known.get(stream) ?? []).flatMap((event) => {
      if (event instanceof Unreadable) throw new Error(`an earlier event of ${stream}: ${event.reason}`);
      return event.seq <= seq ? [event] : [];
    });
}
