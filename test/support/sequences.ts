import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import {
  decide,
  fold,
  PartialDate,
  readingOf,
  Rejected,
  retractedIn,
  spoken,
  unfolded,
  type Changes,
  type Command,
  type Decider,
  type Event,
  type Folded,
  type HistoryCommand,
  type Recorded,
} from '#kernel';
import { numbersFrom, seedFor } from './chance.ts';
import { eventId } from './given.ts';

/** How many sequences: `SEQUENCES`, else a thousand, which the gate has time for. */
export const sequences = (): number => Number(process.env['SEQUENCES'] ?? 1_000);
/** How long a spec may take for them, on a machine that does other things as well. */
export const sequencesMsMax = (): number => 20_000 + sequences() * 150;
const COMMANDS_MAX = 20;

export type Dice = {
  readonly one: <T>(of: readonly T[]) => T;
  /** Each with a chance of a half. */
  readonly some: <T>(of: readonly T[]) => T[];
  readonly percent: (percent: number) => boolean;
  /** A day, month or year; mostly a little later than the one before. */
  readonly date: () => PartialDate;
};

export type Sequences<C extends Command, S, E extends Event> = {
  /** A command that is mostly valid in this state. */
  readonly next: (state: S, dice: Dice) => C;
  /** What may be corrected of a live event; `null`: nothing. */
  readonly slip: (event: E, dice: Dice) => Changes | null;
  /** Throws where the state is one that must not be. `isRevised`: somebody corrected, retracted or asserted. */
  readonly holds: (
    state: S,
    about: { readonly recorded: readonly Recorded[]; readonly isRevised: boolean },
  ) => void;
  /** Ordinary events that no command of `next` leads to. */
  readonly never?: readonly E['type'][];
};

/** The least share of its own commands that a decider accepts: fewer would show little. */
const ACCEPTED_MIN = 0.6;

/**
 * Sequences of mostly valid commands, each from a seed of its own. After every command the invariants hold, the
 * events have their closed shapes, and the command adds nothing when it is sent again. A correction comes to the
 * history in which it had been right from the start. Every kind of event is decided at least once.
 */
export function anySequence<C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  id: string,
  options: Sequences<C, S, E>,
): void {
  const base = seedFor(`sequences of ${decider.name}`);
  const seen = new Set<string>();
  let sent = 0;
  let accepted = 0;
  for (let index = 0; index < sequences(); index++) {
    const run = new Run(decider, id, options, diceOf(numbersFrom(base + index)));
    try {
      run.all();
    } catch (error) {
      const commands = run.sent.map((command) => JSON.stringify(command)).join('\n');
      throw new Error(`SEED=${base + index} SEQUENCES=1 repeats it:\n${commands}`, { cause: error });
    }
    sent += run.own.sent;
    accepted += run.own.accepted;
    for (const type of run.seen) seen.add(type);
  }
  if (sequences() < 1_000) return; // A single one, repeated, cannot show all kinds.
  const ordinary = decider.events
    .map(({ type }) => type)
    .filter((type) => spoken({ type, data: {} }) === null);
  const missing = ordinary.filter((type) => !seen.has(type) && !options.never?.includes(type));
  expect({ missing, isMostlyAccepted: accepted / sent >= ACCEPTED_MIN }).toEqual({
    missing: [],
    isMostlyAccepted: true,
  });
}

class Run<C extends Command, S, E extends Event> {
  readonly sent: (C | HistoryCommand<E>)[] = [];
  readonly own = { sent: 0, accepted: 0 };
  readonly seen = new Set<string>();
  #folded: Folded<S>;
  #isRevised = false;

  constructor(
    private readonly decider: Decider<C, S, E>,
    private readonly id: string,
    private readonly options: Sequences<C, S, E>,
    private readonly dice: Dice,
  ) {
    this.#folded = unfolded(decider);
  }

