import { PartialDate, Rejected, type Command, type Decider, type Event, type HistoryCommand } from '#kernel';
import type { Decided, DecisionRequest, Decisions, SourceSystem } from '#platform/event-store';
import type { Chance } from './chance.ts';
import { asPreciseAs, isoOf, MS_PER_DAY, type Day } from './days.ts';
import { Facts } from './facts.ts';
import { Slips } from './slips.ts';
import type { Story } from './story.ts';
import type { Town, Towns } from './towns.ts';
import { filledIn, type Words } from './words.ts';

/** A command, or how it comes to be from what other records say. */
type Worded<C> = C | ((facts: Facts) => Promise<C>);

/** One record that a story is about. */
export type Subject<C, S> = {
  /**
   * Tells the register; what it says no to is counted. Answers the events that came of it, or `null` for a no. Throws
   * what the log throws.
   */
  readonly tell: (worded: Worded<C>) => Promise<Decided['events'] | null>;
  /** The record as it stands now. */
  readonly look: () => Promise<S>;
};

/** When something holds in the world, as against when it is recorded: mostly days before, sometimes years. */
const LATE = { soon: 85, late: 10, veryLate: 5 } as const;
const PRECISION = { day: 85, month: 11, year: 4 } as const;
const RECENT_MAX = 200;

/** Where the stories play: the day, the towns and what is known in them, and the register that everything is told to. */
export class Scene {
  readonly slips: Slips;
  /** How often the register said no, by code. */
  readonly refusals = new Map<string, number>();
  #events = 0;
  #instantMs: number;
  #nextId = 0;
  readonly #begun: Story[] = [];
  readonly #recent = new Map<string, string[]>();
  readonly #actors: readonly string[];

  constructor(
    private readonly decisions: Decisions,
    readonly chance: Chance,
    readonly words: Words,
    readonly towns: Towns,
    /** Sets the clock for what comes after so many events, and tells what it then says: milliseconds since 1970. */
    private readonly setClock: (events: number) => number,
  ) {
    this.#instantMs = setClock(0);
    this.slips = new Slips(chance);
    this.#actors = Array.from({ length: 60 }, () => chance.uuid(0).slice(-12));
  }

  /** Events that were recorded. */
  get events(): number {
    return this.#events;
  }
  /** The instant of recorded time. Milliseconds since 1970. */
  get instantMs(): number {
    return this.#instantMs;
  }
  get day(): Day {
    return Math.floor(this.#instantMs / MS_PER_DAY);
  }

  /** A day on which something happened that is told today, as precise as it is known. */
  happenedOn(): PartialDate {
    return asPreciseAs(this.chance.weighted(PRECISION), this.day - this.#lag());
  }

  /** The same, to the day. */
  dayOf(daysAgoMax: number): PartialDate {
    return PartialDate.parse(isoOf(this.day - this.chance.between(0, daysAgoMax)));
  }

  #lag(): number {
    switch (this.chance.weighted(LATE)) {
      case 'soon':
        return this.chance.between(0, 14);
      case 'late':
        return this.chance.between(15, 180);
      case 'veryLate':
        return this.chance.between(181, 900);
    }
  }

  /** The id of a new record. */
  newId(kind: string, town: Town): string {
    this.#nextId += 1;
    return `${kind}-${town.code.toLowerCase()}-${this.#nextId}`;
  }

  /** One of the words of a kind, with its gaps filled. */
  word(list: { [L in keyof Words]: Words[L] extends string[] ? L : never }[keyof Words], town: Town): string {
    return filledIn(this.chance.pick(this.words[list]), town.name, this.chance.between(1, 40));
  }

  /** Keeps the id of a record that others may name, of so many the last. */
  remember(kind: string, town: Town, id: string): void {
    const known = this.#recent.get(`${kind} ${town.code}`) ?? [];
    if (known.length >= RECENT_MAX) known.shift();
    known.push(id);
    this.#recent.set(`${kind} ${town.code}`, known);
  }
  /** A record of a town that others may name, where there is one. */
  known(kind: string, town: Town): string | undefined {
    const known = this.#recent.get(`${kind} ${town.code}`) ?? [];
    return known.length === 0 ? undefined : this.chance.pick(known);
  }

  /** Begins another story today. */
  begin(story: Story): void {
    this.#begun.push(story);
  }
  /** The stories that have begun since this was asked last. */
  takeBegun(): Story[] {
    return this.#begun.splice(0);
  }

  /** The record `id`, of which `town` tells by a door. */
  subject<C extends Command, S, E extends Event>(
    decider: Decider<C, S, E>,
    id: string,
    town?: Town,
    door: SourceSystem = 'api',
  ): Subject<C | HistoryCommand<E>, S> {
    const tell = async (worded: Worded<C | HistoryCommand<E>>): Promise<Decided['events'] | null> => {
      const facts = new Facts(this.decisions);
      const command = typeof worded === 'function' ? await worded(facts) : worded;
      const request = facts.notedIn(this.#request(town, door));
      try {
        const { events } = await this.decisions.decide(decider, id, command, request);
        this.#events += events.length;
        this.#instantMs = this.setClock(this.#events);
        if (town !== undefined && decider.storedAs === undefined) this.slips.note(decider, events, tell);
        return events;
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        this.refusals.set(error.code, (this.refusals.get(error.code) ?? 0) + 1);
        return null;
      }
    };
    return { tell, look: async () => (await this.decisions.read(decider, id)).state };
  }

  #request(by: Town | undefined, door: SourceSystem): DecisionRequest {
    return {
      caller: {
        actor: this.chance.pick(this.#actors),
        role: 'operator',
        ...(by !== undefined && { organisation: by.executive }),
      },
      correlationId: this.chance.uuid(this.#instantMs),
      idempotencyKey: this.chance.uuid(this.#instantMs),
      requestHash: this.chance.hex(64),
      sourceSystem: door,
    };
  }
}
