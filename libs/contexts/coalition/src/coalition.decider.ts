import { isDecided, isReversed, lastDayBefore, sameJson, type Decider } from '#kernel';
import { mustBeMunicipality } from '#contexts/municipality';
import { mustBeOrganisation, type Domain } from '#contexts/organisation';
import type {
  AssignRole,
  CoalitionCommand,
  EndRole,
  FormCoalition,
  FormWorkingGroup,
  JoinAsPartner,
  JoinWorkingGroup,
  LeaveWorkingGroup,
  StartExploration,
} from './coalition.commands.ts';
import { coalitionCatalogue, type CoalitionEvent } from './coalition.events.ts';
import {
  coalitionRejections,
  mustBePartner,
  mustEndAfter,
  mustGoOn,
  mustHaveGroup,
  mustNotHaveEnded,
  reaches,
  reject,
} from './coalition.guards.ts';
import { isExclusive, mayHoldOn, sameHolder, stands } from './coalition-held.state.ts';
import { evolve, NO_COALITION, type CoalitionState } from './coalition.state.ts';

// Decide

function decide(command: CoalitionCommand, state: CoalitionState): readonly CoalitionEvent[] {
  if (command.type === 'StartExploration') return startExploration(command, state);
  if (state.exploration === null) return reject('coalition.absent', 'coalitionId');
  switch (command.type) {
    case 'JoinAsMunicipality': {
      const { type: _, facts, ...data } = command;
      const member = state.municipalities.find((one) => stands(one) && one.code === command.municipality);
      if (member?.perSource === false && member.from === command.from) return []; // Asked twice, decided once.
      const isLater = state.municipalities.some(
        ({ code, until }) => code === command.municipality && reaches(until, command.from),
      );
      if (member?.perSource === false || isLater) return reject('coalition.already-member', 'municipality');
      mustNotHaveEnded(command.from, 'from', state);
      mustBeMunicipality(command.municipality, command.from, 'municipality', facts.municipalities);
      return [{ type: 'coalition.MunicipalityJoined', data }];
    }
    case 'LeaveAsMunicipality': {
      const { type: _, ...data } = command;
      const member = state.municipalities.findLast(({ code }) => code === command.municipality);
      if (member === undefined) return reject('coalition.not-a-member', 'municipality');
      if (member.until === command.until) return [];
      if (!stands(member)) return reject('coalition.not-a-member', 'municipality');
      mustEndAfter(member.from, command.until);
      return [{ type: 'coalition.MunicipalityLeft', data }];
    }
    case 'JoinAsPartner':
      return joinAsPartner(command, state);
    case 'LeaveAsPartner': {
      const { type: _, ...data } = command;
      const partner = state.partners.findLast(
        ({ organisationId }) => organisationId === command.organisationId,
      );
      if (partner === undefined) return reject('coalition.not-a-partner', 'organisationId');
      if (partner.until === command.until) return [];
      if (!stands(partner)) return reject('coalition.not-a-partner', 'organisationId');
      mustEndAfter(partner.from, command.until);
      return [{ type: 'coalition.PartnerLeft', data }];
    }
    case 'AssignRole':
      return assignRole(command, state);
    case 'EndRole':
      return endRole(command, state);
    case 'FormCoalition':
      return formCoalition(command, state);
    case 'HoldAmbitionSession': {
      const { type: _, facts, ...data } = command;
      if (state.sessions.some((session) => sameJson(session, data))) return [];
      mustNotHaveEnded(command.on, 'on', state);
      (command.organisations ?? []).forEach((id, index) =>
        mustBeOrganisation(id, `organisations.${index}`, facts.organisations),
      );
      return [{ type: 'coalition.AmbitionSessionHeld', data }];
    }
    case 'AdoptAmbition': {
      const { type: _, ...data } = command;
      const adoption = state.ambitions.get(command.ambitionId)?.adoption;
      if (adoption?.perSource === false) {
        return sameJson(adoption.said, data) ? [] : reject('coalition.ambition-exists', 'ambitionId');
      }
      mustNotHaveEnded(command.on, 'on', state);
      return [{ type: 'coalition.AmbitionAdopted', data }];
    }
    case 'DropAmbition': {
      const { type: _, ...data } = command;
      const { adoption, dropped } =
        state.ambitions.get(command.ambitionId) ?? reject('coalition.ambition-absent', 'ambitionId');
      if (isDecided(dropped, data)) return [];
      if (dropped?.perSource === false) return reject('coalition.ambition-dropped', 'ambitionId');
      mustEndAfter(adoption.said.on, command.on, 'on');
      return [{ type: 'coalition.AmbitionDropped', data }];
    }
    case 'FormWorkingGroup':
      return formWorkingGroup(command, state);
    case 'RefocusWorkingGroup': {
      const { type: _, ...data } = command;
      const group = mustHaveGroup(command.workingGroupId, state);
      if (group.focus === command.focus) return [];
      mustGoOn(group);
      mustNotHaveEnded(command.on, 'on', state);
      return [{ type: 'coalition.WorkingGroupRefocused', data }];
    }
    case 'JoinWorkingGroup':
      return joinWorkingGroup(command, state);
    case 'LeaveWorkingGroup':
      return leaveWorkingGroup(command, state);
    case 'DisbandWorkingGroup': {
      const { type: _, ...data } = command;
      const group = mustHaveGroup(command.workingGroupId, state);
      const { formation, disbanded } = group;
      if (isDecided(disbanded, command.on)) return [];
      if (disbanded?.perSource !== true) mustGoOn(group);
      mustEndAfter(formation.said.on, command.on, 'on');
      return [{ type: 'coalition.WorkingGroupDisbanded', data }];
    }
    case 'AdoptPlanOfAction': {
      const { type: _, facts, ...data } = command;
      const plan = state.plans.get(command.version);
      if (plan?.perSource === false)
        return sameJson(plan.said, data) ? [] : reject('coalition.plan-version-exists', 'version');
      mustNotHaveEnded(command.on, 'on', state);
      if (command.decisionId !== undefined && facts.decision?.known !== true) {
        return reject('coalition.unknown-decision', 'decisionId');
      }
      return [{ type: 'coalition.PlanOfActionAdopted', data }];
    }
    case 'EnterPhase': {
      const { type: _, ...data } = command;
      if (state.phases.some(({ phase, on }) => phase === command.phase && on === command.on)) return [];
      mustNotHaveEnded(command.on, 'on', state);
      return [{ type: 'coalition.PhaseEntered', data }];
    }
    case 'AnchorCoalition': {
      const { type: _, ...data } = command;
      if (state.anchorings.some((anchoring) => sameJson(anchoring, data))) return [];
      mustNotHaveEnded(command.on, 'on', state);
      return [{ type: 'coalition.Anchored', data }];
    }
    case 'EndCoalition': {
      const { type: _, ...data } = command;
      if (state.ended?.perSource === false) {
        return state.ended.on === command.on ? [] : reject('coalition.ended', 'on');
      }
      mustEndAfter(state.exploration.said.on, command.on, 'on');
      return [{ type: 'coalition.Ended', data }];
    }
  }
}

