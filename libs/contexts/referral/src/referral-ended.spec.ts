import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  facts,
  given,
  prepared,
  referralId,
  send,
  SENT,
  sent,
  step,
  take,
} from '#test/support/referral-steps';
import type { ReferralCommand } from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';
import { endingOf } from './referral.state.ts';

describe('ended is ended', () => {
  const cancel = (on: string): ReferralCommand => ({
    type: 'CancelReferral',
    referralId,
    reason: 'moved',
    on: day(on),
  });
  const cancelled: ReferralEvent = {
    type: 'referral.Cancelled',
    data: { referralId, reason: 'moved', on: day('2026-11-20') },
  };
  const error = step('referral.EnteredInError', '2026-11-25');
  it('calls off what goes on', () => {
    given(prepared).when(cancel('2026-11-20')).then(cancelled);
    given(prepared).when(cancel('2026-11-01')).thenRejected('referral.out-of-order', 'on');
    given(...SENT, cancelled)
      .when(cancel('2026-11-21'))
      .thenRejected('referral.ended');
    given().when(cancel('2026-11-20')).thenRejected('referral.absent', 'referralId');
  });
  it('marks as an error whatever there is, once', () => {
    for (const history of [[prepared], SENT, COMPLETED, [...SENT, cancelled]]) {
      given(...history)
        .when(take('EnterInError', '2026-11-25'))
        .then(error);
      expect(endingOf(given(...history, error).state())).toEqual(error);
    }
    given(prepared, error).when(take('EnterInError', '2026-11-26')).thenRejected('referral.ended');
    given(...SENT, error)
      .when(take('WithdrawConsent', '2026-11-26'))
      .thenRejected('referral.ended');
    given().when(take('EnterInError', '2026-11-25')).thenRejected('referral.absent', 'referralId');
  });
  it('adds nothing for a step that stands, whatever came after it', () =>
    given(...ACCEPTED, cancelled)
      .when(take('AcceptReferral', '2026-11-12'))
      .thenNothing());
  it('lets a live step stand beside what a source merely told', () => {
    const claims = [prepared, consented(), sent(), step('referral.Accepted', '2026-11-12')];
    const told: Event = {
      type: 'referral.RecordedFromSource',
      data: { claims, source: { collection: 'c', record: 'row-1' } },
    };
    given(told).when(take('AcceptReferral', '2026-11-12')).then(step('referral.Accepted', '2026-11-12'));
    given(told).when(take('AcceptReferral', '2026-11-13')).then(step('referral.Accepted', '2026-11-13'));
    given(told).when(send('2026-11-10', facts)).then(sent('2026-11-10'));
  });
});
