import type { Command, DestructionGround, IsoDate } from '#kernel';
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

/** Destroys a record for ever. What was broken off is taken up by the same call again. */
export type Destroy = (stream: string, ground: DestructionGround, request: DecisionRequest) => Promise<Done>;

/** With what policies act. */
export type Hands = { readonly decisions: Decisions; readonly destroy: Destroy };

/** Where in the log what was done stands, and whether it was done now. */
export type Done = { readonly position: string; readonly isNew: boolean };

/** A rule that acts: what it watches, when a matter is open, and what is then to be done. */
export type Policy = ToDo & {
  /** The rule, as a sentence. */
  readonly says: string;
  /** What a matter becomes on the day `today`. Pure. */
  readonly ask: (row: Values, today: IsoDate) => readonly Asking[];
  readonly road: (hands: Hands, asking: Asking, request: DecisionRequest) => Promise<Done>;
};

type AnyTable = Projection['table'];
type Watching<T extends AnyTable> = {
  /** A sentence: `when-last-day-passes-then-agreement-expires`. */
  readonly name: string;
  readonly says: string;
  /** The fold of what it watches. Several policies may watch one list. */
  readonly list: Projection<T>;
  /** What a row asks for; `null`: nothing (any more). Pure. */
  readonly matterOf: (row: KeyOf<T> & RowOf<T>) => Matter | null;
  /** What `matterOf` follows beside the row, as text: when it changes, the list is folded anew. */
  readonly settings?: string;
};
type Definition<T extends AnyTable, C extends Command> = Watching<T> & {
  /** What that becomes on the day on which it is asked: as a rule one command. Pure. */
  readonly ask: (row: KeyOf<T> & RowOf<T>, today: IsoDate) => readonly Asking<C>[];
  readonly road: Road<C>;
};

const NAME = /^when-[a-z0-9-]+-then-[a-z0-9-]+$/;

export function policy<T extends AnyTable, C extends Command>(definition: Definition<T, C>): Policy {
  const { ask, road } = definition;
  return {
    ...watching(definition),
    ask: (row, today) => ask(own<T>(row), today),
    road: async ({ decisions }, { id, command }, request) => {
      const { position, repeated, events } = await road(decisions, { id, command: command as C }, request);
      return { position, isNew: !repeated && events.length > 0 };
    },
  };
}

type Destruction = Command & { readonly type: 'Destroy'; readonly ground: DestructionGround };

/** A rule by which records are destroyed: `streamOf` tells which. */
export function destroyingPolicy<T extends AnyTable>(
  definition: Watching<T> & {
    readonly ground: DestructionGround;
    readonly streamOf: (row: KeyOf<T> & RowOf<T>) => string;
  },
): Policy {
  const { ground, streamOf } = definition;
  const command: Destruction = { type: 'Destroy', ground };
  return {
    ...watching(definition),
    ask: (row) => [{ id: streamOf(own<T>(row)), command }],
    road: ({ destroy }, { id }, request) => destroy(id, ground, request),
  };
}

/** Rows and commands come back to the very definition that they are of; the runner asks no more of them. */
const own = <T extends AnyTable>(row: Values) => row as KeyOf<T> & RowOf<T>;

function watching<T extends AnyTable>({ name, says, list, matterOf, settings = '' }: Watching<T>) {
  if (!NAME.test(name)) throw new TypeError(`a policy is named when-…-then-…, not ${name}`);
  return { policy: name, says, list, settings, matterOf: (row: Values) => matterOf(own<T>(row)) };
}

/** Who acts: the register itself, by a policy. */
export const REGISTER: Caller = { actor: 'register', role: 'register' };
