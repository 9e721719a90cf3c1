import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { rule } from '#test/support/rule';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  given,
  prepared,
  referralId,
  SENT,
  STARTED,
  step,
} from '#test/support/referral-steps';
import type { ReferralEvent } from './referral.events.ts';
import { EndedStatuses, ReferralStatuses, standingOf, standingsOf } from './referral-status.state.ts';
import { stateOn } from './referral.state.ts';

const standing = (...history: readonly Event[]) => {
  const { status, fhir, bser } = standingOf(given(...history).state()) ?? {};
  return [status, fhir, bser];
};
const appointment = (
  type: 'referral.AppointmentPlanned' | 'referral.AppointmentMissed' | 'referral.AppointmentCancelled',
  on: string,
): ReferralEvent => ({ type, data: { referralId, appointmentOn: day('2026-11-16'), on: day(on) } });
const planned = appointment('referral.AppointmentPlanned', '2026-11-13');
const declined: ReferralEvent = {
  type: 'referral.Declined',
  data: { referralId, reason: 'other', on: day('2026-11-12') },
};
const cancelled: ReferralEvent = {
  type: 'referral.Cancelled',
  data: { referralId, reason: 'other', on: day('2026-11-12') },
};
const unreached: ReferralEvent = {
  type: 'referral.ClosedUnreached',
  data: { referralId, attempts: 3, on: day('2026-11-12') },
};

describe(rule('referral.statuses'), () => {
  it.each([
    ['prepared', 'draft', null, [prepared]],
    ['prepared', 'draft', null, [prepared, consented()]],
    ['consentRefused', 'cancelled', '6.0', [prepared, step('referral.ConsentRefused', '2026-11-03')]],
    ['consentWithdrawn', 'cancelled', '6.0', [...COMPLETED, step('referral.ConsentWithdrawn', '2026-12-15')]],
    ['sent', 'requested', '2.0', SENT],
    ['received', 'received', '2.0', [...SENT, step('referral.Received', '2026-11-10')]],
    ['waitlisted', 'on-hold', '2.0', [...SENT, step('referral.Waitlisted', '2026-11-10')]],
    ['accepted', 'accepted', '3.0', ACCEPTED],
    ['declined', 'rejected', '4.0', [...SENT, declined]],
    ['appointmentPlanned', 'in-progress', '5.1.1', [...ACCEPTED, planned]],
    [
      'appointmentMissed',
      'in-progress',
      '5.1.2',
      [...ACCEPTED, planned, appointment('referral.AppointmentMissed', '2026-11-16')],
    ],
    [
      'appointmentCancelled',
      'in-progress',
      '5.1.3',
      [...ACCEPTED, planned, appointment('referral.AppointmentCancelled', '2026-11-14')],
    ],
    ['started', 'in-progress', '3.0', STARTED],
    [
      'started',
      'in-progress',
      '5.1.1',
      [...ACCEPTED, planned, step('referral.SupportStarted', '2026-11-16')],
    ],
    ['cancelled', 'cancelled', '6.0', [...SENT, cancelled]],
    ['unreached', 'failed', '6.0', [...SENT, unreached]],
    ['completed', 'completed', '7.0', COMPLETED],
    ['completed', 'completed', '7.0', [...COMPLETED, step('referral.FeedbackGiven', '2026-12-20')]],
    ['enteredInError', 'entered-in-error', null, [...SENT, step('referral.EnteredInError', '2026-11-12')]],
    [
      'enteredInError',
      'entered-in-error',
      null,
      [...COMPLETED, step('referral.EnteredInError', '2026-11-12')],
    ],
  ] as const)('%s is %s and %s', (status, fhir, bser, history) => {
    expect(standing(...history)).toEqual([status, fhir, bser]);
  });

  it('is none before it was prepared', () => expect(standing()).toEqual([undefined, undefined, undefined]));

  it('has one of a closed list, of which some are ends', () => {
    expect(new Set(ReferralStatuses).size).toBe(16);
    expect([...EndedStatuses].sort()).toEqual([
      'cancelled',
      'completed',
      'consentRefused',
      'consentWithdrawn',
      'declined',
      'enteredInError',
      'unreached',
    ]);
  });

  it('follows the days, in whatever order they were recorded', () => {
    const received = step('referral.Received', '2026-11-10');
    expect(standing(...ACCEPTED, received)).toEqual(['accepted', 'accepted', '3.0']);
    const thatDay = step('referral.Received', '2026-11-12');
    expect(standing(...ACCEPTED, thatDay)).toEqual(['accepted', 'accepted', '3.0']);
    expect(standing(...SENT, thatDay)[0]).toBe('received');
  });

  it('is told of any day', () => {
    const state = given(...COMPLETED).state();
    const days = standingsOf(state).map(({ from, status }) => [from, status]);
    expect(days).toEqual([
      ['2026-11-02', 'prepared'],
      ['2026-11-09', 'sent'],
      ['2026-11-12', 'accepted'],
      ['2026-11-16', 'started'],
      ['2026-12-14', 'completed'],
    ]);
    expect(standingOf(stateOn(day('2026-11-11'), state))?.status).toBe('sent');
    expect(standingOf(stateOn(day('2026-11-12'), state))?.status).toBe('accepted');
    expect(standingOf(stateOn(day('2026-11-01'), state))).toBeNull();
    const early = given(prepared, consented('2026-11-01')).state();
    expect(standingsOf(early)).toEqual([
      { from: '2026-11-02', status: 'prepared', fhir: 'draft', bser: null },
    ]);
  });
});
