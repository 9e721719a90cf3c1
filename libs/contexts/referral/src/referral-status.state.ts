import { sameJson, type IsoDate } from '#kernel';
import type { ReferralEvent } from './referral.events.ts';
import { dayOf, endingOf, ENDINGS, stateOn, type ReferralState } from './referral.state.ts';

/** The statuses of HL7 FHIR R4, `Task.status`, that a referral can have. */
export const FhirTaskStatuses = [
  'draft',
  'requested',
  'received',
  'accepted',
  'rejected',
  'cancelled',
  'in-progress',
  'on-hold',
  'failed',
  'completed',
  'entered-in-error',
] as const;
/** The business statuses of the BSeR implementation guide (bidirectional services eReferral) that it can have. */
export const BserStatuses = {
  '2.0': 'created',
  '3.0': 'accepted',
  '4.0': 'declined',
  '5.1.1': 'scheduled',
  '5.1.2': 'unattended',
  '5.1.3': 'event cancelled',
  '6.0': 'cancelled',
  '7.0': 'completed',
} as const;
type Fhir = (typeof FhirTaskStatuses)[number];
type Bser = keyof typeof BserStatuses;

/** `bser` is absent where that standard has no status for the step: the one that was reached before it stays. */
const STATUSES = {
  'referral.Prepared': { status: 'prepared', fhir: 'draft' },
  'referral.ConsentRefused': { status: 'consentRefused', fhir: 'cancelled', bser: '6.0' },
  'referral.ConsentWithdrawn': { status: 'consentWithdrawn', fhir: 'cancelled', bser: '6.0' },
  'referral.Sent': { status: 'sent', fhir: 'requested', bser: '2.0' },
  'referral.Received': { status: 'received', fhir: 'received' },
  'referral.Waitlisted': { status: 'waitlisted', fhir: 'on-hold' },
  'referral.Accepted': { status: 'accepted', fhir: 'accepted', bser: '3.0' },
  'referral.Declined': { status: 'declined', fhir: 'rejected', bser: '4.0' },
  'referral.AppointmentPlanned': { status: 'appointmentPlanned', fhir: 'in-progress', bser: '5.1.1' },
  'referral.AppointmentMissed': { status: 'appointmentMissed', fhir: 'in-progress', bser: '5.1.2' },
  'referral.AppointmentCancelled': { status: 'appointmentCancelled', fhir: 'in-progress', bser: '5.1.3' },
  'referral.SupportStarted': { status: 'started', fhir: 'in-progress' },
  'referral.SupportCompleted': { status: 'completed', fhir: 'completed', bser: '7.0' },
  'referral.Cancelled': { status: 'cancelled', fhir: 'cancelled', bser: '6.0' },
  'referral.ClosedUnreached': { status: 'unreached', fhir: 'failed', bser: '6.0' },
  'referral.EnteredInError': { status: 'enteredInError', fhir: 'entered-in-error', bser: null },
} as const satisfies {
  readonly [T in ReferralEvent['type']]?: {
    readonly status: string;
    readonly fhir: Fhir;
    readonly bser?: Bser | null;
  };
};
type Telling = keyof typeof STATUSES;
export type ReferralStatus = (typeof STATUSES)[Telling]['status'];
export const ReferralStatuses = Object.values(STATUSES).map(({ status }) => status);
/** The statuses of a referral that has ended. */
export const EndedStatuses: readonly ReferralStatus[] = ENDINGS.map((type) => STATUSES[type].status);

/** Where a referral stands, in our words and in those of the two standards. */
export type Standing = {
  readonly status: ReferralStatus;
  readonly fhir: Fhir;
  /** `null`: none has been reached. */
  readonly bser: Bser | null;
};

/** Other steps (feedback, a case director, an attempt) leave a referral where it stood. */
const tells = (type: ReferralEvent['type']): type is Telling => Object.hasOwn(STATUSES, type);

/**
 * Where a referral stands: as it ended, or as the last step by day says (recorded on one day: the last recorded, but that
 * reception comes before what else happened on its day). `null` before anything was prepared.
 */
export function standingOf(state: ReferralState): Standing | null {
  const rank = (event: ReferralEvent): string =>
    `${dayOf(event)} ${event.type === 'referral.Received' ? 0 : 1}`;
  const ending = endingOf(state);
  const steps = state.steps
    .map(({ event }) => event)
    .filter(({ type }) => tells(type))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  return (ending === null ? steps : [...steps, ending]).reduce<Standing | null>(
    (so, { type }) => (tells(type) ? { bser: so?.bser ?? null, ...STATUSES[type] } : so),
    null,
  );
}

/** From which day on it stood how, in the order of days. */
export function standingsOf(state: ReferralState): readonly (Standing & { readonly from: IsoDate })[] {
  const days = [...new Set(state.steps.map(({ event }) => dayOf(event)))].sort();
  let before: Standing | null = null;
  return days.flatMap((from) => {
    const standing = standingOf(stateOn(from, state));
    const isSame = sameJson(standing, before);
    before = standing;
    return standing === null || isSame ? [] : [{ ...standing, from }];
  });
}
