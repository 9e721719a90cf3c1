import { describe, it } from '@jest/globals';
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
  STARTED,
  step,
  take,
} from '#test/support/referral-steps';
import type { ReferralCommand } from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';

const attempted = (attempt: number, on: string): ReferralEvent => ({
  type: 'referral.ContactAttempted',
  data: { referralId, attempt, on: day(on) },
});
const attempt = (number: number, on: string): ReferralCommand => ({
  type: 'AttemptContact',
  referralId,
  attempt: number,
  on: day(on),
});
const withdrawn = step('referral.ConsentWithdrawn', '2026-11-20');
const complete = (on: string): ReferralCommand => ({
  type: 'CompleteSupport',
  referralId,
  outcome: 'goalsMet',
  on: day(on),
});

describe('the answer of the recipient', () => {
  it('is given to what was sent, from that day on', () => {
    given(...SENT)
      .when(take('AcceptReferral', '2026-11-09'))
      .then(step('referral.Accepted', '2026-11-09'));
    given(...SENT)
      .when(take('AcceptReferral', '2026-11-08'))
      .thenRejected('referral.out-of-order', 'on');
    given(prepared, consented()).when(take('AcceptReferral', '2026-11-09')).thenRejected('referral.not-sent');
    given().when(take('AcceptReferral', '2026-11-09')).thenRejected('referral.absent', 'referralId');
  });
  it('is given once, perhaps after a time on the waiting list', () => {
    const waiting = step('referral.Waitlisted', '2026-11-10');
    given(...SENT)
      .when(take('WaitlistReferral', '2026-11-10'))
      .then(waiting);
    given(...SENT, waiting)
      .when(take('AcceptReferral', '2026-11-12'))
      .then(step('referral.Accepted', '2026-11-12'));
    given(...SENT, waiting)
      .when(take('AcceptReferral', '2026-11-09'))
      .thenRejected('referral.out-of-order', 'on');
    given(...SENT, waiting)
      .when(take('WaitlistReferral', '2026-11-12'))
      .thenRejected('referral.already-answered');
    given(...ACCEPTED)
      .when(take('AcceptReferral', '2026-11-13'))
      .thenRejected('referral.already-answered');
    given(...ACCEPTED)
      .when(take('WaitlistReferral', '2026-11-13'))
      .thenRejected('referral.already-answered');
  });
  it('may be no, for a reason, which ends it', () => {
    const decline = {
      type: 'DeclineReferral',
      referralId,
      reason: 'noCapacity',
      on: day('2026-11-10'),
    } as const;
    const declined: ReferralEvent = {
      type: 'referral.Declined',
      data: { referralId, reason: 'noCapacity', on: day('2026-11-10') },
    };
    given(...SENT)
      .when(decline)
      .then(declined);
    given(...ACCEPTED)
      .when(decline)
      .thenRejected('referral.already-answered');
    given(...SENT, declined)
      .when(take('AcceptReferral', '2026-11-11'))
      .thenRejected('referral.ended');
  });
  it('is received once, and not after it was answered', () => {
    const received = step('referral.Received', '2026-11-10');
    given(...SENT)
      .when(take('ReceiveReferral', '2026-11-10'))
      .then(received);
    given(...SENT, received)
      .when(take('ReceiveReferral', '2026-11-11'))
      .thenRejected('referral.already-received', 'on');
    for (const answered of [ACCEPTED, [...SENT, step('referral.Waitlisted', '2026-11-12')]]) {
      given(...answered)
        .when(take('ReceiveReferral', '2026-11-13'))
        .thenRejected('referral.already-received', 'on');
    }
    given(...ACCEPTED)
      .when(take('ReceiveReferral', '2026-11-12'))
      .then(step('referral.Received', '2026-11-12'));
    given(prepared, consented())
      .when(take('ReceiveReferral', '2026-11-10'))
      .thenRejected('referral.not-sent');
  });
});

