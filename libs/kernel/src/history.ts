import { z } from 'zod';
import type { Event, EventDefinition, Recorded } from './event.ts';
import type { Json } from './json.ts';
import {
  ConfirmationShape,
  LIVE,
  SourceShape,
  type Confirmation,
  type Provenance,
  type Source,
} from './provenance.ts';
import { EventIdShape, TextShape } from './values.ts';

/**
 * The four ways in which a history speaks about itself, the same in every context:
 * `<context>.RecordedFromSource`, `<context>.ConfirmedByParty`, `<context>.Corrected`, `<context>.Retracted`.
 */
const CorrectedShape = z.strictObject({
  corrects: EventIdShape,
  /** The fields that change, whole; `null` takes a field away. */
  changes: z.record(z.string(), z.json()),
  reason: TextShape,
});
const RetractedShape = z.strictObject({ retracts: EventIdShape, reason: TextShape });
export const AssertedShape = z.strictObject({
  /** What the source says happened: events of this context, with `unknown` where it is silent. */
  claims: z
    .array(z.strictObject({ type: z.string(), data: z.record(z.string(), z.json()) }))
    .min(1)
    .max(200),
  source: SourceShape,
});

/** The reason of the correction that a new reading of a source leads to. */
export const SOURCE_CHANGED = 'The source has changed.';

/** The fields that a correction replaces, whole; `null` takes a field away. */
export type Changes = { readonly [field: string]: Json };
export type Corrected = Omit<z.output<typeof CorrectedShape>, 'changes'> & { readonly changes: Changes };
export type Retracted = z.output<typeof RetractedShape>;
export type Claim<E extends Event = Event> = E;
export type Asserted<E extends Event = Event> = {
  readonly claims: readonly Claim<E>[];
  readonly source: Source;
};

export type HistoryEventName = 'RecordedFromSource' | 'ConfirmedByParty' | 'Corrected' | 'Retracted';

/** The four history events of a context, for its catalogue. `claim` is the example of what a source may assert. */
export function historyEvents<const N extends string>(context: N, claim: Event): EventDefinition[] {
  const target = '018f4e7a-0000-7000-8000-000000000001';
  return [
    {
      type: `${context}.RecordedFromSource`,
      says: 'A source asserts that these things happened; nobody has confirmed it yet.',
      data: AssertedShape,
      example: {
        claims: [claim],
        source: { collection: 'public-history', record: 'row-1', url: 'https://example.org/' },
      },
    },
    {
      type: `${context}.ConfirmedByParty`,
      says: 'An organisation confirmed what a source asserts.',
      data: ConfirmationShape,
      example: {
        confirms: target,
        organisationId: 'gemeente-emmen',
        function: 'policy adviser',
        on: '2026-03-01',
      },
    },
    {
      type: `${context}.Corrected`,
      says: 'An earlier event said something wrong; it now reads with these changes, in its old place.',
      data: CorrectedShape,
      example: { corrects: target, changes: { on: '2022-04-12' }, reason: 'The minutes give the day.' },
    },
    {
      type: `${context}.Retracted`,
      says: 'An earlier event never happened, or an earlier correction was wrong; the history reads without it.',
      data: RetractedShape,
      example: { retracts: target, reason: 'Recorded under the wrong agreement.' },
    },
  ];
}

/** What happened, as the history now reads, and how the register knows it. */
export type Fact<E extends Event = Event> = {
  readonly event: E;
  readonly provenance: Provenance;
  /** The recorded event that says so: the one that was corrected, not its correction. */
  readonly recordedAs: string;
  /** Where that event stands in its stream. */
  readonly revision: number;
  /** Which of the claims of an assertion, from 0; 0 where the event tells one thing. */
  readonly part: number;
};

const nameOf = (type: string): string => type.slice(type.indexOf('.') + 1);

