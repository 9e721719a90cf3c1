import {
  defineEvent,
  EndShape,
  GmCodeShape,
  historyEvents,
  IdShape,
  NameShape,
  StartShape,
  TextShape,
  type EventOf,
} from '#kernel';
import { DomainShape } from '#contexts/organisation';
import { z } from 'zod';

/** The phases of a coalition, in any order; `ended` is final. */
export const CoalitionPhases = [
  'exploration',
  'formation',
  'planning',
  'execution',
  'anchoring',
  'dormant',
  'ended',
] as const;
export type CoalitionPhase = (typeof CoalitionPhases)[number];

/** Roles that one holder has at a time, handed over on a date. */
export const ExclusiveRoles = [
  'figurehead',
  'commissioner',
  'projectLeader',
  'coordinator',
  'chair',
  'leadSignatory',
  'director',
] as const;
/** Roles that several may have at once. */
export const SharedRoles = ['initiator', 'stimulator', 'participant', 'adviser'] as const;
export const CoalitionRoles = [...ExclusiveRoles, ...SharedRoles] as const;
export type CoalitionRole = (typeof CoalitionRoles)[number];

/** What an ambition is about: a phase of the first 1,000 days, or the collaboration itself. */
export const AmbitionPhases = ['before', 'during', 'after', 'collaboration'] as const;
export type AmbitionPhase = (typeof AmbitionPhases)[number];

export const SessionModes = ['online', 'onSite'] as const;
export type SessionMode = (typeof SessionModes)[number];

const coalitionId = IdShape;
const organisations = z.array(IdShape).max(200);
/** What a source adds and no other field can hold. */
const note = TextShape.optional();

export const CoalitionExplorationStarted = defineEvent('coalition.ExplorationStarted', {
  says: 'Municipalities began to explore a local coalition.',
  data: {
    coalitionId,
    name: NameShape,
    municipalities: z.array(GmCodeShape).max(400),
    on: StartShape,
    initiatedBy: IdShape.optional(),
  },
  example: {
    coalitionId: 'coevorden',
    name: 'Lokale coalitie Kansrijke Start Coevorden',
    municipalities: ['GM0109'],
    on: '2020',
  },
});

export const CoalitionMunicipalityJoined = defineEvent('coalition.MunicipalityJoined', {
  says: 'A municipality joined the coalition.',
  data: { coalitionId, municipality: GmCodeShape, from: StartShape },
  example: { coalitionId: 'hoogeveen-de-wolden', municipality: 'GM1690', from: '2021' },
});

export const CoalitionMunicipalityLeft = defineEvent('coalition.MunicipalityLeft', {
  says: 'A municipality left the coalition; `until` is its last day in it.',
  data: { coalitionId, municipality: GmCodeShape, until: EndShape, reason: TextShape.optional() },
  example: { coalitionId: 'hoogeveen-de-wolden', municipality: 'GM1690', until: '2025-12-31' },
});

export const CoalitionPartnerJoined = defineEvent('coalition.PartnerJoined', {
  says: 'An organisation became a partner, on the side that `domain` names.',
  data: {
    coalitionId,
    organisationId: IdShape,
    domain: DomainShape.optional(),
    from: StartShape,
    note,
  },
  example: {
    coalitionId: 'coevorden',
    organisationId: 'kraamzorg-coevorden',
    domain: 'medical',
    from: '2020-09',
  },
});

export const CoalitionPartnerLeft = defineEvent('coalition.PartnerLeft', {
  says: 'A partner left; `until` is its last day, and that of its roles and its places in working groups.',
  data: { coalitionId, organisationId: IdShape, until: EndShape, reason: TextShape.optional() },
  example: { coalitionId: 'coevorden', organisationId: 'kraamzorg-coevorden', until: '2024-12-31' },
});

export const CoalitionRoleAssigned = defineEvent('coalition.RoleAssigned', {
  says: 'A role went to a holder; of a role for one holder, the former holder had it until the day before.',
  data: {
    coalitionId,
    role: z.enum(CoalitionRoles),
    organisationId: IdShape.optional(),
    function: NameShape.optional(),
    from: StartShape,
    note,
  },
  example: {
    coalitionId: 'coevorden',
    role: 'projectLeader',
    organisationId: 'impology',
    from: '2020',
  },
});

export const CoalitionRoleEnded = defineEvent('coalition.RoleEnded', {
  says: 'A holder laid a role down; `until` is the last day of it.',
  data: {
    coalitionId,
    role: z.enum(CoalitionRoles),
    organisationId: IdShape.optional(),
    until: EndShape,
    reason: TextShape.optional(),
  },
  example: {
    coalitionId: 'coevorden',
    role: 'projectLeader',
    organisationId: 'impology',
    until: '2024-03-28',
  },
});

export const CoalitionFormed = defineEvent('coalition.Formed', {
  says: 'The coalition was formed: at least one municipality, one social and one medical partner.',
  data: { coalitionId, on: StartShape },
  example: { coalitionId: 'coevorden', on: '2020-11' },
});

export const CoalitionAmbitionSessionHeld = defineEvent('coalition.AmbitionSessionHeld', {
  says: 'Partners held a session to find what they want to reach together.',
  data: {
    coalitionId,
    on: StartShape,
    mode: z.enum(SessionModes).optional(),
    organisations: organisations.optional(),
    outcome: TextShape.optional(),
    note,
  },
  example: { coalitionId: 'coevorden', on: '2021-09', mode: 'onSite', organisations: ['mwc', 'icare-jgz'] },
});

