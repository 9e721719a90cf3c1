import { describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import {
  ACCEPTED,
  completed,
  COMPLETED,
  consented,
  day,
  given,
  prepared,
  referralId,
  SENT,
  sent,
  STARTED,
  step,
} from '#test/support/referral-steps';
import type { ReferralCommand } from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';
import { duesOf, isOverdue, openTermsOf, type Term } from './referral-terms.state.ts';

const overdue = (term: Term, dueOn: string, today: string): ReferralCommand => ({
  type: 'RecordOverdue',
  referralId,
  term,
  dueOn: day(dueOn),
  today: day(today),
});
const recorded = (
  type: 'referral.ResponseOverdue' | 'referral.StartOverdue' | 'referral.FeedbackOverdue',
  dueOn: string,
): ReferralEvent => ({ type, data: { referralId, dueOn: day(dueOn) } });
const declined: ReferralEvent = {
  type: 'referral.Declined',
  data: { referralId, reason: 'noCapacity', on: day('2026-11-12') },
};
const unreached: ReferralEvent = {
  type: 'referral.ClosedUnreached',
  data: { referralId, attempts: 3, on: day('2026-12-14') },
};
const due = (term: Term, dueOn: string, metOn: string | null = null, droppedOn: string | null = null) => ({
  term,
  dueOn,
  metOn,
  droppedOn,
});
const duesAfter = (...history: readonly ReferralEvent[]) => duesOf(given(...history).state());
const openAfter = (...history: readonly ReferralEvent[]) =>
  openTermsOf(given(...history).state()).map(({ term, dueOn }) => [term, dueOn]);

describe(rule('referral.overdue'), () => {
  it.each([
    ['response', 'referral.ResponseOverdue', '2026-11-16', '2026-11-17', SENT],
    ['start', 'referral.StartOverdue', '2026-11-30', '2026-12-01', ACCEPTED],
    ['feedback', 'referral.FeedbackOverdue', '2026-12-29', '2026-12-30', COMPLETED],
    ['feedback', 'referral.FeedbackOverdue', '2026-12-29', '2027-02-01', [...SENT, unreached]],
  ] as const)('%s: %s from the day after %s', (term, type, dueOn, today, history) => {
    given(...history)
      .when(overdue(term, dueOn, today))
      .then(recorded(type, dueOn));
    given(...history)
      .when(overdue(term, dueOn, dueOn))
      .thenRejected('referral.not-due', 'today');
    given(...history, recorded(type, dueOn))
      .when(overdue(term, dueOn, '2027-03-01'))
      .thenNothing();
  });

  it('not where it was met, in time or late, or where another day is meant by now', () => {
    given(...ACCEPTED)
      .when(overdue('response', '2026-11-16', '2026-11-17'))
      .thenNothing();
    given(...STARTED)
      .when(overdue('start', '2026-11-30', '2026-12-01'))
      .thenNothing();
    given(...COMPLETED, step('referral.FeedbackGiven', '2027-01-05'))
      .when(overdue('feedback', '2026-12-29', '2027-01-06'))
      .thenNothing();
    given(...SENT)
      .when(overdue('response', '2026-11-13', '2026-11-17'))
      .thenNothing();
    given(...SENT)
      .when(overdue('feedback', '2026-11-13', '2026-11-17'))
      .thenNothing();
    given(prepared, consented(), sent('2026-11-09', {}))
      .when(overdue('response', '2026-11-16', '2026-11-17'))
      .thenNothing();
    given()
      .when(overdue('response', '2026-11-16', '2026-11-17'))
      .thenRejected('referral.absent', 'referralId');
  });

  it('not after an end: only the term for feedback outlives the end of the support', () => {
    const withdrawn = step('referral.ConsentWithdrawn', '2026-11-13');
    for (const end of [withdrawn, step('referral.EnteredInError', '2026-11-13')]) {
      given(...SENT, end)
        .when(overdue('response', '2026-11-16', '2026-11-17'))
        .thenNothing();
    }
    given(...SENT, declined)
      .when(overdue('start', '2026-11-30', '2026-12-01'))
      .thenNothing();
    given(...COMPLETED, step('referral.ConsentWithdrawn', '2026-12-15'))
      .when(overdue('feedback', '2026-12-29', '2026-12-30'))
      .thenNothing();
  });

  it('of those that are open, which the register keeps watch over', () => {
    expect(openAfter(prepared, consented())).toEqual([]);
    expect(openAfter(...SENT)).toEqual([
      ['response', '2026-11-16'],
      ['start', '2026-11-30'],
    ]);
    expect(openAfter(...SENT, recorded('referral.ResponseOverdue', '2026-11-16'))).toEqual([
      ['start', '2026-11-30'],
    ]);
    expect(openAfter(...ACCEPTED)).toEqual([['start', '2026-11-30']]);
    expect(openAfter(...STARTED)).toEqual([]);
    expect(openAfter(...COMPLETED)).toEqual([['feedback', '2026-12-29']]);
    expect(openAfter(...SENT, declined)).toEqual([]);
    // A term that counts otherwise since a correction is watched again.
    expect(openAfter(...SENT, recorded('referral.ResponseOverdue', '2026-11-13'))).toEqual([
      ['response', '2026-11-16'],
      ['start', '2026-11-30'],
    ]);
  });
});

describe('the terms of a referral', () => {
  it('count from sending, and for feedback from the end of the support', () => {
    expect(duesAfter(prepared, consented())).toEqual([]);
    expect(duesAfter(...SENT)).toEqual([due('response', '2026-11-16'), due('start', '2026-11-30')]);
    expect(duesAfter(...STARTED)).toEqual([
      due('response', '2026-11-16', '2026-11-12'),
      due('start', '2026-11-30', '2026-11-16'),
    ]);
    expect(duesAfter(...STARTED, completed)[2]).toEqual(due('feedback', '2026-12-29'));
    expect(duesAfter(...SENT, unreached)[2]).toEqual(due('feedback', '2026-12-29'));
  });

  it('are met by an answer, also that there is a waiting list, by the beginning, and by feedback', () => {
    const waiting = step('referral.Waitlisted', '2026-11-11');
    const accepted = step('referral.Accepted', '2026-11-18');
    expect(duesAfter(...SENT, waiting, accepted)[0]).toEqual(due('response', '2026-11-16', '2026-11-11'));
    expect(duesAfter(...SENT, declined)).toEqual([
      due('response', '2026-11-16', '2026-11-12'),
      due('start', '2026-11-30', null, '2026-11-12'),
    ]);
    expect(duesAfter(...SENT, step('referral.Received', '2026-11-10'))[0]).toEqual(
      due('response', '2026-11-16'),
    );
    const fed = step('referral.FeedbackGiven', '2027-01-05');
    expect(duesAfter(...COMPLETED, fed)[2]).toEqual(due('feedback', '2026-12-29', '2027-01-05'));
  });

  it('are overdue from the day after the last until the day on which they are met or dropped', () => {
    const on = (date: string, metOn: string | null, droppedOn: string | null = null) =>
      isOverdue(
        {
          term: 'response',
          dueOn: day('2026-11-16'),
          metOn: metOn === null ? null : day(metOn),
          droppedOn: droppedOn === null ? null : day(droppedOn),
        },
        day(date),
      );
    expect([on('2026-11-16', null), on('2026-11-17', null)]).toEqual([false, true]);
    expect([on('2026-11-18', '2026-11-19'), on('2026-11-19', '2026-11-19')]).toEqual([true, false]);
    expect([on('2026-11-18', null, '2026-11-19'), on('2026-11-19', null, '2026-11-19')]).toEqual([
      true,
      false,
    ]);
  });
});
