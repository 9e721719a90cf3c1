import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { deciders } from '#contexts/all';
import {
  decide,
  factsOf,
  fold,
  PartialDate,
  spoken,
  unfolded,
  type Command,
  type Decider,
  type Event,
  type Fact,
  type HistoryCommand,
  type Recorded,
} from '#kernel';
import { eventId } from '#test/support/given';
import { rule } from '#test/support/rule';

const source = { collection: 'papers', record: 'row-1' };
const on = PartialDate.parse('2026-03-01');
// Of whichever commands: here a decider is only told what speaks of its history.
const everywhere = deciders as unknown as readonly Decider<Command, unknown, Event>[];
/** But for figures about people: a release is final, since another one would give away in what they differ. */
const FINAL = 'figures';
const all = everywhere.filter(({ name }) => name !== FINAL);

/** The facts that a history comes to, when these commands are sent one after another. */
function factsAfter(decider: (typeof all)[number], id: string, ...commands: HistoryCommand[]): Fact[] {
  let folded = unfolded(decider);
  const recorded: Recorded[] = [];
  for (const command of commands) {
    const more = decide(decider, id, command, folded).map((event, index) => ({
      id: eventId(recorded.length + index + 1),
      revision: recorded.length + index,
      event,
    }));
    folded = fold(decider, folded, more);
    recorded.push(...more);
  }
  return factsOf(recorded);
}

describe.each(all.map((decider) => [decider.name, decider] as const))(
  'the history of %s',
  (name, decider) => {
    const claims = decider.events
      .map(({ type, example }) => ({ type, data: example }))
      .filter((event) => spoken(event) === null);

    /** A record of people takes a code where others take a text. */
    const reasonOf = (word: 'Corrected' | 'Retracted'): string => {
      const example = decider.events.find(({ type }) => type === `${name}.${word}`)?.example;
      return z.object({ reason: z.string() }).parse(example).reason;
    };

    it.each(claims.map((claim) => [claim.type, claim] as const))(
      'takes %s from a source, its confirmation, its correction and its retraction',
      (_, claim) => {
        const named = claim.data[`${name}Id`];
        const id = typeof named === 'string' ? named : 'any';
        const assert: HistoryCommand = { type: 'RecordFromSource', claims: [claim], source };
        const confirm: HistoryCommand = {
          type: 'Confirm',
          confirms: eventId(1),
          organisationId: 'sedna',
          on,
          facts: { isKnown: true },
        };
        const correct = { type: 'Correct' as const, corrects: eventId(1), reason: reasonOf('Corrected') };
        const facts = (...commands: HistoryCommand[]) => factsAfter(decider, id, assert, ...commands);
        const perSource = (...confirmations: object[]) => ({ kind: 'perSource', source, confirmations });

        expect(facts()).toMatchObject([{ event: claim, provenance: perSource() }]);
        const { type: _type, facts: _facts, ...confirmation } = confirm;
        expect(facts(confirm)).toMatchObject([{ event: claim, provenance: perSource(confirmation) }]);
        const corrected = facts({ ...correct, changes: { claims: [claim, claim] as never } });
        expect(corrected.map(({ event }) => event)).toEqual([claim, claim]);
        expect(facts({ type: 'Retract', retracts: eventId(1), reason: reasonOf('Retracted') })).toEqual([]);
      },
    );
  },
);

describe(rule('history.everywhere'), () => {
  it('has the four events that speak about the past in the catalogue of every context', () => {
    const words = ['RecordedFromSource', 'ConfirmedByParty', 'Corrected', 'Retracted'];
    for (const { name, events } of all) {
      const own = events.filter(({ type }) => spoken({ type, data: {} }) !== null).map(({ type }) => type);
      expect(own).toEqual(words.map((word) => `${name}.${word}`));
    }
  });
  it('has none of them where what is told is final', () => {
    const events = everywhere.filter(({ name }) => name === FINAL).flatMap((decider) => decider.events);
    expect(events.map(({ type }) => type)).toEqual(['figures.Released']);
  });
});

describe(rule('privacy.officials'), () => {
  type Shape = { readonly properties?: Readonly<Record<string, Shape>>; readonly items?: Shape };
  const PERSONAL =
    /^(?:first|last|sur|family|given)name$|^(?:person|bsn|birth\w*|gender|phone|e?mail|address)$/i;
  const objectsIn = (shape: Shape): string[][] => {
    const { properties = {}, items } = shape;
    const inside = [...Object.values(properties), ...(items === undefined ? [] : [items])].flatMap(objectsIn);
    return shape.properties === undefined ? inside : [Object.keys(properties), ...inside];
  };
  it.each(all.flatMap(({ events }) => events).map((event) => [event.type, event] as const))(
    'in %s',
    (_, { data }) => {
      for (const fields of objectsIn(z.toJSONSchema(data, { unrepresentable: 'any' }) as Shape)) {
        expect(fields.filter((field) => PERSONAL.test(field))).toEqual([]);
        if (fields.includes('function')) expect(fields).toContain('organisationId');
      }
    },
  );
});