function startExploration(command: StartExploration, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, facts, ...data } = command;
  if (isDecided(state.exploration, data)) return [];
  if (state.exploration !== null && !sameJson(state.exploration.said, data)) {
    return reject('coalition.exists', 'coalitionId');
  }
  command.municipalities.forEach((code, index) =>
    mustBeMunicipality(code, command.on, `municipalities.${index}`, facts.municipalities),
  );
  if (command.initiatedBy !== undefined) {
    mustBeOrganisation(command.initiatedBy, 'initiatedBy', facts.organisations);
  }
  return [{ type: 'coalition.ExplorationStarted', data }];
}

function joinAsPartner(command: JoinAsPartner, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, facts, ...data } = command;
  const organisation = mustBeOrganisation(command.organisationId, 'organisationId', facts.organisations);
  const domain: Domain | null = command.domain ?? organisation.domain;
  const partner = state.partners.find((one) => stands(one) && one.organisationId === command.organisationId);
  if (partner?.perSource === false && partner.from === command.from && partner.domain === domain) return [];
  const isLater = state.partners.some(
    (one) => one.organisationId === command.organisationId && reaches(one.until, command.from),
  );
  if (partner?.perSource === false || isLater) return reject('coalition.already-partner', 'organisationId');
  mustNotHaveEnded(command.from, 'from', state);
  return [{ type: 'coalition.PartnerJoined', data: domain === null ? data : { ...data, domain } }];
}

