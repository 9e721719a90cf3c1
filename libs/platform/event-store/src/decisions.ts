import { v7 as uuidV7 } from 'uuid';
import {
  correctionsLifted,
  decide,
  fold,
  Rejected,
  SEAL,
  unfolded,
  upcast,
  type Command,
  type Decider,
  type Event,
  type HistoryCommand,
  type Recorded,
  type Rejections,
  type Upcasters,
} from '#kernel';
import { parseEvent, refuseTooLarge, refuseUnstorable } from './codec.ts';
import { LostRace, PreconditionFailed, WrongRevision } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { FoldedStreams, type FoldedStream, type Outcome } from './folded-streams.ts';
import type { LogEvent } from './log-event.ts';
import type { BasedOn, Caller, EventMetadata } from './metadata.ts';
import { encodePosition, START } from './position.ts';
import { asRecorded, stored } from './stored-text.ts';
import { Turns } from './turns.ts';

export const requestRejections = {
  'request.idempotency-key-reused': {
    kind: 'conflict',
    says: 'The idempotency key was used before, for another request.',
  },
} as const satisfies Rejections;

/** Who asks for a decision, how, and on what grounds. */
export type DecisionRequest = Omit<EventMetadata, keyof Caller> & {
  readonly caller: Caller;
  /** `If-Match`: decide only if the record is at this revision (-1: does not exist yet). */
  readonly expectedRevision?: number | undefined;
};

/** What a command came to. */
export type Decided = {
  readonly stream: string;
  readonly id: string;
  /** Of the last event: the command's own, or the stream's where the command added nothing. */
  readonly revision: number;
  /** The place of that event, as the token that a query can wait for. */
  readonly position: string;
  /** What the command added; empty when there was nothing to add. */
  readonly events: readonly { readonly id: string; readonly type: string }[];
  /** The request had been sent before; this is what it led to then. */
  readonly repeated: boolean;
};

/** Another record as it stands now, and the words with which a decision tells that it looked at it. */
export type Reading<S> = {
  readonly state: S;
  /** -1: there is no such record. */
  readonly revision: number;
  readonly recorded: readonly Recorded[];
  readonly basedOn: BasedOn;
};

export type DecisionsOptions = {
  readonly upcasters: Upcasters;
  /** Ids of events; UUID v7 unless a test wants its own. */
  readonly newId?: () => string;
  readonly cacheEntriesMax?: number;
  readonly cacheEventsMax?: number;
  /** How long a command waits for earlier commands on the same record. */
  readonly turnWaitMaxMs?: number;
};

const LOST_RACES_MAX = 3;

/** The road of every command: load, decide, append. */
export class Decisions {
  readonly #upcasters: Upcasters;
  readonly #newId: () => string;
  readonly #known: FoldedStreams;
  readonly #turns: Turns;

  constructor(
    private readonly log: EventLog,
    { upcasters, newId, cacheEntriesMax, cacheEventsMax, turnWaitMaxMs }: DecisionsOptions,
  ) {
    this.#upcasters = upcasters;
    this.#newId = newId ?? uuidV7;
    this.#known = new FoldedStreams(cacheEntriesMax ?? 10_000, cacheEventsMax ?? 200_000);
    this.#turns = new Turns(turnWaitMaxMs ?? 5_000);
  }