describe(rule('referral.three-attempts'), () => {
  const two = [...SENT, attempted(1, '2026-11-10'), attempted(2, '2026-11-11')];
  const three = [...two, attempted(3, '2026-11-13')];
  const closed = (attempts: number): ReferralEvent => ({
    type: 'referral.ClosedUnreached',
    data: { referralId, attempts, on: day('2026-11-13') },
  });
  it('closes it after the third', () => {
    given(...three)
      .when(take('CloseUnreached', '2026-11-13'))
      .then(closed(3));
    given(...two)
      .when(take('CloseUnreached', '2026-11-13'))
      .thenRejected('referral.too-few-attempts');
    given(...three)
      .when(take('CloseUnreached', '2026-11-12'))
      .thenRejected('referral.out-of-order', 'on');
    given(...three, attempted(4, '2026-11-13'))
      .when(take('CloseUnreached', '2026-11-13'))
      .then(closed(4));
  });
  it('counts attempts from 1, one by one, in the order of days', () => {
    given(...SENT)
      .when(attempt(1, '2026-11-10'))
      .then(attempted(1, '2026-11-10'));
    given(...SENT)
      .when(attempt(2, '2026-11-10'))
      .thenRejected('referral.attempt-out-of-order', 'attempt');
    given(...two)
      .when(attempt(2, '2026-11-12'))
      .thenRejected('referral.attempt-out-of-order', 'attempt');
    given(...two)
      .when(attempt(3, '2026-11-10'))
      .thenRejected('referral.out-of-order', 'on');
    given(...three)
      .when(attempt(4, '2026-11-12'))
      .thenRejected('referral.out-of-order', 'on');
    given(prepared).when(attempt(1, '2026-11-10')).thenRejected('referral.not-sent');
  });
  it('does not close what has begun, or has ended', () => {
    const begun = [
      ...three,
      step('referral.Accepted', '2026-11-14'),
      step('referral.SupportStarted', '2026-11-16'),
    ];
    given(...begun)
      .when(take('CloseUnreached', '2026-11-17'))
      .thenRejected('referral.already-started');
    given(...three, closed(3))
      .when(attempt(4, '2026-11-16'))
      .thenRejected('referral.ended');
  });
});

describe(rule('referral.loop'), () => {
  it('is not closed by completion', () => {
    given(...STARTED)
      .when(complete('2026-12-14'))
      .then(completed);
    given(...ACCEPTED)
      .when(complete('2026-12-14'))
      .thenRejected('referral.not-started');
    given(...STARTED)
      .when(complete('2026-11-15'))
      .thenRejected('referral.out-of-order', 'on');
    given(...COMPLETED)
      .when(complete('2026-12-15'))
      .thenRejected('referral.ended');
  });
  it('is closed by feedback: before the end, after it, and where support never began', () => {
    const fed = step('referral.FeedbackGiven', '2026-12-20');
    const feedback = take('GiveFeedback', '2026-12-20');
    const declined: ReferralEvent = {
      type: 'referral.Declined',
      data: { referralId, reason: 'other', on: day('2026-11-10') },
    };
    const unreached: ReferralEvent = {
      type: 'referral.ClosedUnreached',
      data: { referralId, attempts: 3, on: day('2026-11-24') },
    };
    for (const history of [SENT, STARTED, COMPLETED, [...SENT, declined], [...SENT, unreached]]) {
      given(...history)
        .when(feedback)
        .then(fed);
    }
    given(...COMPLETED, fed)
      .when(take('GiveFeedback', '2026-12-21'))
      .thenRejected('referral.feedback-given', 'on');
    given(prepared, consented()).when(feedback).thenRejected('referral.not-sent');
    given(...STARTED, withdrawn)
      .when(feedback)
      .thenRejected('referral.ended');
  });
  it('starts support once, when accepted', () => {
    given(...ACCEPTED)
      .when(take('StartSupport', '2026-11-16'))
      .then(step('referral.SupportStarted', '2026-11-16'));
    given(...SENT)
      .when(take('StartSupport', '2026-11-16'))
      .thenRejected('referral.not-accepted');
    given(...ACCEPTED)
      .when(take('StartSupport', '2026-11-11'))
      .thenRejected('referral.out-of-order', 'on');
    given(...STARTED)
      .when(take('StartSupport', '2026-11-17'))
      .thenRejected('referral.already-started', 'on');
  });
  it('hears from the family itself, once support began', () => {
    const report = (feltSupported: number, on = '2026-12-20'): ReferralCommand => ({
      type: 'ReportExperience',
      referralId,
      feltSupported,
      on: day(on),
    });
    const reported: ReferralEvent = {
      type: 'referral.ExperienceReported',
      data: { referralId, feltSupported: 4, on: day('2026-12-20') },
    };
    given(...STARTED)
      .when(report(4))
      .then(reported);
    given(...COMPLETED)
      .when(report(4))
      .then(reported);
    given(...COMPLETED, reported)
      .when(report(5))
      .thenRejected('referral.experience-reported');
    given(...ACCEPTED)
      .when(report(4))
      .thenRejected('referral.not-started');
    given(...STARTED)
      .when(report(4, '2026-11-15'))
      .thenRejected('referral.out-of-order', 'on');
    given(prepared).when(report(4)).thenRejected('referral.not-sent');
    given(...STARTED, withdrawn)
      .when(report(4))
      .thenRejected('referral.ended');
  });
});
