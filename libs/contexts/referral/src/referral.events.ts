import { defineEvent, GmCodeShape, IdShape, IsoDateShape, type EventOf } from '#kernel';
import { z } from 'zod';
import {
  CancelReasons,
  CaseDirectorFunctions,
  ConsentCategories,
  ConsentPurposes,
  DeclineReasons,
  ReferralPhases,
  SupportOutcomes,
} from './referral.content.ts';

/*
 * Nothing here leads to a person: ids, organisations, codes and days, and no free text. The link from the id to a
 * family stays in the referrer's own system. Days are exact: a referral is recorded as it goes.
 */

/**
 * Drawn at random by the referrer's system: a UUID of version 4 or 7 (RFC 9562, sections 5.4 and 5.7), in lower case.
 * Of the other versions, some are made from a name or a number, and would lead back to it.
 */
export const ReferralIdShape = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'must be a random UUID (version 4 or 7) in lower case',
  );

const workingDays = z.int().nonnegative().max(1000).optional();
/** Terms in working days, as the agreement had them when the referral was sent. */
export const ReferralTermsShape = z.strictObject({
  respondWithinWorkingDays: workingDays,
  startWithinWorkingDays: workingDays,
  feedbackWithinWorkingDays: workingDays,
});
export type ReferralTerms = z.output<typeof ReferralTermsShape>;

const referralId = ReferralIdShape;
const on = IsoDateShape;
const EXAMPLE = { referralId: '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c' } as const;
const step = <const T extends string>(type: T, says: string) =>
  defineEvent(type, { says, data: { referralId, on }, example: { ...EXAMPLE, on: '2026-11-05' } });
const overdue = <const T extends string>(type: T, says: string) =>
  defineEvent(type, {
    says,
    data: { referralId, dueOn: IsoDateShape },
    example: { ...EXAMPLE, dueOn: '2026-11-12' },
  });

