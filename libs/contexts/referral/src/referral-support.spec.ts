import { describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  given,
  midwives,
  otherId,
  party,
  prepared,
  referralId,
  SENT,
  STARTED,
  step,
} from '#test/support/referral-steps';
import type { ReferralCommand } from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';
import { caseDirectorOf } from './referral.state.ts';

const withdrawn = step('referral.ConsentWithdrawn', '2026-11-20');

describe('appointments', () => {
  const data = (appointmentOn: string, on: string) => ({
    referralId,
    appointmentOn: day(appointmentOn),
    on: day(on),
  });
  const plan = (appointmentOn: string, on: string): ReferralCommand => ({
    type: 'PlanAppointment',
    ...data(appointmentOn, on),
  });
  const planned = (appointmentOn: string, on: string): ReferralEvent => ({
    type: 'referral.AppointmentPlanned',
    data: data(appointmentOn, on),
  });
  const cancelled = (appointmentOn: string, on: string): ReferralEvent => ({
    type: 'referral.AppointmentCancelled',
    data: data(appointmentOn, on),
  });
  const miss = (appointmentOn: string, on: string): ReferralCommand => ({
    type: 'MissAppointment',
    ...data(appointmentOn, on),
  });
  const cancel = (appointmentOn: string, on: string): ReferralCommand => ({
    type: 'CancelAppointment',
    ...data(appointmentOn, on),
  });

  it('are made once it is accepted, for that day or a later one', () => {
    given(...ACCEPTED)
      .when(plan('2026-11-16', '2026-11-16'))
      .then(planned('2026-11-16', '2026-11-16'));
    given(...ACCEPTED)
      .when(plan('2026-11-15', '2026-11-16'))
      .thenRejected('referral.out-of-order', 'appointmentOn');
    given(...SENT)
      .when(plan('2026-11-16', '2026-11-13'))
      .thenRejected('referral.not-accepted');
    given(...ACCEPTED)
      .when(plan('2026-11-16', '2026-11-11'))
      .thenRejected('referral.out-of-order', 'on');
  });
  it('are missed on the day itself or later, and called off at any time', () => {
    const made = [...ACCEPTED, planned('2026-11-16', '2026-11-13')];
    given(...made)
      .when(miss('2026-11-16', '2026-11-16'))
      .then({ type: 'referral.AppointmentMissed', data: data('2026-11-16', '2026-11-16') });
    given(...made)
      .when(miss('2026-11-16', '2026-11-15'))
      .thenRejected('referral.out-of-order', 'on');
    given(...made)
      .when(miss('2026-11-17', '2026-11-17'))
      .thenRejected('referral.no-such-appointment', 'appointmentOn');
    given(...made)
      .when(cancel('2026-11-16', '2026-11-14'))
      .then(cancelled('2026-11-16', '2026-11-14'));
    given(...made, cancelled('2026-11-16', '2026-11-14'))
      .when(miss('2026-11-16', '2026-11-16'))
      .thenRejected('referral.no-such-appointment', 'appointmentOn');
    given(...made)
      .when(cancel('2026-11-17', '2026-11-14'))
      .thenRejected('referral.no-such-appointment', 'appointmentOn');
    given(...made, withdrawn)
      .when(cancel('2026-11-16', '2026-11-21'))
      .thenRejected('referral.ended');
  });
  it('can be made again on the day on which they were called off', () => {
    const made = planned('2026-11-16', '2026-11-13');
    given(...ACCEPTED, made, cancelled('2026-11-16', '2026-11-13'))
      .when(plan('2026-11-16', '2026-11-13'))
      .then(made);
    given(...ACCEPTED, made)
      .when(plan('2026-11-16', '2026-11-13'))
      .thenNothing();
  });
});

