import type { Command, Decider } from './decider.ts';
import type { Event, EventDefinition, Recorded } from './event.ts';
import {
  factsOf,
  readingOf,
  retractedIn,
  revisesThePast,
  SOURCE_CHANGED,
  spoken,
  withChanges,
  type Claim,
  type Corrected,
  type Retracted,
} from './history.ts';
import { sameJson } from './json.ts';
import type { Confirmation, Source } from './provenance.ts';
import { rejector } from './rejected.ts';

/** The commands that every context understands, beside its own. */
export type HistoryCommand<E extends Event = Event> =
  | { readonly type: 'RecordFromSource'; readonly claims: readonly Claim<E>[]; readonly source: Source }
  | ({
      readonly type: 'Confirm';
      /** Whether the register knows the organisation that confirms. */
      readonly facts: { readonly isKnown: boolean };
    } & Confirmation)
  | ({ readonly type: 'Correct' } & Corrected)
  | ({ readonly type: 'Retract' } & Retracted);

export const historyRejections = {
  'history.absent': { kind: 'absent', says: 'The register has no such record.' },
  'history.unknown-event': { kind: 'invalid', says: 'The record has no event with this id.' },
  'history.not-correctable': {
    kind: 'conflict',
    says: 'Only an event that tells what happened can be corrected; retract a correction to undo it.',
  },
  'history.retracted': { kind: 'conflict', says: 'The event has been retracted.' },
  'history.not-an-assertion': { kind: 'conflict', says: 'Only what a source asserts can be confirmed.' },
  'history.not-here': { kind: 'invalid', says: 'Nobody can say this about a record of this kind.' },
  'history.fixed-field': {
    kind: 'invalid',
    says: 'The field cannot be corrected in a record of this kind; retract the event.',
  },
  'history.unknown-organisation': {
    kind: 'invalid',
    says: 'The register has no organisation with this id.',
  },
  'history.unknown-field': { kind: 'invalid', says: 'The event has no such field.' },
  'history.wrong-value': { kind: 'invalid', says: 'The field cannot have this value.' },
  'history.identity-changed': {
    kind: 'invalid',
    says: 'The id of a record cannot be corrected; retract the event.',
  },
  'history.field-follows': {
    kind: 'conflict',
    says: 'The field follows from other events of the record; correct those.',
  },
  'history.unknown-claim': { kind: 'invalid', says: 'A source cannot assert this kind of event here.' },
  'history.other-record': { kind: 'invalid', says: 'The claim is about another record.' },
} as const;
const reject = rejector(historyRejections);

/** A stream folded: its state, and what was recorded (from which a correction folds anew). */
export type Folded<S> = { readonly state: S; readonly recorded: readonly Recorded[] };

/** The fold of nothing. */
export const unfolded = <C extends Command, S, E extends Event>(decider: Decider<C, S, E>): Folded<S> => ({
  state: decider.initial,
  recorded: [],
});

/** `folded` with more events of the same stream, in their order. */
export function fold<C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  folded: Folded<S>,
  more: readonly Recorded[],
): Folded<S> {
  const recorded = [...folded.recorded, ...more];
  const again = more.some(({ event }) => revisesThePast(event));
  const facts = factsOf<E>(again ? recorded : more);
  const state = facts.reduce(
    (so, { event, provenance }) => decider.evolve(so, event, provenance),
    again ? decider.initial : folded.state,
  );
  return { state, recorded };
}

/** What a command on the record `id` leads to: events to append (none: nothing to add), or {@link Rejected}. Pure. */
export function decide<C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  id: string,
  command: C | HistoryCommand<E>,
  folded: Folded<S>,
): readonly Event[] {
  if (!isHistoryCommand<C, E>(command)) return decider.decide(command, folded.state);
  const events = decideOnHistory(decider, id, command, folded);
  events.forEach((event) => checkSpoken(decider, event));
  if (decider.check !== undefined && events.length > 0) {
    const imagined = events.map((event, index) => ({
      id: `imagined-${index}`,
      revision: folded.recorded.length + index,
      event,
    }));
    decider.check(fold(decider, folded, imagined).state);
  }
  return events;
}

const HISTORY_COMMANDS: readonly string[] = ['RecordFromSource', 'Confirm', 'Correct', 'Retract'];
function isHistoryCommand<C extends Command, E extends Event>(
  command: C | HistoryCommand<E>,
): command is HistoryCommand<E> {
  return HISTORY_COMMANDS.includes(command.type);
}

