import { describe, expect, it } from '@jest/globals';
import { enclosed, isEnclosure, opened } from './enclosure.ts';

const event = { type: 'tally.Added', data: { amount: 1 } };
const metadata = { actor: 'user-1' };
const whole = enclosed('tally.Recorded', event, metadata);
const holding = (inside: object) => ({ type: 'tally.Recorded', data: inside });

describe('an enclosure', () => {
  it('holds kind, content and metadata, and shows none of them', () => {
    expect(whole).toEqual({ type: 'tally.Recorded', data: { event, metadata } });
    expect(opened(whole, {})).toEqual({ event, metadata });
  });

  it('is what is stored as the one thing that a context recorded', () => {
    expect(
      ['tally.Recorded', 'tally.RecordedFromSource', 'tally.Added', 'Recorded'].map(isEnclosure),
    ).toEqual([true, false, false, true]);
  });

  it('leaves every other event as it is', () => expect(opened(event, metadata)).toEqual({ event, metadata }));

  it('hides nothing beside what it holds', () =>
    expect(opened(holding({ event: { ...event, more: 1 }, metadata, more: 2 }), { actor: 'other' })).toEqual({
      event,
      metadata,
    }));

  it.each([
    ['nothing', {}],
    ['no event', { event: null, metadata }],
    ['a list for an event', { event: [], metadata }],
    ['an event without a name', { event: { data: {} }, metadata }],
    ['an event whose name is none', { event: { type: 1, data: {} }, metadata }],
    ['an event without content', { event: { type: 'tally.Added' }, metadata }],
    ['an event with a list for content', { event: { type: 'tally.Added', data: [] }, metadata }],
    ['no metadata', { event }],
    ['a list for metadata', { event, metadata: [] }],
    ['what is sealed', { sealed: 'AAEC' }],
    ['another enclosure', { event: whole, metadata }],
    ['what belongs to another context', { event: { type: 'house.Built', data: {} }, metadata }],
  ])('that holds %s can be read by nobody', (_, inside) => expect(opened(holding(inside), {})).toBeNull());
});
