import type { IsoDate } from '#kernel';
import type { ReferralEvent } from './referral.events.ts';
import { dayOf, ENDINGS, type ReferralState } from './referral.state.ts';

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

type Placed = { readonly type: Telling; readonly day: IsoDate; readonly at: number };
/** By day; on one day as recorded, but that reception comes before what else happened on its day. */
function inOrder(one: Placed, other: Placed): number {
  if (one.day !== other.day) return one.day < other.day ? -1 : 1;
  const isLater = ({ type }: Placed): number => (type === 'referral.Received' ? 0 : 1);
  return isLater(one) - isLater(other) || one.at - other.at;
}

/** How strong an end is: see `endingOf`. Lower is stronger; `null` for what ends nothing. */
function endingRank({ type, at }: Placed): number | null {
  if (type === 'referral.EnteredInError') return -2;
  if (type === 'referral.ConsentWithdrawn') return -1;
  return (ENDINGS as readonly string[]).includes(type) ? at : null;
}

/** From which day on it stood how: as it ended, or as the last step by day says. */
export function standingsOf({ steps }: ReferralState): readonly (Standing & { readonly from: IsoDate })[] {
  const placed = steps
    .flatMap(({ event }, at): Placed[] =>
      tells(event.type) ? [{ type: event.type, day: dayOf(event), at }] : [],
    )
    .sort(inOrder);
  const standings: (Standing & { readonly from: IsoDate })[] = [];
  let bser: Bser | null = null;
  let ending: { readonly rank: number; readonly type: Telling } | null = null;
  placed.forEach((step, index) => {
    bser = bserAfter(step.type, bser);
    const rank = endingRank(step);
    if (rank !== null && (ending === null || rank < ending.rank)) ending = { rank, type: step.type };
    if (placed[index + 1]?.day === step.day) return;
    const type: Telling = ending === null ? step.type : ending.type;
    const { status, fhir } = STATUSES[type];
    const standing = { status, fhir, bser: bserAfter(type, bser), from: step.day };
    const before = standings.at(-1);
    if (before?.status !== status || before.bser !== standing.bser) standings.push(standing);
  });
  return standings;
}

function bserAfter(type: Telling, before: Bser | null): Bser | null {
  const step: { readonly status: string; readonly bser?: Bser | null } = STATUSES[type];
  return step.bser === undefined ? before : step.bser;
}

/** Where a referral stands; `null` before anything was prepared. */
export function standingOf(state: ReferralState): Standing | null {
  const last = standingsOf(state).at(-1);
  return last === undefined ? null : { status: last.status, fhir: last.fhir, bser: last.bser };
}
