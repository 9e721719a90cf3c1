import { z } from 'zod';
import { defineEvent, historyEvents, rejector, type Decider, type EventOf } from '#kernel';

/** A small aggregate for the specs of the platform, which knows no context: something is counted, up to a limit. */
export const tallyEvents = [
  defineEvent('tally.Added', {
    says: 'Something was added.',
    data: { amount: z.number(), note: z.string() },
    example: { amount: 1, note: 'first' },
  }),
] as const;
type TallyEvent = EventOf<(typeof tallyEvents)[number]>;
type Tally = { readonly sum: number };

export type Add = { readonly type: 'Add'; readonly amount: number; readonly note: string };

const rejections = { 'tally.full': { kind: 'conflict', says: 'It would be too much.' } } as const;
const reject = rejector(rejections);

export const tally: Decider<Add, Tally, TallyEvent> = {
  name: 'tally',
  events: [
    ...tallyEvents,
    ...historyEvents('tally', { type: 'tally.Added', data: { amount: 1, note: 'x' } }),
  ],
  rejections,
  initial: { sum: 0 },
  decide: ({ amount, note }, { sum }) => {
    if (amount === 0) return [];
    if (sum + amount > 1_000) return reject('tally.full', 'amount');
    return [{ type: 'tally.Added', data: { amount, note } }];
  },
  evolve: ({ sum }, { data }) => ({ sum: sum + data.amount }),
};

export const add = (amount = 1, note = 'x'): Add => ({ type: 'Add', amount, note });
