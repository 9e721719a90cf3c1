import { rejector, type IsoDate } from '#kernel';
import type { ReferralEvent } from './referral.events.ts';
import {
  caseDirectorOf,
  consentOf,
  endingOf,
  isPlanned,
  last,
  stands,
  stepsOf,
  type Ending,
  type ReferralState,
} from './referral.state.ts';

export const referralRejections = {
  'referral.absent': { kind: 'absent', says: 'The register has no referral with this id.' },
  'referral.exists': { kind: 'conflict', says: 'Another referral is registered with this id.' },
  'referral.ended': { kind: 'conflict', says: 'The referral has ended.' },
  'referral.out-of-order': { kind: 'invalid', says: 'The day lies before that of the step that it follows.' },
  'referral.not-sent': { kind: 'conflict', says: 'The referral has not been sent.' },
  'referral.already-sent': { kind: 'conflict', says: 'The referral has been sent on another day.' },
  'referral.already-received': { kind: 'conflict', says: 'The recipient had the referral before.' },
  'referral.no-consent': { kind: 'conflict', says: 'Nothing is sent without recorded consent.' },
  'referral.consent-given': { kind: 'conflict', says: 'Consent has been recorded; it can be withdrawn.' },
  'referral.agreement-absent': { kind: 'invalid', says: 'The register has no such agreement.' },
  'referral.no-route': { kind: 'conflict', says: 'The agreement opens no route for referrals.' },
  'referral.agreement-not-in-force': { kind: 'conflict', says: 'The agreement is not in force on that day.' },
  'referral.agreement-not-here': {
    kind: 'conflict',
    says: 'The agreement does not hold in the municipality: it is not its own, nor adopted by it by then.',
  },
  'referral.topic-not-covered': { kind: 'conflict', says: 'The agreement does not name this topic.' },
  'referral.phase-not-covered': { kind: 'conflict', says: 'The agreement is about other phases.' },
  'referral.organisation-closed': {
    kind: 'conflict',
    says: 'The organisation had ceased to exist by then.',
  },
  'referral.party-does-not-fit': {
    kind: 'conflict',
    says: 'The route of the agreement is not for this kind of organisation.',
  },
  'referral.refers-to-itself': { kind: 'invalid', says: 'A referral leads to another than itself.' },
  'referral.onward-absent': { kind: 'invalid', says: 'The register does not have the onward referral.' },
  'referral.gestational-age-missing': {
    kind: 'invalid',
    says: 'The route is for before a number of weeks: the gestational age must be given.',
  },
  'referral.too-late-in-pregnancy': { kind: 'conflict', says: 'The route is for earlier in a pregnancy.' },
  'referral.already-answered': { kind: 'conflict', says: 'The recipient has answered the referral.' },
  'referral.not-accepted': { kind: 'conflict', says: 'The recipient has not accepted the referral.' },
  'referral.attempt-out-of-order': { kind: 'conflict', says: 'Attempts are counted from 1, one by one.' },
  'referral.too-few-attempts': {
    kind: 'conflict',
    says: 'A referral is closed as unreached after three attempts at least.',
  },
  'referral.no-such-appointment': { kind: 'conflict', says: 'No appointment stands on that day.' },
  'referral.already-started': { kind: 'conflict', says: 'The support has begun.' },
  'referral.not-started': { kind: 'conflict', says: 'The support has not begun.' },
  'referral.has-a-case-director': {
    kind: 'conflict',
    says: 'A case director is chosen; hand the case over.',
  },
  'referral.no-case-director': { kind: 'conflict', says: 'No case director has been chosen.' },
  'referral.directs-already': { kind: 'conflict', says: 'That is the case director already.' },
  'referral.feedback-given': { kind: 'conflict', says: 'Feedback was given on another day.' },
  'referral.experience-reported': { kind: 'conflict', says: 'The experience was reported otherwise.' },
  'referral.not-due': { kind: 'conflict', says: 'The last day of the term has not passed.' },
} as const;
export const reject = rejector(referralRejections);