function assignRole(command: AssignRole, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, facts, ...data } = command;
  const { role, organisationId, from } = command;
  if (organisationId !== undefined) mustBeOrganisation(organisationId, 'organisationId', facts.organisations);
  else if (command.function === undefined) return reject('coalition.holder-missing', 'organisationId');
  const holdings = state.holdings.filter((holding) => holding.role === role);
  const same = holdings.filter((one) => stands(one) && sameHolder(one, command));
  if (same.some((one) => !one.perSource && one.from === from)) return [];
  mustNotHaveEnded(from, 'from', state);
  const taken = holdings
    .filter(
      (one) => (isExclusive(role) || sameHolder(one, command)) && !(one.perSource && same.includes(one)),
    )
    .some((one) => {
      if (stands(one) && isExclusive(role)) return isReversed(one.from, lastDayBefore(from)); // Else: handed over.
      return stands(one) || reaches(one.until, from);
    });
  return taken ? reject('coalition.role-taken', 'from') : [{ type: 'coalition.RoleAssigned', data }];
}

function endRole(command: EndRole, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, ...data } = command;
  const meant = state.holdings.filter(
    ({ role, organisationId }) =>
      role === command.role &&
      (command.organisationId === undefined || organisationId === command.organisationId),
  );
  const standing = meant.filter(stands);
  if (standing.length === 0 && meant.at(-1)?.until === command.until) return [];
  if (standing.length === 0) return reject('coalition.role-not-held', 'role');
  standing.forEach(({ from }) => mustEndAfter(from, command.until));
  return [{ type: 'coalition.RoleEnded', data }];
}

function formCoalition(command: FormCoalition, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, facts, ...data } = command;
  const { on } = command;
  if (state.formed?.perSource === false) {
    return state.formed.on === on ? [] : reject('coalition.formed-already', 'on');
  }
  mustNotHaveEnded(on, 'on', state);
  const present = state.partners.filter((partner) => mayHoldOn(partner, on));
  const sides = present.map(
    ({ domain, organisationId }) =>
      domain ?? facts.organisations.find((one) => one.organisationId === organisationId)?.domain,
  );
  if (!state.municipalities.some((one) => mayHoldOn(one, on)))
    return reject('coalition.no-municipality', 'on');
  if (!sides.includes('social')) return reject('coalition.no-social-partner', 'on');
  if (!sides.includes('medical')) return reject('coalition.no-medical-partner', 'on');
  return [{ type: 'coalition.Formed', data }];
}

function formWorkingGroup(command: FormWorkingGroup, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, ...data } = command;
  const formation = state.workingGroups.get(command.workingGroupId)?.formation;
  if (formation?.perSource === false) {
    return sameJson(formation.said, data) ? [] : reject('coalition.working-group-exists', 'workingGroupId');
  }
  mustNotHaveEnded(command.on, 'on', state);
  (command.members ?? []).forEach((id, index) => mustBePartner(id, command.on, `members.${index}`, state));
  return [{ type: 'coalition.WorkingGroupFormed', data }];
}

function joinWorkingGroup(command: JoinWorkingGroup, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, ...data } = command;
  const group = mustHaveGroup(command.workingGroupId, state);
  const member = group.members.find((one) => stands(one) && one.organisationId === command.organisationId);
  if (member?.perSource === false && member.from === command.from) return [];
  const isLater = group.members.some(
    (one) => one.organisationId === command.organisationId && reaches(one.until, command.from),
  );
  if (member?.perSource === false || isLater) return reject('coalition.already-in-group', 'organisationId');
  mustGoOn(group);
  mustNotHaveEnded(command.from, 'from', state);
  mustBePartner(command.organisationId, command.from, 'organisationId', state);
  return [{ type: 'coalition.WorkingGroupMemberJoined', data }];
}

function leaveWorkingGroup(command: LeaveWorkingGroup, state: CoalitionState): readonly CoalitionEvent[] {
  const { type: _, ...data } = command;
  const group = mustHaveGroup(command.workingGroupId, state);
  const member = group.members.findLast(({ organisationId }) => organisationId === command.organisationId);
  if (member === undefined) return reject('coalition.not-in-group', 'organisationId');
  if (member.until === command.until) return [];
  if (!stands(member)) return reject('coalition.not-in-group', 'organisationId');
  mustEndAfter(member.from, command.until);
  return [{ type: 'coalition.WorkingGroupMemberLeft', data }];
}

export const coalition: Decider<CoalitionCommand, CoalitionState, CoalitionEvent> = {
  name: 'coalition',
  events: coalitionCatalogue,
  rejections: coalitionRejections,
  initial: NO_COALITION,
  decide,
  evolve,
};