/** What a history event says, or `null` for an ordinary event. */
type Spoken =
  | { readonly name: 'RecordedFromSource'; readonly data: Asserted }
  | { readonly name: 'ConfirmedByParty'; readonly data: Confirmation }
  | { readonly name: 'Corrected'; readonly data: Corrected }
  | { readonly name: 'Retracted'; readonly data: Retracted };

export function spoken(event: Event): Spoken | null {
  const name = nameOf(event.type);
  switch (name) {
    case 'RecordedFromSource':
      return { name, data: event.data as Asserted };
    case 'ConfirmedByParty':
      return { name, data: event.data as Confirmation };
    case 'Corrected':
      return { name, data: event.data as Corrected };
    case 'Retracted':
      return { name, data: event.data as Retracted };
    default:
      return null;
  }
}

/** True for an event that changes how earlier events read, so that a fold must start anew. */
export function revisesThePast(event: Event): boolean {
  const name = spoken(event)?.name;
  return name === 'ConfirmedByParty' || name === 'Corrected' || name === 'Retracted';
}

/** `data` with top-level fields replaced, or taken away where the change is `null`. */
export function withChanges(data: object, changes: Changes): object {
  return Object.fromEntries(
    Object.entries({ ...data, ...changes }).filter(([key, value]) => !(key in changes && value === null)),
  );
}

/**
 * The history of one stream as it now reads: corrected events in their old places, retracted ones gone,
 * assertions taken apart into what they claim. `recorded` is in the order of the stream.
 * A correction of an assertion replaces its claims; a retraction of a correction undoes that correction.
 */
export function factsOf<E extends Event>(recorded: readonly Recorded[]): Fact<E>[] {
  const gone = retractedIn(recorded);
  const changes = new Map<string, Changes[]>();
  const confirmations = new Map<string, Confirmation[]>();
  const note = <V>(map: Map<string, V[]>, key: string, value: V): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const { id, event } of recorded) {
    if (gone.has(id)) continue;
    const says = spoken(event);
    if (says?.name === 'Corrected') note(changes, says.data.corrects, says.data.changes);
    if (says?.name === 'ConfirmedByParty') note(confirmations, says.data.confirms, says.data);
  }
  const facts: Fact<E>[] = [];
  for (const { id, revision, event } of recorded) {
    if (gone.has(id)) continue;
    const data = (changes.get(id) ?? []).reduce(withChanges, event.data);
    const says = spoken({ type: event.type, data });
    if (says === null) {
      facts.push({
        event: { type: event.type, data } as E,
        provenance: LIVE,
        recordedAs: id,
        revision,
        part: 0,
      });
    } else if (says.name === 'RecordedFromSource') {
      const provenance: Provenance = {
        kind: 'perSource',
        source: says.data.source,
        confirmations: confirmations.get(id) ?? [],
      };
      for (const [part, claim] of says.data.claims.entries()) {
        facts.push({ event: claim as E, provenance, recordedAs: id, revision, part });
      }
    }
  }
  return facts;
}

/** How one recorded event reads now: its data with the corrections that stand; `null`: it has been retracted. */
export function readingOf(
  id: string,
  recorded: readonly Recorded[],
): { readonly data: object; readonly corrected: boolean } | null {
  const gone = retractedIn(recorded);
  const target = recorded.find((event) => event.id === id);
  if (target === undefined || gone.has(id)) return null;
  const corrections = recorded.flatMap((event) => {
    const says = spoken(event.event);
    return says?.name === 'Corrected' && says.data.corrects === id && !gone.has(event.id)
      ? [says.data.changes]
      : [];
  });
  return { data: corrections.reduce(withChanges, target.event.data), corrected: corrections.length > 0 };
}

/** The ids of the events that have been retracted. */
export const retractedIn = (recorded: readonly Recorded[]): ReadonlySet<string> =>
  new Set(
    recorded.flatMap(({ event }) => {
      const says = spoken(event);
      return says?.name === 'Retracted' ? [says.data.retracts] : [];
    }),
  );
