import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { rule } from '#test/support/rule';
import { defineEvent, type Event, type Recorded } from './event.ts';
import { factsOf, readingOf } from './history.ts';
import type { Json } from './json.ts';
import { correctionsLifted, retired, upcast, upcastersOf, type Upcasters } from './upcast.ts';

const shopId = z.string();
const Opened = defineEvent('shop.Opened', {
  says: 'A shop was opened.',
  data: { shopId, door: z.string().optional() },
  example: { shopId: 'a', door: 'red' },
});
const OpenedV2 = defineEvent('shop.Opened.v2', {
  says: 'A shop was opened.',
  data: { shopId, doors: z.array(z.string()).optional() },
  example: { shopId: 'a', doors: ['red'] },
});
const OpenedV3 = defineEvent('shop.Opened.v3', {
  says: 'A shop was opened.',
  data: { shopId, doorCount: z.int().optional(), rooms: z.int() },
  example: { shopId: 'a', doorCount: 1, rooms: 1 },
});
const upcasters = upcastersOf([
  retired(Opened, OpenedV2, { door: { to: 'doors', as: (door) => [door] } }),
  retired(OpenedV2, OpenedV3, { doors: { to: 'doorCount', as: (doors) => doors.length } }, { rooms: 1 }),
]);

const old: Event = { type: 'shop.Opened', data: { shopId: 'a', door: 'red' } };
const middle: Event = { type: 'shop.Opened.v2', data: { shopId: 'a', doors: ['red'] } };
const todays: Event = { type: 'shop.Opened.v3', data: { shopId: 'a', doorCount: 1, rooms: 1 } };
const sold: Event = { type: 'shop.Sold', data: { shopId: 'a', door: 'green' } };
const source = { collection: 'papers', record: 'row-1' };
const asserted = (...claims: Event[]): Event => ({
  type: 'shop.RecordedFromSource',
  data: { claims, source },
});
const corrected = (changes: object, corrects = 'id-0'): Event => ({
  type: 'shop.Corrected',
  data: { corrects, changes, reason: 'A slip.' },
});
/** A stream as it is read today. */
const today = (...events: Event[]): readonly Recorded[] =>
  correctionsLifted(
    upcasters,
    events.map((event, revision) => ({ id: `id-${revision}`, revision, event: upcast(upcasters, event) })),
  );
const reading = (...events: Event[]): object | undefined => readingOf('id-0', today(...events))?.data;

describe(rule('history.shapes-last'), () => {
  it.each([
    ['is lifted, version by version', old],
    ['is lifted from any version', middle],
    ['of today stays as it is', todays],
  ])('%s', (_, event) => expect(upcast(upcasters, event)).toEqual(todays));
  it('leaves a field away that was not there', () =>
    expect(upcast(upcasters, { type: 'shop.Opened', data: { shopId: 'a' } })).toEqual({
      type: 'shop.Opened.v3',
      data: { shopId: 'a', rooms: 1 },
    }));
  it('is lifted where a source claims it', () =>
    expect(upcast(upcasters, asserted(sold, old))).toEqual(asserted(sold, todays)));
  it('is lifted where a correction puts it in', () =>
    expect(upcast(upcasters, corrected({ claims: [old], source }))).toEqual(
      corrected({ claims: [todays], source }),
    ));
  it('is no shape of the history any more', () => {
    const facts = factsOf(today(asserted(sold), corrected({ claims: [old, middle] })));
    expect(facts.map(({ event }) => event)).toEqual([todays, todays]);
  });
  it('must be renamed', () => {
    const turning: Upcasters = { ...upcasters, 'shop.Opened.v3': { to: 'shop.Opened', moved: {} } };
    expect(() => upcast(turning, old)).toThrow('the upcaster of shop.Opened does not rename');
  });
});

describe('a correction of a field that has another name today', () => {
  const doors = (count: Json): object => ({
    shopId: 'a',
    ...(count !== null && { doorCount: count }),
    rooms: 1,
  });
  it.each([
    ['of the first version', { door: 'blue' }, doors(1)],
    ['of the second', { doors: ['blue', 'white'] }, doors(2)],
    ['of today', { doorCount: 3 }, doors(3)],
    ['that takes the field away', { door: null }, doors(null)],
    ['of another field beside it', { door: 'blue', rooms: 5 }, { ...doors(1), rooms: 5 }],
  ])('is lifted in the words %s', (_, changes, reads) => {
    expect(reading(old, corrected(changes))).toEqual(reads);
    expect(reading(todays, corrected(changes))).toEqual(reads);
  });
  it('is followed by others in other words, and undone', () => {
    const undone: Event = { type: 'shop.Retracted', data: { retracts: 'id-2', reason: 'No.' } };
    const both = [old, corrected({ door: null }), corrected({ doors: ['blue', 'white'] })];
    expect(reading(...both)).toEqual(doors(2));
    expect(reading(...both, undone)).toEqual(doors(null));
  });
  it('of another kind of event keeps its words', () =>
    expect(reading(sold, corrected({ door: 'white' }))).toEqual({ shopId: 'a', door: 'white' }));
  it('knows its target among the events that were read before', () => {
    const [first, second] = [old, corrected({ door: null })].map((event, revision) => ({
      id: `id-${revision}`,
      revision,
      event: upcast(upcasters, event),
    }));
    if (first === undefined || second === undefined) throw new Error('two events');
    expect(correctionsLifted(upcasters, [second], [first])).toEqual([
      { ...second, event: corrected({ doorCount: null }) },
    ]);
  });
});

it('what is of today stays as it is', () => {
  for (const event of [sold, asserted(sold), corrected({ number: 2 }), corrected({ claims: null })]) {
    expect(upcast(upcasters, event)).toEqual(event);
    expect(today(sold, event)[1]?.event).toEqual(event);
  }
});