export const CoalitionAmbitionAdopted = defineEvent('coalition.AmbitionAdopted', {
  says: 'The coalition made an ambition its own.',
  data: { coalitionId, ambitionId: IdShape, phase: z.enum(AmbitionPhases), text: TextShape, on: StartShape },
  example: {
    coalitionId: 'coevorden',
    ambitionId: 'preconception',
    phase: 'before',
    text: 'Every future parent knows where to ask before pregnancy.',
    on: '2021-09',
  },
});

export const CoalitionAmbitionDropped = defineEvent('coalition.AmbitionDropped', {
  says: 'The coalition gave an ambition up, which is none from `on`.',
  data: { coalitionId, ambitionId: IdShape, on: StartShape, reason: TextShape.optional() },
  example: { coalitionId: 'coevorden', ambitionId: 'preconception', on: '2023' },
});

export const CoalitionWorkingGroupFormed = defineEvent('coalition.WorkingGroupFormed', {
  says: 'Partners formed a working group with a focus, perhaps inside an existing consultation structure.',
  data: {
    coalitionId,
    workingGroupId: IdShape,
    focus: NameShape,
    members: organisations.optional(),
    joinsExisting: NameShape.optional(),
    on: StartShape,
  },
  example: {
    coalitionId: 'coevorden',
    workingGroupId: 'preconception-care',
    focus: 'preconception care',
    joinsExisting: 'maternity care consultation',
    on: '2021-10',
  },
});

export const CoalitionWorkingGroupRefocused = defineEvent('coalition.WorkingGroupRefocused', {
  says: 'A working group chose another focus.',
  data: { coalitionId, workingGroupId: IdShape, focus: NameShape, on: StartShape },
  example: { coalitionId: 'coevorden', workingGroupId: 'preconception-care', focus: 'obesity', on: '2022' },
});

export const CoalitionWorkingGroupMemberJoined = defineEvent('coalition.WorkingGroupMemberJoined', {
  says: 'A partner took a place in a working group.',
  data: { coalitionId, workingGroupId: IdShape, organisationId: IdShape, from: StartShape },
  example: {
    coalitionId: 'coevorden',
    workingGroupId: 'preconception-care',
    organisationId: 'huisartsen-coevorden',
    from: '2022-01',
  },
});

export const CoalitionWorkingGroupMemberLeft = defineEvent('coalition.WorkingGroupMemberLeft', {
  says: 'A partner gave up its place in a working group and stays a partner; `until` is its last day there.',
  data: { coalitionId, workingGroupId: IdShape, organisationId: IdShape, until: EndShape },
  example: {
    coalitionId: 'coevorden',
    workingGroupId: 'preconception-care',
    organisationId: 'huisartsen-coevorden',
    until: '2023-06-30',
  },
});

export const CoalitionWorkingGroupDisbanded = defineEvent('coalition.WorkingGroupDisbanded', {
  says: 'A working group ended; `on` is its last day.',
  data: { coalitionId, workingGroupId: IdShape, on: StartShape, reason: TextShape.optional() },
  example: { coalitionId: 'coevorden', workingGroupId: 'preconception-care', on: '2023-12' },
});

export const CoalitionPlanOfActionAdopted = defineEvent('coalition.PlanOfActionAdopted', {
  says: 'A version of the plan of action was adopted; a plan may come before or after forming.',
  data: { coalitionId, version: z.int().positive(), on: StartShape, decisionId: IdShape.optional() },
  example: { coalitionId: 'coevorden', version: 1, on: '2022-05-10' },
});

export const CoalitionPhaseEntered = defineEvent('coalition.PhaseEntered', {
  says: 'The coalition entered a phase.',
  data: { coalitionId, phase: z.enum(CoalitionPhases), on: StartShape },
  example: { coalitionId: 'coevorden', phase: 'execution', on: '2022-09' },
});

export const CoalitionAnchored = defineEvent('coalition.Anchored', {
  says: 'The work was anchored in an arrangement that outlasts the programme.',
  data: { coalitionId, arrangement: TextShape, on: StartShape },
  example: {
    coalitionId: 'hoogeveen-de-wolden',
    arrangement: 'Paid from the health policy budget.',
    on: '2024',
  },
});

export const CoalitionEnded = defineEvent('coalition.Ended', {
  says: 'The coalition ended, for good; `on` is its last day.',
  data: { coalitionId, on: StartShape, reason: TextShape.optional() },
  example: { coalitionId: 'coevorden', on: '2026-12-31', reason: 'Went into the regional coalition.' },
});

export const coalitionEvents = [
  CoalitionExplorationStarted,
  CoalitionMunicipalityJoined,
  CoalitionMunicipalityLeft,
  CoalitionPartnerJoined,
  CoalitionPartnerLeft,
  CoalitionRoleAssigned,
  CoalitionRoleEnded,
  CoalitionFormed,
  CoalitionAmbitionSessionHeld,
  CoalitionAmbitionAdopted,
  CoalitionAmbitionDropped,
  CoalitionWorkingGroupFormed,
  CoalitionWorkingGroupRefocused,
  CoalitionWorkingGroupMemberJoined,
  CoalitionWorkingGroupMemberLeft,
  CoalitionWorkingGroupDisbanded,
  CoalitionPlanOfActionAdopted,
  CoalitionPhaseEntered,
  CoalitionAnchored,
  CoalitionEnded,
] as const;
export type CoalitionEvent = EventOf<(typeof coalitionEvents)[number]>;

/** All that can stand in a stream of a coalition. */
export const coalitionCatalogue = [
  ...coalitionEvents,
  ...historyEvents('coalition', {
    type: CoalitionExplorationStarted.type,
    data: CoalitionExplorationStarted.example,
  }),
];
