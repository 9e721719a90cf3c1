import { describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import type { Event } from './event.ts';
import { factsOf } from './history.ts';
import { upcast, type Upcasters } from './upcast.ts';

const upcasters: Upcasters = {
  'shop.Opened': (data) => ({ type: 'shop.Opened.v2', data: { ...data, on: 'unknown' } }),
  'shop.Opened.v2': (data) => ({ type: 'shop.Opened.v3', data: { ...data, rooms: 1 } }),
};
const old: Event = { type: 'shop.Opened', data: { shopId: 'a' } };
const todays: Event = { type: 'shop.Opened.v3', data: { shopId: 'a', on: 'unknown', rooms: 1 } };
const sold: Event = { type: 'shop.Sold', data: { shopId: 'a', number: 1 } };
const source = { collection: 'papers', record: 'row-1' };
const asserted = (...claims: Event[]): Event => ({
  type: 'shop.RecordedFromSource',
  data: { claims, source },
});
const corrected = (changes: object): Event => ({
  type: 'shop.Corrected',
  data: { corrects: 'id-0', changes, reason: 'A slip.' },
});

describe(rule('history.shapes-last'), () => {
  it('is lifted, version by version', () => expect(upcast(upcasters, old)).toEqual(todays));
  it('is lifted where a source claims it', () =>
    expect(upcast(upcasters, asserted(sold, old))).toEqual(asserted(sold, todays)));
  it('is lifted where a correction puts it in', () =>
    expect(upcast(upcasters, corrected({ claims: [old], source }))).toEqual(
      corrected({ claims: [todays], source }),
    ));
  it('is no shape of the history any more', () => {
    const recorded = [asserted(sold), corrected({ claims: [old] })].map((event, revision) => {
      return { id: `id-${revision}`, revision, event: upcast(upcasters, event) };
    });
    expect(factsOf(recorded).map(({ event }) => event)).toEqual([todays]);
  });
  it('must be renamed', () =>
    expect(() => upcast({ ...upcasters, 'shop.Opened.v3': () => old }, old)).toThrow(
      'the upcaster of shop.Opened does not rename',
    ));
});

it('what is of today stays as it is', () => {
  for (const event of [sold, asserted(sold), corrected({ number: 2 }), corrected({ claims: null })]) {
    expect(upcast(upcasters, event)).toEqual(event);
  }
});