describe(rule('referral.case-director'), () => {
  const direct = (organisationId: string, held: 'youthNurse' | 'socialWorker', on: string) => ({
    referralId,
    organisationId,
    function: held,
    on: day(on),
  });
  const organisation = (id: string) => ({ facts: { organisation: party(id, 'welfare') } });
  const assigned: ReferralEvent = {
    type: 'referral.CaseDirectorAssigned',
    data: direct('jgz', 'youthNurse', '2026-11-16'),
  };
  const handOver = (...said: Parameters<typeof direct>): ReferralCommand => ({
    type: 'HandOverCaseDirection',
    ...direct(...said),
    ...organisation(said[0]),
  });

  it('is nobody until somebody is chosen', () => {
    expect(caseDirectorOf(given(...STARTED).state())).toBeNull();
    given(...STARTED)
      .when(handOver('jgz', 'youthNurse', '2026-11-17'))
      .thenRejected('referral.no-case-director');
  });
  it('is chosen once, and handed over from then on', () => {
    const assign = (on: string): ReferralCommand => ({
      type: 'AssignCaseDirector',
      ...direct('jgz', 'youthNurse', on),
      ...organisation('jgz'),
    });
    given(...ACCEPTED)
      .when(assign('2026-11-16'))
      .then(assigned);
    given(...ACCEPTED, assigned)
      .when(assign('2026-11-17'))
      .thenRejected('referral.has-a-case-director');
    given(prepared, consented()).when(assign('2026-11-16')).thenRejected('referral.not-sent');
    const handedOver: ReferralEvent = {
      type: 'referral.CaseDirectionHandedOver',
      data: direct('mwc', 'socialWorker', '2026-11-20'),
    };
    given(...ACCEPTED, assigned)
      .when(handOver('mwc', 'socialWorker', '2026-11-20'))
      .then(handedOver);
    given(...ACCEPTED, assigned)
      .when(handOver('mwc', 'socialWorker', '2026-11-15'))
      .thenRejected('referral.out-of-order', 'on');
    given(...ACCEPTED, assigned)
      .when(handOver('jgz', 'youthNurse', '2026-11-20'))
      .thenRejected('referral.directs-already');
    given(...ACCEPTED, assigned)
      .when(handOver('jgz', 'socialWorker', '2026-11-20'))
      .then({ type: 'referral.CaseDirectionHandedOver', data: direct('jgz', 'socialWorker', '2026-11-20') });
    given(...ACCEPTED, assigned)
      .when(handOver('mwc', 'youthNurse', '2026-11-20'))
      .then({ type: 'referral.CaseDirectionHandedOver', data: direct('mwc', 'youthNurse', '2026-11-20') });
    expect(caseDirectorOf(given(...ACCEPTED, assigned, handedOver).state())).toEqual(handedOver);
  });
  it('is of an organisation that the register knows', () => {
    const nobody = { facts: { organisation: party('jgz', null) } };
    given(...ACCEPTED)
      .when({ type: 'AssignCaseDirector', ...direct('jgz', 'youthNurse', '2026-11-16'), ...nobody })
      .thenRejected('organisation.unknown', 'organisationId');
    given(...ACCEPTED, assigned)
      .when({ type: 'HandOverCaseDirection', ...direct('jgz', 'socialWorker', '2026-11-16'), ...nobody })
      .thenRejected('organisation.unknown', 'organisationId');
  });
});

describe('escalation, and referral onward', () => {
  const escalate = (organisation = midwives): ReferralCommand => ({
    type: 'EscalateReferral',
    referralId,
    to: 'midwives',
    on: day('2026-11-18'),
    facts: { organisation },
  });
  const referOn = (onwardReferralId: string, isKnown = true): ReferralCommand => ({
    type: 'ReferOn',
    referralId,
    onwardReferralId,
    on: day('2026-12-15'),
    facts: { isKnown },
  });
  const referredOn: ReferralEvent = {
    type: 'referral.ReferredOn',
    data: { referralId, onwardReferralId: otherId, on: day('2026-12-15') },
  };
  it('goes to an organisation that the register knows, while the referral goes on', () => {
    given(...SENT)
      .when(escalate())
      .then({ type: 'referral.Escalated', data: { referralId, to: 'midwives', on: day('2026-11-18') } });
    given(...SENT)
      .when(escalate(party('midwives', null)))
      .thenRejected('organisation.unknown', 'to');
    given(prepared).when(escalate()).thenRejected('referral.not-sent');
    for (const ended of [[...SENT, step('referral.EnteredInError', '2026-11-12')], COMPLETED]) {
      given(...ended)
        .when(escalate())
        .thenRejected('referral.ended');
    }
  });
  it('leads to another referral that the register has', () => {
    given(...STARTED)
      .when(referOn(otherId))
      .then(referredOn);
    const declined: ReferralEvent = {
      type: 'referral.Declined',
      data: { referralId, reason: 'other', on: day('2026-11-10') },
    };
    for (const ended of [COMPLETED, [...SENT, declined]]) {
      given(...ended)
        .when(referOn(otherId))
        .then(referredOn);
    }
    given(...STARTED)
      .when(referOn(otherId, false))
      .thenRejected('referral.onward-absent', 'onwardReferralId');
    given(...STARTED)
      .when(referOn(referralId))
      .thenRejected('referral.refers-to-itself', 'onwardReferralId');
    given(...STARTED, withdrawn)
      .when(referOn(otherId))
      .thenRejected('referral.ended');
    const cancelled: ReferralEvent = {
      type: 'referral.Cancelled',
      data: { referralId, reason: 'moved', on: day('2026-12-01') },
    };
    given(...STARTED, cancelled)
      .when(referOn(otherId))
      .thenRejected('referral.ended');
  });
});
