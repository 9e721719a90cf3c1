import type { StepCommand } from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';

/** What a command says, without its name and without what other records say. */
function dataOf<C extends object>(command: C): Omit<C, 'type' | 'facts'> {
  const {
    type: _,
    facts: __,
    ...data
  } = command as C & { readonly type?: unknown; readonly facts?: unknown };
  return data;
}

/** The event that a step becomes; `attempts`: how many attempts at contact were made. */
export function eventOf(command: StepCommand, attempts: number): ReferralEvent {
  switch (command.type) {
    case 'RecordConsent':
      return { type: 'referral.ConsentRecorded', data: dataOf(command) };
    case 'RefuseConsent':
      return { type: 'referral.ConsentRefused', data: dataOf(command) };
    case 'WithdrawConsent':
      return { type: 'referral.ConsentWithdrawn', data: dataOf(command) };
    case 'ReceiveReferral':
      return { type: 'referral.Received', data: dataOf(command) };
    case 'AcceptReferral':
      return { type: 'referral.Accepted', data: dataOf(command) };
    case 'DeclineReferral':
      return { type: 'referral.Declined', data: dataOf(command) };
    case 'WaitlistReferral':
      return { type: 'referral.Waitlisted', data: dataOf(command) };
    case 'AttemptContact':
      return { type: 'referral.ContactAttempted', data: dataOf(command) };
    case 'PlanAppointment':
      return { type: 'referral.AppointmentPlanned', data: dataOf(command) };
    case 'MissAppointment':
      return { type: 'referral.AppointmentMissed', data: dataOf(command) };
    case 'CancelAppointment':
      return { type: 'referral.AppointmentCancelled', data: dataOf(command) };
    case 'StartSupport':
      return { type: 'referral.SupportStarted', data: dataOf(command) };
    case 'AssignCaseDirector':
      return { type: 'referral.CaseDirectorAssigned', data: dataOf(command) };
    case 'HandOverCaseDirection':
      return { type: 'referral.CaseDirectionHandedOver', data: dataOf(command) };
    case 'EscalateReferral':
      return { type: 'referral.Escalated', data: dataOf(command) };
    case 'ReferOn':
      return { type: 'referral.ReferredOn', data: dataOf(command) };
    case 'CompleteSupport':
      return { type: 'referral.SupportCompleted', data: dataOf(command) };
    case 'GiveFeedback':
      return { type: 'referral.FeedbackGiven', data: dataOf(command) };
    case 'ReportExperience':
      return { type: 'referral.ExperienceReported', data: dataOf(command) };
    case 'CancelReferral':
      return { type: 'referral.Cancelled', data: dataOf(command) };
    case 'CloseUnreached':
      return { type: 'referral.ClosedUnreached', data: { ...dataOf(command), attempts } };
    case 'EnterInError':
      return { type: 'referral.EnteredInError', data: dataOf(command) };
  }
}