function decideOnHistory<C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  id: string,
  command: HistoryCommand<E>,
  { recorded, state }: Folded<S>,
): readonly Event[] {
  const gone = retractedIn(recorded);
  const find = (eventId: string, field: string): Recorded => {
    if (recorded.length === 0) reject('history.absent');
    const found = recorded.find((event) => event.id === eventId) ?? reject('history.unknown-event', field);
    if (gone.has(eventId)) reject('history.retracted', field);
    return found;
  };
  const named = (name: string, data: object): Event[] => [{ type: `${decider.name}.${name}`, data }];

  switch (command.type) {
    case 'RecordFromSource': {
      const { claims, source } = command;
      checkClaims(decider, id, claims, '');
      const earlier = recorded.findLast(({ event }) => sameRecord(spoken(event), source));
      if (earlier === undefined) return named('RecordedFromSource', { claims, source });
      // Compared with what the source said last, so that reading it again undoes nobody's correction or retraction.
      if (sameJson(asTheSourceLastSaid(earlier, recorded), { claims, source })) return [];
      if (gone.has(earlier.id)) return named('RecordedFromSource', { claims, source });
      return named('Corrected', {
        corrects: earlier.id,
        changes: { claims, source },
        reason: SOURCE_CHANGED,
      });
    }
    case 'Confirm': {
      const { type: _, facts, ...confirmation } = command;
      const target = find(command.confirms, 'confirms');
      if (spoken(target.event)?.name !== 'RecordedFromSource')
        return reject('history.not-an-assertion', 'confirms');
      const known = recorded.some(({ id: eventId, event }) => {
        const says = spoken(event);
        return (
          !gone.has(eventId) &&
          says?.name === 'ConfirmedByParty' &&
          says.data.confirms === confirmation.confirms &&
          says.data.organisationId === confirmation.organisationId
        );
      });
      if (known) return [];
      if (!facts.isKnown) return reject('history.unknown-organisation', 'organisationId');
      return named('ConfirmedByParty', confirmation);
    }
    case 'Correct': {
      const { corrects, changes, reason } = command;
      const target = find(corrects, 'corrects');
      const says = spoken(target.event);
      if (says !== null && says.name !== 'RecordedFromSource')
        return reject('history.not-correctable', 'corrects');
      const shape =
        decider.events.find(({ type }) => type === target.event.type) ?? reject('history.not-correctable');
      for (const field of Object.keys(changes)) {
        if (!Object.hasOwn(shape.data.shape, field)) reject('history.unknown-field', `changes.${field}`);
        if (field === idField(decider)) reject('history.identity-changed', `changes.${field}`);
      }
      const now = readingOf(target.id, recorded)?.data ?? target.event.data;
      const then = withChanges(now, changes);
      if (sameJson(now, then)) return [];
      // A decider's own event, since it has this shape.
      const follows = says === null ? (decider.follows?.(target.event as E, state) ?? []) : [];
      for (const field of follows) {
        if (Object.hasOwn(changes, field)) reject('history.field-follows', `changes.${field}`);
      }
      checkShape(shape, then, 'changes.');
      const assertion = spoken({ type: target.event.type, data: then });
      if (assertion?.name === 'RecordedFromSource') {
        checkClaims(decider, id, assertion.data.claims, 'changes.');
      }
      return named('Corrected', { corrects, changes, reason });
    }
    case 'Retract': {
      const { retracts, reason } = command;
      if (gone.has(retracts)) return [];
      const target = find(retracts, 'retracts');
      if (spoken(target.event)?.name === 'Retracted') return reject('history.not-correctable', 'retracts');
      return named('Retracted', { retracts, reason });
    }
  }
}

const sameRecord = (says: ReturnType<typeof spoken>, source: Source): boolean =>
  says?.name === 'RecordedFromSource' &&
  says.data.source.collection === source.collection &&
  says.data.source.record === source.record;

/** What the source of an assertion said when it was last read: only a reading replaces `source` itself. */
function asTheSourceLastSaid(target: Recorded, recorded: readonly Recorded[]): object {
  const readings = recorded.flatMap(({ event }) => {
    const says = spoken(event);
    return says?.name === 'Corrected' && says.data.corrects === target.id && 'source' in says.data.changes
      ? [says.data.changes]
      : [];
  });
  return readings.at(-1) ?? target.event.data;
}

type Told = { readonly name: string; readonly events: readonly EventDefinition[] };
/** The field in which the events of a decider name their record; a decider of one record has none. */
const idField = ({ name }: Pick<Told, 'name'>): string => `${name}Id`;

/** A source asserts what this context's ordinary events can say of this record, and nothing else. */
function checkClaims(told: Told, id: string, claims: readonly Claim[], prefix: string): void {
  claims.forEach((claim, index) => {
    const shape = told.events.find(({ type }) => type === claim.type);
    if (shape === undefined || spoken(claim) !== null) {
      return reject('history.unknown-claim', `${prefix}claims.${index}.type`, claim.type);
    }
    const at = `${prefix}claims.${index}.data.`;
    checkShape(shape, claim.data, at);
    const field = idField(told);
    if (Object.entries(claim.data).some(([name, value]) => name === field && value !== id)) {
      reject('history.other-record', `${at}${field}`);
    }
  });
}

/** A record speaks about its past as its catalogue says: that of people allows no free text, and no other party. */
function checkSpoken({ events }: Told, event: Event): void {
  const shape = events.find(({ type }) => type === event.type) ?? reject('history.not-here');
  // As it will be stored: fields without a value are none.
  const data = JSON.parse(JSON.stringify(event.data)) as object;
  const issue = shape.data.safeParse(data).error?.issues[0];
  if (issue?.code === 'unrecognized_keys' && issue.path[0] === 'changes') {
    return reject('history.fixed-field', `changes.${issue.keys[0] ?? ''}`);
  }
  checkShape(shape, data, '');
}

function checkShape(shape: EventDefinition, data: object, prefix: string): void {
  const issue = shape.data.safeParse(data).error?.issues[0];
  if (issue === undefined) return;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  reject('history.wrong-value', `${prefix}${path.join('.')}`, issue.message);
}