export const ReferralPrepared = defineEvent('referral.Prepared', {
  says: 'A referrer prepared a referral along the route of an agreement; nothing has been sent.',
  data: {
    referralId,
    municipality: GmCodeShape,
    agreementId: IdShape,
    referrer: IdShape,
    recipient: IdShape,
    phase: z.enum(ReferralPhases),
    /** One that the agreement names. */
    topic: z.string().regex(/^[a-z][a-zA-Z0-9]{0,63}$/, 'must be one word in camelCase'),
    on,
  },
  example: {
    ...EXAMPLE,
    municipality: 'GM0109',
    agreementId: 'coevorden-prenatale-signalering',
    referrer: 'verloskundigen-coevorden',
    recipient: 'icare-jgz',
    phase: 'during',
    topic: 'antenatalHomeVisit',
    on: '2026-11-05',
  },
});
export const ConsentRecorded = defineEvent('referral.ConsentRecorded', {
  says: 'The family agreed that these kinds of facts go to the recipient for this purpose.',
  data: {
    referralId,
    purpose: z.enum(ConsentPurposes),
    categories: z.array(z.enum(ConsentCategories)).min(1).max(ConsentCategories.length),
    informedBy: IdShape,
    on,
  },
  example: {
    ...EXAMPLE,
    purpose: 'guidance',
    categories: ['contact', 'pregnancy'],
    informedBy: 'verloskundigen-coevorden',
    on: '2026-11-05',
  },
});
export const ConsentRefused = step(
  'referral.ConsentRefused',
  'The family did not agree; a normal end, without any consequence.',
);
export const ConsentWithdrawn = step(
  'referral.ConsentWithdrawn',
  'The family took its consent back, which stops the referral wherever it stands.',
);
export const ReferralSent = defineEvent('referral.Sent', {
  says: 'The referral went to the recipient, under the terms that the agreement sets.',
  data: { referralId, terms: ReferralTermsShape, on },
  example: { ...EXAMPLE, terms: { respondWithinWorkingDays: 5 }, on: '2026-11-05' },
});
export const ReferralReceived = step('referral.Received', 'The recipient has the referral.');
export const ReferralAccepted = step('referral.Accepted', 'The recipient takes the family on.');
export const ReferralDeclined = defineEvent('referral.Declined', {
  says: 'The recipient does not take the family on, and says why.',
  data: { referralId, reason: z.enum(DeclineReasons), on },
  example: { ...EXAMPLE, reason: 'noCapacity', on: '2026-11-09' },
});
export const ReferralWaitlisted = step(
  'referral.Waitlisted',
  'The recipient put the family on its waiting list.',
);
export const ContactAttempted = defineEvent('referral.ContactAttempted', {
  says: 'Somebody tried to reach the family, in vain; `attempt` counts from 1.',
  data: { referralId, attempt: z.int().min(1).max(100), on },
  example: { ...EXAMPLE, attempt: 1, on: '2026-11-10' },
});
const appointment = { referralId, appointmentOn: IsoDateShape, on };
const APPOINTMENT = { ...EXAMPLE, appointmentOn: '2026-11-16', on: '2026-11-11' };
export const AppointmentPlanned = defineEvent('referral.AppointmentPlanned', {
  says: 'An appointment with the family was made.',
  data: appointment,
  example: APPOINTMENT,
});
export const AppointmentMissed = defineEvent('referral.AppointmentMissed', {
  says: 'The family did not come, or was not at home.',
  data: appointment,
  example: { ...APPOINTMENT, on: '2026-11-16' },
});
export const AppointmentCancelled = defineEvent('referral.AppointmentCancelled', {
  says: 'An appointment was called off.',
  data: appointment,
  example: { ...APPOINTMENT, on: '2026-11-13' },
});
export const SupportStarted = step('referral.SupportStarted', 'The support began.');
const direction = { referralId, organisationId: IdShape, function: z.enum(CaseDirectorFunctions), on };
const DIRECTION = {
  ...EXAMPLE,
  organisationId: 'icare-jgz',
  function: 'youthNurse',
  on: '2026-11-17',
} as const;
export const CaseDirectorAssigned = defineEvent('referral.CaseDirectorAssigned', {
  says: 'A case director was chosen for this situation.',
  data: direction,
  example: DIRECTION,
});
export const CaseDirectionHandedOver = defineEvent('referral.CaseDirectionHandedOver', {
  says: 'The case direction went to another organisation or official.',
  data: direction,
  example: { ...DIRECTION, organisationId: 'mwc', function: 'socialWorker', on: '2026-12-15' },
});
export const ReferralEscalated = defineEvent('referral.Escalated', {
  says: 'The referral was taken up at a higher level, since it did not go on.',
  data: { referralId, to: IdShape, on },
  example: { ...EXAMPLE, to: 'gemeente-coevorden', on: '2026-11-13' },
});
export const ReferredOn = defineEvent('referral.ReferredOn', {
  says: 'The family was referred on, by another referral.',
  data: { referralId, onwardReferralId: ReferralIdShape, on },
  example: { ...EXAMPLE, onwardReferralId: '1f0f6a1e-90f5-4d6e-8d0a-0d6b2f5a9c11', on: '2027-01-11' },
});
export const SupportCompleted = defineEvent('referral.SupportCompleted', {
  says: 'The support ended as it was meant to.',
  data: { referralId, outcome: z.enum(SupportOutcomes), on },
  example: { ...EXAMPLE, outcome: 'goalsMet', on: '2027-02-01' },
});
export const FeedbackGiven = step(
  'referral.FeedbackGiven',
  'The recipient told the referrer what came of it: the loop is closed.',
);
export const ExperienceReported = defineEvent('referral.ExperienceReported', {
  says: 'The family told how far it felt supported, from 1 (not at all) to 5.',
  data: { referralId, feltSupported: z.int().min(1).max(5), on },
  example: { ...EXAMPLE, feltSupported: 4, on: '2027-02-05' },
});
export const ReferralCancelled = defineEvent('referral.Cancelled', {
  says: 'The referral was called off.',
  data: { referralId, reason: z.enum(CancelReasons), on },
  example: { ...EXAMPLE, reason: 'moved', on: '2026-11-20' },
});
export const ClosedUnreached = defineEvent('referral.ClosedUnreached', {
  says: 'The referral was closed, since the family could not be reached in so many attempts.',
  data: { referralId, attempts: z.int().min(3).max(100), on },
  example: { ...EXAMPLE, attempts: 3, on: '2026-11-24' },
});
export const EnteredInError = step('referral.EnteredInError', 'The referral should never have been entered.');
export const ResponseOverdue = overdue(
  'referral.ResponseOverdue',
  'The recipient had not answered by the day that the agreement sets.',
);
export const StartOverdue = overdue(
  'referral.StartOverdue',
  'The support had not begun by the day that the agreement sets.',
);
export const FeedbackOverdue = overdue(
  'referral.FeedbackOverdue',
  'The referrer had heard nothing by the day that the agreement sets.',
);

export const referralEvents = [
  ReferralPrepared,
  ConsentRecorded,
  ConsentRefused,
  ConsentWithdrawn,
  ReferralSent,
  ReferralReceived,
  ReferralAccepted,
  ReferralDeclined,
  ReferralWaitlisted,
  ContactAttempted,
  AppointmentPlanned,
  AppointmentMissed,
  AppointmentCancelled,
  SupportStarted,
  CaseDirectorAssigned,
  CaseDirectionHandedOver,
  ReferralEscalated,
  ReferredOn,
  SupportCompleted,
  FeedbackGiven,
  ExperienceReported,
  ReferralCancelled,
  ClosedUnreached,
  EnteredInError,
  ResponseOverdue,
  StartOverdue,
  FeedbackOverdue,
] as const;
export type ReferralEvent = EventOf<(typeof referralEvents)[number]>;
