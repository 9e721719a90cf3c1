import type { IsoDate, Provenance } from '#kernel';
import { referralEvents, type ReferralEvent } from './referral.events.ts';

/** One thing that happened to a referral; `perSource` where a source merely tells it. */
export type ReferralStep = { readonly event: ReferralEvent; readonly perSource: boolean };
/** A referral is what happened to it, in the order in which it reads; everything else follows from that. */
export type ReferralState = { readonly steps: readonly ReferralStep[] };
export const NO_REFERRAL: ReferralState = { steps: [] };

export const evolve = (
  { steps }: ReferralState,
  event: ReferralEvent,
  provenance: Provenance,
): ReferralState => ({ steps: [...steps, { event, perSource: provenance.kind === 'perSource' }] });

type Type = ReferralEvent['type'];
export type EventOfType<T extends Type> = Extract<ReferralEvent, { readonly type: T }>;

/** The steps of some kinds, in their order. */
export const stepsOf = <T extends Type>({ steps }: ReferralState, ...types: readonly T[]): EventOfType<T>[] =>
  steps
    .map(({ event }) => event)
    .filter((event): event is EventOfType<T> => types.some((type) => type === event.type));

/** The same for every kind of step. */
export const onEachStep = <T>(told: T) =>
  Object.fromEntries(referralEvents.map(({ type }) => [type, told])) as { readonly [K in Type]: T };

/** The last step of some kinds, or `null`. */
export const last = <T extends Type>(state: ReferralState, ...types: readonly T[]): EventOfType<T> | null =>
  stepsOf(state, ...types).at(-1) ?? null;

/** True where somebody recorded such a step: what a source merely tells bars nobody from recording it. */
export const stands = ({ steps }: ReferralState, ...types: readonly Type[]): boolean =>
  steps.some(({ event, perSource }) => !perSource && types.includes(event.type));

/** The day that a step is about. */
export const dayOf = ({ data }: ReferralEvent): IsoDate => ('on' in data ? data.on : data.dueOn);

export const ENDINGS = [
  'referral.EnteredInError',
  'referral.ConsentWithdrawn',
  'referral.ConsentRefused',
  'referral.Declined',
  'referral.Cancelled',
  'referral.ClosedUnreached',
  'referral.SupportCompleted',
] as const satisfies readonly Type[];
export type Ending = EventOfType<(typeof ENDINGS)[number]>;

/** How it ended; `null` while it goes on. An error outdoes every other end, and withdrawn consent all but that. */
export function endingOf(state: ReferralState): Ending | null {
  const endings = stepsOf(state, ...ENDINGS);
  const of = (type: Ending['type']): Ending | undefined => endings.find((ending) => ending.type === type);
  return of('referral.EnteredInError') ?? of('referral.ConsentWithdrawn') ?? endings[0] ?? null;
}

/** The consent that was given and not taken back, or `null`. */
export const consentOf = (state: ReferralState): EventOfType<'referral.ConsentRecorded'> | null =>
  last(state, 'referral.ConsentWithdrawn') === null ? last(state, 'referral.ConsentRecorded') : null;

/** Who directs the case now; nobody is assumed to. */
export const caseDirectorOf = (
  state: ReferralState,
): EventOfType<'referral.CaseDirectorAssigned' | 'referral.CaseDirectionHandedOver'> | null =>
  last(state, 'referral.CaseDirectorAssigned', 'referral.CaseDirectionHandedOver');

/** Planned for that day, and not as often missed or called off. */
export function isPlanned(appointmentOn: IsoDate, state: ReferralState): boolean {
  const count = (
    ...types: (
      'referral.AppointmentPlanned' | 'referral.AppointmentMissed' | 'referral.AppointmentCancelled'
    )[]
  ) => stepsOf(state, ...types).filter(({ data }) => data.appointmentOn === appointmentOn).length;
  return (
    count('referral.AppointmentPlanned') >
    count('referral.AppointmentMissed', 'referral.AppointmentCancelled')
  );
}

/** The referral as it stood at the end of a day. */
export const stateOn = (day: IsoDate, { steps }: ReferralState): ReferralState => ({
  steps: steps.filter(({ event }) => dayOf(event) <= day),
});
