import type { AgreementFacts } from '#contexts/agreement';
import type { MunicipalityFacts } from '#contexts/municipality';
import type { OrganisationFacts, OrganisationKind } from '#contexts/organisation';
import type { Command, IsoDate } from '#kernel';
import type {
  CancelReasons,
  CaseDirectorFunctions,
  ConsentCategories,
  ConsentPurposes,
  DeclineReasons,
  ReferralPhases,
  SupportOutcomes,
} from './referral.content.ts';
import type { Term } from './referral-terms.state.ts';

type OneOf<L extends readonly string[]> = L[number];
type Named<T extends string> = Command<T> & { readonly referralId: string };
type Step<T extends string> = Named<T> & { readonly on: IsoDate };

/** An organisation that a referral names, as the register knows it. */
export type PartyFacts = OrganisationFacts & {
  /** `null`: the register does not know the organisation. */
  readonly kind: OrganisationKind | null;
};
type WithParty = { readonly facts: { readonly organisation: PartyFacts } };

/** What other records say about the route that a referral takes. */
export type RouteFacts = {
  readonly agreement: AgreementFacts;
  /** The code that holds the municipality's land on that day: its own, or that of the one it merged into. */
  readonly municipality: string;
  /** That one, and all that ever merged into it. */
  readonly municipalities: readonly MunicipalityFacts[];
  readonly parties: readonly PartyFacts[];
};

export type PrepareReferral = Step<'PrepareReferral'> & {
  readonly municipality: string;
  readonly agreementId: string;
  readonly referrer: string;
  readonly recipient: string;
  readonly phase: OneOf<typeof ReferralPhases>;
  readonly topic: string;
  /** Whole weeks, where the route asks for it; looked at, and not recorded. */
  readonly gestationalAgeWeeks?: number;
  readonly facts: RouteFacts;
};
export type RecordConsent = Step<'RecordConsent'> & {
  readonly purpose: OneOf<typeof ConsentPurposes>;
  readonly categories: OneOf<typeof ConsentCategories>[];
  readonly informedBy: string;
} & WithParty;
/** The facts are `null` where nothing was prepared. */
export type SendReferral = Step<'SendReferral'> & { readonly facts: RouteFacts | null };
export type DeclineReferral = Step<'DeclineReferral'> & { readonly reason: OneOf<typeof DeclineReasons> };
export type AttemptContact = Step<'AttemptContact'> & { readonly attempt: number };
type Appointment<T extends string> = Step<T> & { readonly appointmentOn: IsoDate };
type Direction<T extends string> = Step<T> & {
  readonly organisationId: string;
  readonly function: OneOf<typeof CaseDirectorFunctions>;
} & WithParty;
export type EscalateReferral = Step<'EscalateReferral'> & { readonly to: string } & WithParty;
export type ReferOn = Step<'ReferOn'> & {
  readonly onwardReferralId: string;
  /** Whether the register has the other referral. */
  readonly facts: { readonly isKnown: boolean };
};
export type CompleteSupport = Step<'CompleteSupport'> & { readonly outcome: OneOf<typeof SupportOutcomes> };
export type ReportExperience = Step<'ReportExperience'> & { readonly feltSupported: number };
export type CancelReferral = Step<'CancelReferral'> & { readonly reason: OneOf<typeof CancelReasons> };
/** For the register itself: a term passed its last day, and nobody had met it. */
export type RecordOverdue = Named<'RecordOverdue'> & {
  readonly term: Term;
  readonly dueOn: IsoDate;
  readonly today: IsoDate;
};

/** What parties do, a step at a time, once a referral was prepared; sending looks at its route again. */
export type StepCommand =
  | RecordConsent
  | Step<'RefuseConsent'>
  | Step<'WithdrawConsent'>
  | Step<'ReceiveReferral'>
  | Step<'AcceptReferral'>
  | DeclineReferral
  | Step<'WaitlistReferral'>
  | AttemptContact
  | Appointment<'PlanAppointment'>
  | Appointment<'MissAppointment'>
  | Appointment<'CancelAppointment'>
  | Step<'StartSupport'>
  | Direction<'AssignCaseDirector'>
  | Direction<'HandOverCaseDirection'>
  | EscalateReferral
  | ReferOn
  | CompleteSupport
  | Step<'GiveFeedback'>
  | ReportExperience
  | CancelReferral
  | Step<'CloseUnreached'>
  | Step<'EnterInError'>;
export type ReferralCommand = PrepareReferral | SendReferral | StepCommand | RecordOverdue;
