import { describe, expect, it } from '@jest/globals';
import { upcast, upcastersOf, type Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { DecisionProposed, PaymentShape } from './decision.events.ts';
import { decisionRetired, paymentOf } from './decision.upcasters.ts';
import { decisionRegister } from './read/decision-register.projection.ts';

const upcasters = upcastersOf(decisionRetired);
const stream = 'decision-veendam';
const said = {
  decisionId: 'veendam',
  body: 'executive',
  subject: 'Care',
  municipality: 'GM0047',
  points: [],
};
const costs = { ...said, amountEur: 71000 };
const old = (data: object): Event => ({ type: 'decision.Proposed', data });
const perSource = (...claims: Event[]): Event => ({
  type: 'decision.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'decisions/veendam' } },
});
const corrected = (changes: object): Event => ({
  type: 'decision.Corrected',
  data: { corrects: specimenId(stream, 0), changes, reason: 'Misread.' },
});
const proposedIn = (...events: Event[]) =>
  foldRows(decisionRegister, recordedIn(stream, events), upcasters)[0]?.proposed?.said;

describe('how an amount is paid, in the words of a source', () => {
  it.each([
    ['once', { frequency: 'once' }],
    ['year', { frequency: 'yearly' }],
    ['month', { frequency: 'monthly' }],
    ['year (maximum)', { frequency: 'yearly', cap: true }],
    ['year (structural)', { frequency: 'yearly', structural: true }],
    ['year (about)', { note: 'year (about)' }],
    ['family', { note: 'family' }],
    ['toString', { note: 'toString' }],
  ])('%s', (per, payment) => {
    expect(paymentOf(per)).toEqual(payment);
    expect(PaymentShape.parse(payment)).toEqual(payment);
  });
});

describe('a decision that was proposed at an amount per something', () => {
  it('is paid as that says', () => {
    const today = upcast(upcasters, old({ ...costs, amountPer: 'year (maximum)' }));
    expect(today).toEqual({
      type: 'decision.Proposed.v2',
      data: { ...costs, payment: { frequency: 'yearly', cap: true } },
    });
    expect(DecisionProposed.data.parse(today.data)).toEqual(today.data);
  });
  it('is so too where a source told it, and where its row was corrected', () => {
    const told = (amountPer: string) => old({ ...costs, amountPer });
    expect(proposedIn(perSource(told('once')))).toEqual({ ...costs, payment: { frequency: 'once' } });
    expect(proposedIn(perSource(told('once')), corrected({ claims: [told('year')] }))).toEqual({
      ...costs,
      payment: { frequency: 'yearly' },
    });
  });
  it.each([
    ['of then', { amountPer: 'once' }, { ...costs, payment: { frequency: 'once' } }],
    ['of today', { payment: { frequency: 'monthly' } }, { ...costs, payment: { frequency: 'monthly' } }],
    ['of then, that took it away', { amountPer: null, amountEur: null }, said],
  ])('is corrected in the words %s', (_, changes, reads) =>
    expect(proposedIn(old({ ...costs, amountPer: 'year' }), corrected(changes))).toEqual(reads),
  );
});
