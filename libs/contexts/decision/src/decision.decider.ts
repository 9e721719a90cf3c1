import { mustBeMunicipality } from '#contexts/municipality';
import { mustBeOrganisation } from '#contexts/organisation';
import { isDecided, isReversed, LIVE, rejector, sameJson, type Decider, type PartialDate } from '#kernel';
import type {
  DecisionCommand,
  FailCondition,
  MeetCondition,
  NameCondition,
  ProposeDecision,
  TakeDecision,
} from './decision.commands.ts';
import {
  decisionCatalogue,
  type ConsentingBody,
  type DecisionBody,
  type DecisionEvent,
  type LegalWeight,
} from './decision.events.ts';
import {
  conditionsAreMet,
  conditionsOf,
  effectToRecord,
  evolve,
  NO_DECISION,
  type DecisionState,
} from './decision.state.ts';

export const decisionRejections = {
  'decision.absent': { kind: 'absent', says: 'The register has no decision with this id.' },
  'decision.exists': { kind: 'conflict', says: 'Another decision is registered with this id.' },
  'decision.unknown-coalition': { kind: 'invalid', says: 'The register has no coalition with this id.' },
  'decision.municipality-missing': {
    kind: 'invalid',
    says: 'An executive or a council decides for a municipality: name it.',
  },
  'decision.coalition-missing': { kind: 'invalid', says: 'A coalition decides for itself: name it.' },
  'decision.wrong-legal-weight': {
    kind: 'invalid',
    says: 'A coalition decides by consensus, without legal force; a public body decides with it.',
  },
  'decision.same-number': { kind: 'invalid', says: 'Another point has this number.' },
  'decision.same-condition': { kind: 'invalid', says: 'Another condition has this id.' },
  'decision.expires-before-start': { kind: 'invalid', says: 'It would expire before it becomes effective.' },
  'decision.taken': { kind: 'conflict', says: 'The decision has been taken.' },
  'decision.rejected': { kind: 'conflict', says: 'What was proposed has been rejected.' },
  'decision.not-taken': { kind: 'conflict', says: 'The decision has not been taken.' },
  'decision.withdrawn': { kind: 'conflict', says: 'The decision has been withdrawn.' },
  'decision.condition-absent': { kind: 'absent', says: 'The decision has no condition with this id.' },
  'decision.condition-unnamed': {
    kind: 'conflict',
    says: 'The condition is open text: first name the bodies whose consent it asks for.',
  },
  'decision.condition-named': { kind: 'conflict', says: 'The condition names its bodies already.' },
  'decision.condition-failed': { kind: 'conflict', says: 'A body has refused its consent.' },
  'decision.body-not-named': {
    kind: 'conflict',
    says: 'The condition does not ask for the consent of this body.',
  },
  'decision.consented-before': { kind: 'conflict', says: 'This body gave its consent on another date.' },
  'decision.not-of-an-executive': {
    kind: 'conflict',
    says: 'Only an executive refers a matter to its council.',
  },
  'decision.referred-before': { kind: 'conflict', says: 'The matter went to the council on another date.' },
} as const;
const reject = rejector(decisionRejections);

/** How a body can decide, where that is not `administrative` alone. */
const LEGAL_WEIGHTS: { readonly [body in DecisionBody]?: readonly LegalWeight[] } = {
  coalition: ['consensus'],
  steeringGroup: ['consensus', 'administrative'],
};

// Decide

