import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  given,
  prepared,
  sent,
  SENT,
  STARTED,
  step,
} from '#test/support/referral-steps';
import { flowOn } from './referral-flow.state.ts';

const END = day('2027-03-31');
const flow = (...events: readonly Event[]) => flowOn(END, given(...events).state());

describe('what figures count of a referral', () => {
  it('is nothing before it was sent, and nothing where it was entered in error', () => {
    expect(flow()).toBeNull();
    expect(flow(prepared, consented())).toBeNull();
    expect(flow(...STARTED, step('referral.EnteredInError', '2026-11-20'))).toBeNull();
  });
  it('is how far it came, and how many working days that took', () => {
    const { isAccepted, isDeclined, isStarted, isCompleted, isLoopClosed, ...rest } =
      flow(...COMPLETED) ?? {};
    expect([isAccepted, isDeclined, isStarted, isCompleted, isLoopClosed]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(rest).toMatchObject({ municipality: 'GM0109', agreementId: 'home-visit', sentOn: '2026-11-09' });
    expect(rest).toMatchObject({ toAcceptance: 3, toStart: 5, toFeedback: null });
    expect(flow(...COMPLETED, step('referral.FeedbackGiven', '2026-12-18'))).toMatchObject({
      isLoopClosed: true,
      toFeedback: 29,
    });
  });
  it('is how it stood on that day', () => {
    expect(flowOn(day('2026-11-11'), given(...COMPLETED).state())).toMatchObject({ isAccepted: false });
    expect(flowOn(day('2026-11-08'), given(...COMPLETED).state())).toBeNull();
    const declined: Event = {
      type: 'referral.Declined',
      data: { ...step('referral.Accepted', '2026-11-12').data, reason: 'noCapacity' },
    };
    expect(flow(...SENT, declined)).toMatchObject({
      isDeclined: true,
      isAccepted: false,
      toAcceptance: null,
    });
  });
  it('is which terms of the agreement it could miss, and which it did', () => {
    const late = [
      ...SENT,
      step('referral.Accepted', '2026-11-17'),
      step('referral.SupportStarted', '2026-11-30'),
    ];
    expect(flow(...ACCEPTED)).toMatchObject({ late: new Set(), terms: new Set(['response', 'start']) });
    expect(flow(...late)?.late).toEqual(new Set(['response']));
    expect(flow(...COMPLETED, step('referral.FeedbackGiven', '2027-01-04'))).toMatchObject({
      late: new Set(['feedback']),
      terms: new Set(['response', 'start', 'feedback']),
    });
    expect(flow(prepared, consented(), sent('2026-11-09', {}))?.terms).toEqual(new Set());
  });
});
