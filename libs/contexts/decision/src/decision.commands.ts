import type { CoalitionFacts } from '#contexts/coalition';
import type { MunicipalityFacts } from '#contexts/municipality';
import type { OrganisationFacts } from '#contexts/organisation';
import type { Command, PartialDate } from '#kernel';
import type { DecisionEvent } from './decision.events.ts';

type Said<T extends DecisionEvent['type']> = Extract<DecisionEvent, { type: T }>['data'];
/** What the event says, with the date that a live fact must have. */
type Live<N extends string, T extends DecisionEvent['type']> = Command<N> &
  Readonly<Omit<Said<T>, 'on'>> & { readonly on: PartialDate };
type Places = { readonly municipalities: readonly MunicipalityFacts[] };
type Organisations = { readonly organisations: readonly OrganisationFacts[] };

export type ProposeDecision = Live<'ProposeDecision', 'decision.Proposed.v2'> & {
  readonly facts: Places & {
    /** Of the coalition that it names, if it names one. */
    readonly coalition: Pick<CoalitionFacts, 'known'> | null;
  };
};
export type TakeDecision = Omit<
  Live<'TakeDecision', 'decision.Taken'>,
  'effectiveOn' | 'responsibleOrganisation' | 'type'
> & {
  readonly type: 'TakeDecision';
  readonly effectiveOn: PartialDate;
  readonly responsibleOrganisation: string;
  /** The kind of decision (ZGW `besluittype`); the event calls it `type`. */
  readonly decisionType: string;
  /** Of the municipality that decides, of those whose bodies must consent, and of the organisations. */
  readonly facts: Places & Organisations;
};
export type RejectDecision = Live<'RejectDecision', 'decision.Rejected'>;
export type NameCondition = Live<'NameCondition', 'decision.ConditionNamed'> & {
  readonly facts: Places & Organisations;
};
export type MeetCondition = Live<'MeetCondition', 'decision.ConditionMet'>;
/**
 * Sent by the register itself where the last consent did not come as a `MeetCondition`: a source told of it, or a
 * refusal was retracted.
 */
export type RecordEffect = Command<'RecordEffect'> & { readonly decisionId: string };
export type FailCondition = Live<'FailCondition', 'decision.ConditionFailed'>;
export type ReferToCouncil = Live<'ReferToCouncil', 'decision.ReferredToCouncil'>;
export type PublishDecision = Live<'PublishDecision', 'decision.Published'>;
export type WithholdDecision = Omit<
  Live<'WithholdDecision', 'decision.WithheldFromPublication'>,
  'municipalities'
> & {
  readonly facts: {
    /** Of the coalition that decided, if one did: its municipalities go on to see it. */
    readonly coalition: Pick<CoalitionFacts, 'municipalities'> | null;
  };
};
export type WithdrawDecision = Live<'WithdrawDecision', 'decision.Withdrawn'>;

export type DecisionCommand =
  | ProposeDecision
  | TakeDecision
  | RejectDecision
  | NameCondition
  | MeetCondition
  | RecordEffect
  | FailCondition
  | ReferToCouncil
  | PublishDecision
  | WithholdDecision
  | WithdrawDecision;