function decide(command: DecisionCommand, state: DecisionState): readonly DecisionEvent[] {
  if (command.type === 'ProposeDecision') return propose(command, state);
  if (state.proposed === null) return reject('decision.absent', 'decisionId');
  switch (command.type) {
    case 'TakeDecision':
      return take(command, state, state.proposed.said);
    case 'RejectDecision': {
      const { type: _, ...data } = command;
      if (isDecided(state.rejected, data)) return []; // Asked twice, decided once.
      if (state.rejected?.perSource === false) return reject('decision.rejected', 'decisionId');
      if (state.taken?.perSource === false) return reject('decision.taken', 'decisionId');
      return [{ type: 'decision.Rejected', data }];
    }
    case 'NameCondition':
      return nameCondition(command, state);
    case 'MeetCondition':
      return meetCondition(command, state);
    case 'RecordEffect':
      return recordEffect(command, state);
    case 'FailCondition':
      return failCondition(command, state);
    case 'ReferToCouncil': {
      const { type: _, ...data } = command;
      if (state.referredToCouncil?.perSource === false) {
        return state.referredToCouncil.on === command.on ? [] : reject('decision.referred-before', 'on');
      }
      if (state.proposed.said.body !== 'executive')
        return reject('decision.not-of-an-executive', 'decisionId');
      mustStand(state);
      return [{ type: 'decision.ReferredToCouncil', data }];
    }
    case 'PublishDecision': {
      const { type: _, ...data } = command;
      if (state.publications.some((one) => sameJson(one, { ...data, perSource: false }))) return [];
      mustBeTakenBy(command.on, state);
      return [{ type: 'decision.Published', data }];
    }
    case 'WithholdDecision': {
      const { type: _, facts, ...rest } = command;
      const codes = (facts.coalition?.municipalities ?? []).map(({ code }) => code);
      const data = { ...rest, ...(codes.length > 0 && { municipalities: codes }) };
      return isDecided(state.withheld, data) ? [] : [{ type: 'decision.WithheldFromPublication', data }];
    }
    case 'WithdrawDecision': {
      const { type: _, ...data } = command;
      if (isDecided(state.withdrawn, data)) return [];
      if (state.withdrawn?.perSource === false) return reject('decision.withdrawn', 'decisionId');
      mustBeTakenBy(command.on, state);
      return [{ type: 'decision.Withdrawn', data }];
    }
  }
}

function propose(command: ProposeDecision, state: DecisionState): readonly DecisionEvent[] {
  const { type: _, facts, ...data } = command;
  const { body, municipality, coalitionId, points, on } = command;
  const legalWeight = command.legalWeight ?? (body === 'coalition' ? 'consensus' : 'administrative');
  const proposal = { ...data, legalWeight };
  if (isDecided(state.proposed, proposal)) return [];
  if (state.proposed !== null && !sameJson(state.proposed.said, proposal)) {
    return reject('decision.exists', 'decisionId');
  }
  if ((body === 'executive' || body === 'council') && municipality === undefined) {
    return reject('decision.municipality-missing', 'municipality');
  }
  if (body === 'coalition' && coalitionId === undefined) {
    return reject('decision.coalition-missing', 'coalitionId');
  }
  const weights = LEGAL_WEIGHTS[body] ?? ['administrative'];
  if (!weights.includes(legalWeight)) return reject('decision.wrong-legal-weight', 'legalWeight');
  if (municipality !== undefined) mustBeMunicipality(municipality, on, 'municipality', facts.municipalities);
  if (coalitionId !== undefined && facts.coalition?.known !== true) {
    return reject('decision.unknown-coalition', 'coalitionId');
  }
  points.forEach(({ number }, index) => {
    if (points.findIndex((point) => point.number === number) !== index) {
      reject('decision.same-number', `points.${index}.number`, number);
    }
  });
  return [{ type: 'decision.Proposed.v2', data: proposal }];
}

function take(
  command: TakeDecision,
  state: DecisionState,
  { municipality }: { readonly municipality?: string | undefined },
): readonly DecisionEvent[] {
  const { type: _, decisionType, facts, ...rest } = command;
  const data = { ...rest, type: decisionType };
  if (isDecided(state.taken, data)) return [];
  if (state.taken?.perSource === false) return reject('decision.taken', 'decisionId');
  if (state.rejected?.perSource === false) return reject('decision.rejected', 'decisionId');
  if (municipality !== undefined) mustBeMunicipality(municipality, command.on, 'on', facts.municipalities);
  mustBeOrganisation(command.responsibleOrganisation, 'responsibleOrganisation', facts.organisations);
  if (command.expiresOn !== undefined && isReversed(command.effectiveOn, command.expiresOn)) {
    return reject('decision.expires-before-start', 'expiresOn');
  }
  const conditions = command.conditions ?? [];
  conditions.forEach(({ conditionId, bodies }, index) => {
    if (conditions.findIndex((one) => one.conditionId === conditionId) !== index) {
      reject('decision.same-condition', `conditions.${index}.conditionId`, conditionId);
    }
    mustKnowBodies(bodies, command.on, `conditions.${index}.bodies`, facts);
  });
  return [{ type: 'decision.Taken', data }];
}

