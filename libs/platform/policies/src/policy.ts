import type { Command, IsoDate } from '#kernel';
import type { Caller, Decided, DecisionRequest, Decisions } from '#platform/event-store';
import type { KeyOf, Matter, Projection, RowOf, ToDo, Values } from '#platform/read-store';

/** What an open matter becomes: a command on a record. */
export type Asking<C extends Command = Command> = { readonly id: string; readonly command: C };

/** The road of a command: looks up what it needs to know of other records, decides, appends. */
export type Road<C extends Command> = (
  decisions: Decisions,
  asking: Asking<C>,
  request: DecisionRequest,
) => Promise<Decided>;

/** A rule that acts: what it watches, when a matter is open, and what is then to be done. */
export type Policy = ToDo & {
  /** The rule, as a sentence. */
  readonly says: string;
  /** What a matter becomes on the day `today`. Pure. */
  readonly ask: (row: Values, today: IsoDate) => readonly Asking[];
  readonly road: (decisions: Decisions, asking: Asking, request: DecisionRequest) => Promise<Decided>;
};

type AnyTable = Projection['table'];
type Definition<T extends AnyTable, C extends Command> = {
  /** A sentence: `when-last-day-passes-then-agreement-expires`. */
  readonly name: string;
  readonly says: string;
  /** The fold of what it watches. Several policies may watch one list. */
  readonly list: Projection<T>;
  /** What a row asks for; `null`: nothing (any more). Pure. */
  readonly matterOf: (row: KeyOf<T> & RowOf<T>) => Matter | null;
  /** What that becomes on the day on which it is asked: as a rule one command. Pure. */
  readonly ask: (row: KeyOf<T> & RowOf<T>, today: IsoDate) => readonly Asking<C>[];
  readonly road: Road<C>;
};

const NAME = /^when-[a-z0-9-]+-then-[a-z0-9-]+$/;

export function policy<T extends AnyTable, C extends Command>(definition: Definition<T, C>): Policy {
  const { name, says, list, matterOf, ask, road } = definition;
  if (!NAME.test(name)) throw new TypeError(`a policy is named when-…-then-…, not ${name}`);
  // Rows and commands come back to the very definition that they are of; the runner asks no more of them.
  const own = (row: Values) => row as KeyOf<T> & RowOf<T>;
  return {
    policy: name,
    says,
    list,
    matterOf: (row) => matterOf(own(row)),
    ask: (row, today) => ask(own(row), today),
    road: (decisions, { id, command }, request) => road(decisions, { id, command: command as C }, request),
  };
}

/** Who acts: the register itself, by a policy. */
export const REGISTER: Caller = { actor: 'register', role: 'register' };