  /**
   * Decides `command` on the record `id` and appends what follows from it.
   * Throws `Rejected`, `PreconditionFailed`, `LostRace`, and what {@link EventLog.append} throws.
   */
  async decide<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    id: string,
    command: C | HistoryCommand<E>,
    request: DecisionRequest,
  ): Promise<Decided> {
    refuseUnstorable(id, 'id');
    const stream = streamOf(decider, id);
    return this.#turns.take(stream, () => this.#decide(decider, stream, id, command, request));
  }

  /** The record `id` as it stands now. Throws what {@link EventLog.load} throws. */
  async read<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    id: string,
  ): Promise<Reading<S>> {
    const stream = streamOf(decider, id);
    const { folded, revision } = await this.#load(decider, stream, this.#known.get(decider, stream));
    return { ...folded, revision, basedOn: { stream, revision } };
  }

  async #decide<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    stream: string,
    id: string,
    command: C | HistoryCommand<E>,
    request: DecisionRequest,
  ): Promise<Decided> {
    // A record that nobody here has seen is taken for one that is not there: most commands that are decided on nothing
    // make one, and if it is there, the store says so.
    let known = this.#known.get(decider, stream) ?? unseen(decider);
    let isFresh = false;
    for (let lostRaces = 0; ;) {
      const key = keyOf(request.caller.actor, request.idempotencyKey);
      const earlier = key === null ? undefined : known.outcomes.get(key);
      if (earlier !== undefined) return repeated(stream, id, earlier, request.requestHash ?? null);

      let events: readonly Event[] = [];
      let refusal: unknown = null;
      try {
        events = decideAt(decider, stream, id, command, known, request.expectedRevision);
      } catch (error) {
        if (isFresh) throw error;
        refusal = error;
      }
      if (!isFresh && (refusal !== null || events.length === 0)) {
        // No "no" and no "nothing to add" on the strength of what may be old.
        known = await this.#load(decider, stream, known);
        isFresh = true;
        continue;
      }
      if (events.length === 0) {
        const position = known.position ?? (await this.log.lastPosition()) ?? START;
        return {
          stream,
          id,
          revision: known.revision,
          position: encodePosition(position),
          events: [],
          repeated: false,
        };
      }

      try {
        return await this.#append(decider, stream, id, known, events, request);
      } catch (error) {
        if (!(error instanceof WrongRevision)) throw error;
        if (++lostRaces > LOST_RACES_MAX) throw new LostRace(stream);
        known = await this.#load(decider, stream, known);
        isFresh = true;
      }
    }
  }

  async #append<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    stream: string,
    id: string,
    known: FoldedStream<S>,
    events: readonly Event[],
    request: DecisionRequest,
  ): Promise<Decided> {
    const { caller, expectedRevision: _, ...rest } = request;
    const metadata = { ...caller, ...rest };
    const seal = this.#upcasters[SEAL];
    const texts = stored(decider.storedAs, events, metadata, stream, seal).map((text) => ({
      id: this.#newId(),
      ...text,
    }));
    refuseTooLarge(stream, texts);
    // Folded before it is appended: a fault of the programme must not come to light when it is too late.
    const folded = fold(
      decider,
      known.folded,
      texts.map((text, index) => asRecorded(text, known.revision + 1 + index, stream, seal)),
    );
    const { revision, position } = await this.log.append(stream, known.revision, texts);
    const added = texts.map(({ id }, index) => ({ id, type: events[index]?.type ?? '' }));
    if (revision === known.revision + texts.length) {
      const outcomes = new Map(known.outcomes);
      const key = keyOf(caller.actor, request.idempotencyKey);
      if (key !== null) {
        outcomes.set(key, { requestHash: request.requestHash ?? null, revision, position, events: added });
      }
      this.#known.set(decider, stream, { folded, revision, position, outcomes });
    } else {
      // A stream that was deleted and begins anew goes on counting where it ended.
      this.#known.forget(stream);
    }
    return { stream, id, revision, position: encodePosition(position), events: added, repeated: false };
  }

  /** The stream as it is now: read from where `known` ends, or from the beginning. */
  async #load<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    stream: string,
    known: FoldedStream<S> | null,
  ): Promise<FoldedStream<S>> {
    const { events, revision } = await this.log.load(stream, { fromRevision: (known?.revision ?? -1) + 1 });
    if (known !== null && revision < known.revision) return this.#load(decider, stream, null);
    if (known !== null && events.length === 0) return known;
    const parsed = events.map((event) => ({ at: event, ...parseEvent(event, this.#upcasters) }));
    const upcasts = parsed.map(({ at, event }) => {
      return { id: at.id, revision: at.revision, event: upcast(this.#upcasters, event) };
    });
    const recorded = correctionsLifted(this.#upcasters, upcasts, known?.folded.recorded);
    const outcomes = new Map(known?.outcomes);
    for (const { at, event, metadata } of parsed) noteOutcome(outcomes, at, event.type, metadata);
    const loaded = {
      folded: fold(decider, known?.folded ?? unfolded(decider), recorded),
      revision,
      position: events.at(-1)?.position ?? known?.position ?? null,
      outcomes,
    };
    this.#known.set(decider, stream, loaded);
    return loaded;
  }
}

const streamOf = (decider: { readonly name: string }, id: string): string => `${decider.name}-${id}`;

/** Keys of different callers never meet. */
const keyOf = (actor: string | undefined, key: string | undefined): string | null =>
  key === undefined ? null : JSON.stringify([actor ?? null, key]);

const unseen = <C extends Command, S, E extends Event>(decider: Decider<C, S, E>): FoldedStream<S> => ({
  folded: unfolded(decider),
  revision: -1,
  position: null,
  outcomes: new Map(),
});

function decideAt<C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  stream: string,
  id: string,
  command: C | HistoryCommand<E>,
  { folded, revision }: FoldedStream<S>,
  expectedRevision: number | undefined,
): readonly Event[] {
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    throw new PreconditionFailed(stream, expectedRevision, revision);
  }
  return decide(decider, id, command, folded);
}

function noteOutcome(
  outcomes: Map<string, Outcome>,
  at: LogEvent,
  type: string,
  metadata: Partial<EventMetadata>,
): void {
  const key = keyOf(metadata.actor, metadata.idempotencyKey);
  if (key === null) return;
  outcomes.set(key, {
    requestHash: metadata.requestHash ?? null,
    revision: at.revision,
    position: at.position,
    events: [...(outcomes.get(key)?.events ?? []), { id: at.id, type }],
  });
}

function repeated(stream: string, id: string, earlier: Outcome, requestHash: string | null): Decided {
  if (earlier.requestHash !== requestHash) {
    const { kind, says } = requestRejections['request.idempotency-key-reused'];
    throw new Rejected('request.idempotency-key-reused', kind, says);
  }
  const { revision, position, events } = earlier;
  return { stream, id, revision, position: encodePosition(position), events, repeated: true };
}
