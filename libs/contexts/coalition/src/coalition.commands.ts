import type { MunicipalityFacts } from '#contexts/municipality';
import type { OrganisationFacts } from '#contexts/organisation';
import type { Command, PartialDate } from '#kernel';
import type { CoalitionEvent, CoalitionPhase } from './coalition.events.ts';

type Said<T extends CoalitionEvent['type']> = Extract<CoalitionEvent, { type: T }>['data'];
/** What the event says, with the date that a live fact must have. */
type Live<N extends string, T extends CoalitionEvent['type'], K extends string> = Command<N> &
  Readonly<Omit<Said<T>, K | 'note'>> & { readonly [date in K]: PartialDate };

type Places = { readonly municipalities: readonly MunicipalityFacts[] };
type Organisations = { readonly organisations: readonly OrganisationFacts[] };

export type StartExploration = Live<'StartExploration', 'coalition.ExplorationStarted', 'on'> & {
  readonly facts: Places & Organisations;
};
export type JoinAsMunicipality = Live<'JoinAsMunicipality', 'coalition.MunicipalityJoined', 'from'> & {
  readonly facts: Places;
};
export type LeaveAsMunicipality = Live<'LeaveAsMunicipality', 'coalition.MunicipalityLeft', 'until'>;
export type JoinAsPartner = Live<'JoinAsPartner', 'coalition.PartnerJoined', 'from'> & {
  readonly facts: Organisations;
};
export type LeaveAsPartner = Live<'LeaveAsPartner', 'coalition.PartnerLeft', 'until'>;
/** Of a role for one holder this is also the handover: the former holder has it until the day before. */
export type AssignRole = Live<'AssignRole', 'coalition.RoleAssigned', 'from'> & {
  readonly facts: Organisations;
};
export type EndRole = Live<'EndRole', 'coalition.RoleEnded', 'until'>;
/** `facts` tell the usual domains of partners whose side nobody recorded. */
export type FormCoalition = Live<'FormCoalition', 'coalition.Formed', 'on'> & {
  readonly facts: Organisations;
};
export type HoldAmbitionSession = Live<'HoldAmbitionSession', 'coalition.AmbitionSessionHeld', 'on'> & {
  readonly facts: Organisations;
};
export type AdoptAmbition = Live<'AdoptAmbition', 'coalition.AmbitionAdopted', 'on'>;
export type DropAmbition = Live<'DropAmbition', 'coalition.AmbitionDropped', 'on'>;
export type FormWorkingGroup = Live<'FormWorkingGroup', 'coalition.WorkingGroupFormed', 'on'>;
export type RefocusWorkingGroup = Live<'RefocusWorkingGroup', 'coalition.WorkingGroupRefocused', 'on'>;
export type JoinWorkingGroup = Live<'JoinWorkingGroup', 'coalition.WorkingGroupMemberJoined', 'from'>;
export type LeaveWorkingGroup = Live<'LeaveWorkingGroup', 'coalition.WorkingGroupMemberLeft', 'until'>;
export type DisbandWorkingGroup = Live<'DisbandWorkingGroup', 'coalition.WorkingGroupDisbanded', 'on'>;
export type AdoptPlanOfAction = Live<'AdoptPlanOfAction', 'coalition.PlanOfActionAdopted', 'on'> & {
  /** Of the decision that it names, if it names one. */
  readonly facts: { readonly decision: { readonly known: boolean } | null };
};
/** A coalition ends by {@link EndCoalition}, not by a phase. */
export type EnterPhase = Live<'EnterPhase', 'coalition.PhaseEntered', 'on'> & {
  readonly phase: Exclude<CoalitionPhase, 'ended'>;
};
export type AnchorCoalition = Live<'AnchorCoalition', 'coalition.Anchored', 'on'>;
export type EndCoalition = Live<'EndCoalition', 'coalition.Ended', 'on'>;

export type CoalitionCommand =
  | StartExploration
  | JoinAsMunicipality
  | LeaveAsMunicipality
  | JoinAsPartner
  | LeaveAsPartner
  | AssignRole
  | EndRole
  | FormCoalition
  | HoldAmbitionSession
  | AdoptAmbition
  | DropAmbition
  | FormWorkingGroup
  | RefocusWorkingGroup
  | JoinWorkingGroup
  | LeaveWorkingGroup
  | DisbandWorkingGroup
  | AdoptPlanOfAction
  | EnterPhase
  | AnchorCoalition
  | EndCoalition;