  all(): void {
    const isOfItsPast = this.dice.percent(50);
    for (let step = 0; step < COMMANDS_MAX; step++) {
      const speaks = isOfItsPast && step > 2 && this.dice.percent(15) ? this.#spoken() : null;
      if (speaks === null) this.#ownCommand();
      else this.#historyCommand(speaks);
      this.options.holds(this.#folded.state, { recorded: this.#folded.recorded, isRevised: this.#isRevised });
    }
    const anew = fold(this.decider, unfolded(this.decider), this.#folded.recorded);
    if (!isDeepStrictEqual(anew.state, this.#folded.state))
      throw new Error('folded anew it is another state');
    const right = fold(this.decider, unfolded(this.decider), asIfRight(this.#folded.recorded));
    if (!isDeepStrictEqual(right.state, this.#folded.state)) {
      throw new Error('it is not as if it had been right from the start');
    }
  }

  #ownCommand(): void {
    const command = this.options.next(this.#folded.state, this.dice);
    this.own.sent += 1;
    const events = this.#send(command);
    if (events === null) return;
    this.own.accepted += 1;
    for (const event of events) {
      this.seen.add(event.type);
      const shape = this.decider.events.find(({ type }) => type === event.type);
      const issue = shape?.data.safeParse(event.data).error?.issues[0];
      if (shape === undefined || issue !== undefined) {
        throw new Error(`${event.type} has not its shape: ${issue?.path.join('.')} ${issue?.message}`);
      }
    }
  }

  #historyCommand(command: HistoryCommand<E>): void {
    const events = this.#send(command);
    if (events !== null && events.length > 0) this.#isRevised = true;
  }

  /** What came of it, folded; `null`: it was refused. */
  #send(command: C | HistoryCommand<E>): readonly Event[] | null {
    this.sent.push(command);
    const before = this.#folded;
    try {
      const events = decide(this.decider, this.id, command, before);
      const from = before.recorded.length;
      const more = events.map((event, index) => ({
        id: eventId(from + index + 1),
        revision: from + index,
        event,
      }));
      this.#folded = fold(this.decider, before, more);
      if (decide(this.decider, this.id, command, this.#folded).length > 0) {
        throw new Error('sent again, it adds something');
      }
      return events;
    } catch (error) {
      if (error instanceof Rejected && this.#folded === before) return null;
      throw error;
    }
  }

  /** Somebody corrects, retracts, asserts or confirms something. */
  #spoken(): HistoryCommand<E> | null {
    const { recorded, state } = this.#folded;
    if (this.dice.percent(25)) return this.#asserted(state);
    if (recorded.length === 0) return null;
    const { id: target, event } = this.dice.one(recorded);
    if (spoken(event)?.name === 'RecordedFromSource' && this.dice.percent(50)) {
      const facts = { isKnown: this.dice.percent(90) };
      return { type: 'Confirm', confirms: target, organisationId: 'sedna', on: this.dice.date(), facts };
    }
    if (this.dice.percent(30)) return { type: 'Retract', retracts: target, reason: 'It never happened.' };
    const changes = spoken(event) === null ? this.options.slip(event as E, this.dice) : null;
    return changes === null ? null : { type: 'Correct', corrects: target, changes, reason: 'A slip.' };
  }

  /** A source tells what somebody could decide now, or something that was decided. */
  #asserted(state: S): HistoryCommand<E> | null {
    const record = this.dice.one(['row-1', 'row-2']);
    try {
      const claims = this.decider.decide(this.options.next(state, this.dice), state);
      return claims.length === 0
        ? null
        : { type: 'RecordFromSource', claims, source: { collection: 'papers', record } };
    } catch (error) {
      if (error instanceof Rejected) return null;
      throw error;
    }
  }
}

/** The history in which everything had been right from the start: no correction, no retraction, and what they changed. */
function asIfRight(recorded: readonly Recorded[]): readonly Recorded[] {
  const gone = retractedIn(recorded);
  return recorded.flatMap((one) => {
    const name = spoken(one.event)?.name;
    if (gone.has(one.id) || name === 'Corrected' || name === 'Retracted') return [];
    const reads = readingOf(one.id, recorded);
    return reads === null ? [] : [{ ...one, event: { type: one.event.type, data: reads.data } }];
  });
}

function diceOf(next: () => number): Dice {
  const below = (end: number): number => Math.floor(next() * end);
  let day = 0;
  const one = <T>(of: readonly T[]): T => {
    const chosen = of[below(of.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  const percent = (share: number): boolean => next() * 100 < share;
  return {
    one,
    percent,
    some: (of) => of.filter(() => percent(50)),
    date: () => {
      day = Math.max(0, day + below(40) - (percent(15) ? 120 : 0));
      const text = new Date(Date.UTC(2018, 0, 1 + day)).toISOString();
      return PartialDate.parse(text.slice(0, percent(80) ? 10 : percent(80) ? 7 : 4));
    },
  };
}