const ATTEMPTS_MIN = 3;
/** After which ends a step may still come. */
const TOLD_AFTER: readonly Ending['type'][] = [
  'referral.SupportCompleted',
  'referral.Declined',
  'referral.Cancelled',
  'referral.ClosedUnreached',
];
const REFERRED_ON_AFTER: readonly Ending['type'][] = ['referral.SupportCompleted', 'referral.Declined'];
const COMPLETED: readonly Ending['type'][] = ['referral.SupportCompleted'];

/**
 * Throws unless a step may follow on what happened so far. Asked when it is decided, and asked of the whole history
 * again after a correction or a retraction.
 */
export function mustFollow(step: ReferralEvent, state: ReferralState): void {
  if (step.type === 'referral.Prepared') {
    if (stands(state, 'referral.Prepared')) reject('referral.exists', 'referralId');
    return;
  }
  const prepared = last(state, 'referral.Prepared') ?? reject('referral.absent', 'referralId');
  const isConsent = step.type === 'referral.ConsentRecorded' || step.type === 'referral.ConsentRefused';
  // A family may be asked before anything is written down.
  if ('on' in step.data && !isConsent) mustNotPrecede(prepared.data.on, step.data.on);
  switch (step.type) {
    case 'referral.ConsentRecorded':
    case 'referral.ConsentRefused':
      mustGoOn(state);
      if (stands(state, 'referral.ConsentRecorded')) reject('referral.consent-given');
      return;
    case 'referral.ConsentWithdrawn': {
      const ending = endingOf(state)?.type;
      if (ending !== undefined && !TOLD_AFTER.includes(ending)) return reject('referral.ended');
      return mustHaveConsent(state, step.data.on);
    }
    case 'referral.Sent':
      mustGoOn(state);
      if (stands(state, 'referral.Sent')) return reject('referral.already-sent', 'on');
      return mustHaveConsent(state, step.data.on);
    case 'referral.Received': {
      mustBeSent(state, step.data.on);
      const answer = last(state, 'referral.Accepted', 'referral.Waitlisted');
      const isKnown =
        stands(state, 'referral.Received') || (answer !== null && answer.data.on < step.data.on);
      if (isKnown) reject('referral.already-received', 'on');
      return;
    }
    case 'referral.Waitlisted':
      mustBeSent(state, step.data.on);
      if (stands(state, 'referral.Accepted', 'referral.Waitlisted')) reject('referral.already-answered');
      return;
    case 'referral.Accepted':
    case 'referral.Declined':
      mustBeSent(state, step.data.on);
      if (stands(state, 'referral.Accepted')) return reject('referral.already-answered');
      return mustNotPrecede(last(state, 'referral.Waitlisted')?.data.on, step.data.on);
    case 'referral.ContactAttempted': {
      mustBeSent(state, step.data.on);
      const attempts = stepsOf(state, 'referral.ContactAttempted');
      if (step.data.attempt !== attempts.length + 1)
        return reject('referral.attempt-out-of-order', 'attempt');
      return mustNotPrecede(attempts.at(-1)?.data.on, step.data.on);
    }
    case 'referral.AppointmentPlanned':
      mustBeAccepted(state, step.data.on);
      return mustNotPrecede(step.data.on, step.data.appointmentOn, 'appointmentOn');
    case 'referral.AppointmentMissed':
      mustBePlanned(step.data.appointmentOn, state);
      return mustNotPrecede(step.data.appointmentOn, step.data.on);
    case 'referral.AppointmentCancelled':
      return mustBePlanned(step.data.appointmentOn, state);
    case 'referral.SupportStarted':
      mustBeAccepted(state, step.data.on);
      if (stands(state, 'referral.SupportStarted')) reject('referral.already-started', 'on');
      return;
    case 'referral.CaseDirectorAssigned':
      mustBeSent(state, step.data.on);
      if (caseDirectorOf(state) !== null) reject('referral.has-a-case-director');
      return;
    case 'referral.CaseDirectionHandedOver': {
      mustBeSent(state, step.data.on);
      const { data: now } = caseDirectorOf(state) ?? reject('referral.no-case-director');
      const { organisationId, function: held, on } = step.data;
      if (now.organisationId === organisationId && now.function === held) reject('referral.directs-already');
      return mustNotPrecede(now.on, on);
    }
    case 'referral.Escalated':
      return mustBeSent(state, step.data.on);
    case 'referral.ReferredOn':
      mustHaveBeenSent(state, step.data.on, REFERRED_ON_AFTER);
      if (step.data.onwardReferralId === prepared.data.referralId) {
        reject('referral.refers-to-itself', 'onwardReferralId');
      }
      return;
    case 'referral.SupportCompleted':
      mustGoOn(state);
      return mustHaveStarted(state, step.data.on);
    case 'referral.FeedbackGiven':
      mustHaveBeenSent(state, step.data.on, TOLD_AFTER);
      if (stands(state, 'referral.FeedbackGiven')) reject('referral.feedback-given', 'on');
      return;
    case 'referral.ExperienceReported':
      mustHaveBeenSent(state, step.data.on, COMPLETED);
      mustHaveStarted(state, step.data.on);
      if (stands(state, 'referral.ExperienceReported')) reject('referral.experience-reported');
      return;
    case 'referral.Cancelled':
      return mustGoOn(state);
    case 'referral.ClosedUnreached': {
      mustBeSent(state, step.data.on);
      if (stands(state, 'referral.SupportStarted')) return reject('referral.already-started');
      const attempts = stepsOf(state, 'referral.ContactAttempted');
      if (attempts.length < ATTEMPTS_MIN) return reject('referral.too-few-attempts');
      return mustNotPrecede(attempts.at(-1)?.data.on, step.data.on);
    }
    case 'referral.EnteredInError':
      if (stands(state, 'referral.EnteredInError')) reject('referral.ended');
      return;
    case 'referral.ResponseOverdue':
    case 'referral.StartOverdue':
    case 'referral.FeedbackOverdue':
      return; // The register compared days when it recorded it, which may have been corrected since.
  }
}