function nameCondition(command: NameCondition, state: DecisionState): readonly DecisionEvent[] {
  const { type: _, facts, ...data } = command;
  const { bodies } = conditionOf(command.conditionId, state);
  if (state.named.get(command.conditionId)?.perSource !== true) {
    if (sameJson(bodies, command.bodies)) return [];
    if (bodies.length > 0) return reject('decision.condition-named', 'bodies');
  }
  mustStand(state);
  mustKnowBodies(command.bodies, command.on, 'bodies', facts);
  return [{ type: 'decision.ConditionNamed', data }];
}

function meetCondition(command: MeetCondition, state: DecisionState): readonly DecisionEvent[] {
  const { type: _, ...data } = command;
  const { bodies } = conditionOf(command.conditionId, state);
  if (bodies.length === 0) return reject('decision.condition-unnamed', 'conditionId');
  if (!bodies.some((body) => sameJson(body, command.by))) return reject('decision.body-not-named', 'by');
  const before = state.consents.find(
    ({ conditionId, by, perSource }) =>
      !perSource && conditionId === command.conditionId && sameJson(by, command.by),
  );
  if (before?.on === command.on) return [];
  if (before !== undefined) return reject('decision.consented-before', 'on');
  if (state.failed.some(({ perSource }) => !perSource))
    return reject('decision.condition-failed', 'conditionId');
  mustStand(state);
  const met = { type: 'decision.ConditionMet', data } as const;
  return [met, ...recordEffect(command, evolve(state, met, LIVE))];
}

function recordEffect(
  { decisionId }: { readonly decisionId: string },
  state: DecisionState,
): readonly DecisionEvent[] {
  const on = effectToRecord(state);
  return on === null ? [] : [{ type: 'decision.BecameEffective', data: { decisionId, on } }];
}

function failCondition(command: FailCondition, state: DecisionState): readonly DecisionEvent[] {
  const { type: _, ...data } = command;
  const { bodies } = conditionOf(command.conditionId, state);
  if (state.failed.some((one) => sameJson(one, { ...data, perSource: false }))) return [];
  const { by } = command;
  if (by !== undefined && bodies.length > 0 && !bodies.some((body) => sameJson(body, by))) {
    return reject('decision.body-not-named', 'by');
  }
  if (conditionsAreMet(state)) return reject('decision.consented-before', 'conditionId');
  mustStand(state);
  return [{ type: 'decision.ConditionFailed', data }];
}

const conditionOf = (id: string, state: DecisionState) =>
  conditionsOf(state).find(({ conditionId }) => conditionId === id) ??
  reject(state.taken === null ? 'decision.not-taken' : 'decision.condition-absent', 'conditionId', id);

function mustStand({ rejected, withdrawn }: DecisionState): void {
  if (rejected?.perSource === false) reject('decision.rejected', 'decisionId');
  if (withdrawn?.perSource === false) reject('decision.withdrawn', 'decisionId');
}

function mustBeTakenBy(date: PartialDate, { taken }: DecisionState): void {
  if (taken === null) return reject('decision.not-taken', 'decisionId');
  if (isReversed(taken.said.on, date)) reject('decision.not-taken', 'on');
}

function mustKnowBodies(
  bodies: readonly ConsentingBody[],
  date: PartialDate,
  field: string,
  facts: NameCondition['facts'],
): void {
  bodies.forEach(({ municipality, organisationId }, index) => {
    if (municipality !== undefined) {
      mustBeMunicipality(municipality, date, `${field}.${index}.municipality`, facts.municipalities);
    }
    if (organisationId !== undefined) {
      mustBeOrganisation(organisationId, `${field}.${index}.organisationId`, facts.organisations);
    }
  });
}

/** The day of the effect follows from the consents. */
const follows = ({ type }: DecisionEvent): readonly string[] =>
  type === 'decision.BecameEffective' ? ['on'] : [];

export const decision: Decider<DecisionCommand, DecisionState, DecisionEvent> = {
  name: 'decision',
  events: decisionCatalogue,
  rejections: decisionRejections,
  initial: NO_DECISION,
  decide,
  evolve,
  follows,
};
