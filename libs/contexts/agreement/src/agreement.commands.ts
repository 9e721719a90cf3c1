import type { DecisionFacts } from '#contexts/decision';
import type { MunicipalityFacts } from '#contexts/municipality';
import type { OrganisationFacts } from '#contexts/organisation';
import type { Command, Hash, PartialDate } from '#kernel';
import type { AgreementEvent } from './agreement.events.ts';
import type { AgreementFacts } from './agreement.facts.ts';

type Said<T extends AgreementEvent['type']> = Extract<AgreementEvent, { type: T }>['data'];
/** What the event says, with the date that a live fact must have. */
type Live<N extends string, T extends AgreementEvent['type']> = Command<N> &
  Readonly<Omit<Said<T>, 'on'>> & { readonly on: PartialDate };
/** An end that somebody agrees on now is a date, or `open`. */
type AgreedEnd<K extends string> = { readonly [end in K]?: PartialDate | 'open' };
/** A signature: of that version, in a named capacity. */
type Signing = { readonly capacity: string; readonly function: string; readonly contentHash: Hash };

type Organisations = { readonly organisations: readonly OrganisationFacts[] };
/** Of the decision that the command names, or `null` where it names none. */
type Deciding = { readonly decision: DecisionFacts | null };
/** Of the municipality, and of those in the scope that merged into it. */
type Places = { readonly municipalities: readonly MunicipalityFacts[] };

export type DraftAgreement = Omit<Live<'DraftAgreement', 'agreement.Drafted'>, 'agreedUntil'> &
  AgreedEnd<'agreedUntil'> & {
    readonly facts: Places &
      Organisations &
      Deciding & { readonly parent: Pick<AgreementFacts, 'known' | 'scope'> | null };
  };
/** Without `to`, it goes to the parties that it was drafted for. */
export type SubmitAgreement = Omit<Live<'SubmitAgreement', 'agreement.Submitted'>, 'to'> & {
  readonly to?: readonly string[];
  readonly facts: Organisations;
};
export type SignAgreement = Omit<Live<'SignAgreement', 'agreement.Signed'>, keyof Signing> &
  Signing & { readonly facts: Deciding };
export type DeclineSignature = Live<'DeclineSignature', 'agreement.SignatureDeclined'>;
/** For an agreement that nobody has to sign, such as guidance. */
export type BringIntoEffect = Omit<Live<'BringIntoEffect', 'agreement.TookEffect'>, 'until'> &
  AgreedEnd<'until'>;
export type AccedeToAgreement = Omit<Live<'AccedeToAgreement', 'agreement.PartyAcceded'>, keyof Signing> &
  Signing & { readonly facts: Organisations & Deciding };
export type WithdrawFromAgreement = Live<'WithdrawFromAgreement', 'agreement.PartyWithdrew'>;
type Adopting = { readonly facts: Places & Deciding };
export type AdoptAgreement = Live<'AdoptAgreement', 'agreement.Adopted'> & Adopting;
export type AdoptWithDeviation = Live<'AdoptWithDeviation', 'agreement.AdoptedWithDeviation'> & Adopting;
export type RefuseAdoption = Live<'RefuseAdoption', 'agreement.AdoptionRefused'> & Adopting;
export type DeclareNotApplicable = Live<'DeclareNotApplicable', 'agreement.NotApplicable'> & Adopting;
export type ConfirmAsSuccessor = Live<'ConfirmAsSuccessor', 'agreement.SuccessorConfirmed'> & Adopting;
export type ReviewAgreement = Live<'ReviewAgreement', 'agreement.Reviewed'>;
/** The version is the next one; the register counts. */
export type AmendAgreement = Omit<Live<'AmendAgreement', 'agreement.Amended'>, 'version' | 'agreedUntil'> &
  AgreedEnd<'agreedUntil'> & { readonly facts: Organisations };
export type ExtendAgreement = Omit<Live<'ExtendAgreement', 'agreement.Extended'>, 'until'> & {
  readonly until: PartialDate | 'open';
};
export type TerminateAgreement = Live<'TerminateAgreement', 'agreement.Terminated'>;
/** Sent by the register itself when the day for a review has passed; `on` is the day on which it looks. */
export type RecordReviewDue = Command<'RecordReviewDue'> &
  Readonly<Said<'agreement.ReviewFellDue'>> & { readonly on: PartialDate };
/** Sent by the register itself when the last day has passed; `on` is the day on which it looks. */
export type ExpireAgreement = Command<'ExpireAgreement'> & {
  readonly agreementId: string;
  readonly on: PartialDate;
};
export type SupersedeAgreement = Live<'SupersedeAgreement', 'agreement.Superseded'> & {
  readonly facts: { readonly successor: Pick<AgreementFacts, 'known'> };
};
export type PublishAgreement = Live<'PublishAgreement', 'agreement.Published'>;
export type WithholdFromPublication = Live<'WithholdFromPublication', 'agreement.WithheldFromPublication'>;

export type AdoptionCommand =
  AdoptAgreement | AdoptWithDeviation | RefuseAdoption | DeclareNotApplicable | ConfirmAsSuccessor;
export type SigningCommand =
  | SubmitAgreement
  | SignAgreement
  | DeclineSignature
  | BringIntoEffect
  | AccedeToAgreement
  | WithdrawFromAgreement
  | AmendAgreement;
export type AgreementCommand =
  | DraftAgreement
  | SigningCommand
  | AdoptionCommand
  | ReviewAgreement
  | RecordReviewDue
  | ExtendAgreement
  | TerminateAgreement
  | ExpireAgreement
  | SupersedeAgreement
  | PublishAgreement
  | WithholdFromPublication;