function mustNotPrecede(day: IsoDate | undefined, on: IsoDate, field = 'on'): void {
  if (day !== undefined && on < day) reject('referral.out-of-order', field, day);
}

function mustGoOn(state: ReferralState, orEnded: readonly Ending['type'][] = []): void {
  const ending = endingOf(state)?.type;
  if (ending !== undefined && !orEnded.includes(ending)) reject('referral.ended');
}

/** Sent by then, and going on or ended in one of these ways. */
function mustHaveBeenSent(state: ReferralState, on: IsoDate, orEnded: readonly Ending['type'][]): void {
  mustGoOn(state, orEnded);
  const sent = last(state, 'referral.Sent') ?? reject('referral.not-sent');
  mustNotPrecede(sent.data.on, on);
}
const mustBeSent = (state: ReferralState, on: IsoDate): void => mustHaveBeenSent(state, on, []);

function mustBeAccepted(state: ReferralState, on: IsoDate): void {
  mustBeSent(state, on);
  const accepted = last(state, 'referral.Accepted') ?? reject('referral.not-accepted');
  mustNotPrecede(accepted.data.on, on);
}

function mustBePlanned(appointmentOn: IsoDate, state: ReferralState): void {
  mustGoOn(state);
  if (!isPlanned(appointmentOn, state)) reject('referral.no-such-appointment', 'appointmentOn');
}

function mustHaveStarted(state: ReferralState, on: IsoDate): void {
  const started = last(state, 'referral.SupportStarted') ?? reject('referral.not-started');
  mustNotPrecede(started.data.on, on);
}

function mustHaveConsent(state: ReferralState, on: IsoDate): void {
  const consent = consentOf(state);
  if (consent === null || consent.data.on > on) reject('referral.no-consent');
}
