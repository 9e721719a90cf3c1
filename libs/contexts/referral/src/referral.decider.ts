import { sameJson, type Decider } from '#kernel';
import type {
  PrepareReferral,
  RecordOverdue,
  ReferralCommand,
  SendReferral,
  StepCommand,
} from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';
import { mustFollow, referralRejections, reject } from './referral.guards.ts';
import { referralCatalogue } from './referral-history.events.ts';
import { mustBeOpen, mustHaveRoute, termsOf } from './referral-route.guards.ts';
import { eventOf } from './referral-steps.decider.ts';
import { evolve, isPlanned, last, NO_REFERRAL, stepsOf, type ReferralState } from './referral.state.ts';
import { dueOf, OVERDUE } from './referral-terms.state.ts';

function decide(command: ReferralCommand, state: ReferralState): readonly ReferralEvent[] {
  switch (command.type) {
    case 'PrepareReferral':
      return prepare(command, state);
    case 'SendReferral':
      return send(command, state);
    case 'RecordOverdue':
      return recordOverdue(command, state);
    default: {
      const event = eventOf(command, stepsOf(state, 'referral.ContactAttempted').length);
      if (isRecorded(event, state)) return []; // Asked twice, decided once, whatever came after it.
      mustFollow(event, state);
      checkFacts(command);
      return [event];
    }
  }
}

function prepare(command: PrepareReferral, state: ReferralState): readonly ReferralEvent[] {
  const { type: _, facts, gestationalAgeWeeks, ...data } = command;
  const event = { type: 'referral.Prepared', data } as const;
  if (isRecorded(event, state)) return [];
  mustFollow(event, state);
  const { gestationalAgeBeforeWeeks: before } = mustHaveRoute(data, data.on, facts);
  if (before !== undefined) {
    if (gestationalAgeWeeks === undefined) {
      return reject('referral.gestational-age-missing', 'gestationalAgeWeeks');
    }
    if (gestationalAgeWeeks >= before) return reject('referral.too-late-in-pregnancy', 'gestationalAgeWeeks');
  }
  return [event];
}

/** The route is looked at again: what held when it was prepared may have ended. Its terms are those of this day. */
function send({ referralId, on, facts }: SendReferral, state: ReferralState): readonly ReferralEvent[] {
  const asSent = last(state, 'referral.Sent')?.data.terms ?? {};
  const event = { type: 'referral.Sent', data: { referralId, terms: asSent, on } } as const;
  if (isRecorded(event, state)) return [];
  mustFollow(event, state);
  const prepared = last(state, 'referral.Prepared');
  if (prepared === null || facts === null) return reject('referral.absent', 'referralId');
  // A municipality may have merged since: its successor holds what it agreed on.
  const route = mustHaveRoute({ ...prepared.data, municipality: facts.municipality }, on, facts);
  return [{ type: 'referral.Sent', data: { referralId, terms: termsOf(route), on } }];
}

/** A term that was met meanwhile, or that counts otherwise by now, is no matter any more. */
function recordOverdue(command: RecordOverdue, state: ReferralState): readonly ReferralEvent[] {
  const { referralId, term, dueOn, today } = command;
  const event = { type: OVERDUE[term], data: { referralId, dueOn } } as const;
  if (isRecorded(event, state)) return [];
  mustFollow(event, state);
  const due = dueOf(state, term);
  if (due === null || due.metOn !== null || due.droppedOn !== null || due.dueOn !== dueOn) return [];
  return today <= dueOn ? reject('referral.not-due', 'today') : [event];
}

function isRecorded({ type, data }: ReferralEvent, state: ReferralState): boolean {
  const known = state.steps.some(
    ({ event, perSource }) => event.type === type && !perSource && sameJson(event.data, data),
  );
  // An appointment that was called off can be made again on the same day.
  return known && (type !== 'referral.AppointmentPlanned' || isPlanned(data.appointmentOn, state));
}

/** What a step needs of other records. */
function checkFacts(command: StepCommand): void {
  switch (command.type) {
    case 'RecordConsent':
      mustBeOpen(command.informedBy, [command.facts.organisation], command.on, 'informedBy');
      return;
    case 'AssignCaseDirector':
    case 'HandOverCaseDirection':
      mustBeOpen(command.organisationId, [command.facts.organisation], command.on, 'organisationId');
      return;
    case 'EscalateReferral':
      mustBeOpen(command.to, [command.facts.organisation], command.on, 'to');
      return;
    case 'ReferOn':
      if (!command.facts.isKnown) reject('referral.onward-absent', 'onwardReferralId');
      return;
    default:
  }
}

/** A correction or a retraction leads to a history that could have been decided as it then reads. */
function check({ steps }: ReferralState): void {
  steps.forEach(({ event, perSource }, index) => {
    if (!perSource) mustFollow(event, { steps: steps.slice(0, index) });
  });
}

export const referral: Decider<ReferralCommand, ReferralState, ReferralEvent> = {
  name: 'referral',
  storedAs: 'referral.Recorded',
  events: referralCatalogue,
  rejections: referralRejections,
  initial: NO_REFERRAL,
  decide,
  evolve,
  check,
};
