import type { Certainty, PartialDate } from '#kernel';
import {
  IsEnumField,
  IsGmCode,
  IsIdField,
  IsName,
  IsPartialDateField,
  IsText,
  IsWholeNumber,
} from '#platform/http';
import { type Domain, Domains } from '#contexts/organisation';
import { PageParameters } from '#platform/records';
import {
  AmbitionPhases,
  CoalitionPhases,
  CoalitionRoles,
  SessionModes,
  type AmbitionPhase,
  type CoalitionPhase,
  type CoalitionRole,
  type SessionMode,
} from './coalition.events.ts';

type LivePhase = Exclude<CoalitionPhase, 'ended'>;
const LIVE_PHASES = CoalitionPhases.filter((phase) => phase !== 'ended');

export class AmbitionParams {
  @IsIdField()
  readonly id!: string;
  @IsIdField()
  readonly ambitionId!: string;
}

export class WorkingGroupParams {
  @IsIdField()
  readonly id!: string;
  @IsIdField()
  readonly workingGroupId!: string;
}

export class StartExplorationRequest {
  @IsIdField({ optional: true, says: 'Chosen by the caller; without it the register makes one.' })
  readonly coalitionId?: string;
  @IsName()
  readonly name!: string;
  @IsGmCode({ list: { min: 0, max: 400 } })
  readonly municipalities!: string[];
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsIdField({ optional: true })
  readonly initiatedBy?: string;
}

export class JoinAsMunicipalityRequest {
  @IsGmCode()
  readonly municipality!: string;
  @IsPartialDateField({ says: 'The first day.' })
  readonly from!: PartialDate;
}

export class LeaveAsMunicipalityRequest {
  @IsGmCode()
  readonly municipality!: string;
  @IsPartialDateField({ says: 'The last day.' })
  readonly until!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class JoinAsPartnerRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsEnumField(Domains, { optional: true, says: 'Without it, the usual domain of the organisation.' })
  readonly domain?: Domain;
  @IsPartialDateField({ says: 'The first day.' })
  readonly from!: PartialDate;
}

export class LeaveAsPartnerRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsPartialDateField({ says: 'The last day; its roles and places in working groups end with it.' })
  readonly until!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class AssignRoleRequest {
  @IsEnumField(CoalitionRoles)
  readonly role!: CoalitionRole;
  @IsIdField({ optional: true })
  readonly organisationId?: string;
  @IsName({ optional: true, says: 'The function of the official; no name.' })
  readonly function?: string;
  @IsPartialDateField({ says: 'The first day; a former holder has the role until the day before.' })
  readonly from!: PartialDate;
}

export class EndRoleRequest {
  @IsEnumField(CoalitionRoles)
  readonly role!: CoalitionRole;
  @IsIdField({ optional: true, says: 'Without it, whoever holds it.' })
  readonly organisationId?: string;
  @IsPartialDateField({ says: 'The last day.' })
  readonly until!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class FormCoalitionRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class EnterPhaseRequest {
  @IsEnumField(LIVE_PHASES)
  readonly phase!: LivePhase;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class AnchorCoalitionRequest {
  @IsText({ says: 'What outlasts the programme.' })
  readonly arrangement!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

/** The end of a coalition or of a working group, or an ambition that is dropped. */
export class EndRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class HoldAmbitionSessionRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsEnumField(SessionModes, { optional: true })
  readonly mode?: SessionMode;
  @IsIdField({ optional: true, list: { min: 0, max: 200 }, says: 'Who took part.' })
  readonly organisations?: string[];
  @IsText({ optional: true })
  readonly outcome?: string;
}

export class AdoptAmbitionRequest {
  @IsIdField()
  readonly ambitionId!: string;
  @IsEnumField(AmbitionPhases)
  readonly phase!: AmbitionPhase;
  @IsText()
  readonly text!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class FormWorkingGroupRequest {
  @IsIdField()
  readonly workingGroupId!: string;
  @IsName()
  readonly focus!: string;
  @IsIdField({ optional: true, list: { min: 0, max: 200 }, says: 'Partners of the coalition.' })
  readonly members?: string[];
  @IsName({ optional: true, says: 'The existing consultation that it joins.' })
  readonly joinsExisting?: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class RefocusWorkingGroupRequest {
  @IsName()
  readonly focus!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class JoinWorkingGroupRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsPartialDateField({ says: 'The first day.' })
  readonly from!: PartialDate;
}

export class LeaveWorkingGroupRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsPartialDateField({ says: 'The last day.' })
  readonly until!: PartialDate;
}

export class AdoptPlanOfActionRequest {
  @IsWholeNumber({ min: 1, max: 10_000 })
  readonly version!: number;
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsIdField({ optional: true, says: 'The decision by which it was adopted.' })
  readonly decisionId?: string;
}

export class CoalitionParameters extends PageParameters {
  @IsGmCode({ optional: true, says: 'Only those that this municipality is, was or will be in.' })
  readonly municipality?: string;
  @IsEnumField(['yes', 'no', 'uncertain'], {
    optional: true,
    says: 'Whether it had been formed on the day asked for.',
  })
  readonly formed?: Certainty;
}
