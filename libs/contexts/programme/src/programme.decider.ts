import {
  boundsOf,
  type Command,
  type Decider,
  type End,
  isReversed,
  type Level,
  type PartialDate,
  rejector,
  sameJson,
} from '#kernel';
import { mustBeThere } from '#contexts/municipality';
import { programmeCatalogue, type Obligation, type ProgrammeEvent } from './programme.events.ts';
import {
  noProgramme,
  outcomeKey,
  outcomeOf,
  supportOf,
  type Bound,
  type Outcome,
  type ProgrammeState,
} from './programme.state.ts';
import {
  decideOnSupport,
  evolveSupport,
  supportRejections,
  type Place,
  type SupportCommand,
} from './support.decider.ts';

// Commands

type Named<T extends string> = Command<T> & { readonly programmeId: string };
type Fulfilling<T extends string> = Named<T> & {
  readonly obligationId: string;
  readonly on: PartialDate;
  readonly organisationId?: string;
  /** With `place`, where a municipality met or missed it. */
  readonly municipality?: string;
  readonly place?: Place;
};

export type StartProgramme = Named<'StartProgramme'> & {
  readonly name: string;
  readonly level: Level;
  readonly from: PartialDate;
  readonly until: End;
  readonly detail?: string;
};
export type EndProgramme = Named<'EndProgramme'> & { readonly until: PartialDate; readonly reason?: string };
export type GrantFunding = Named<'GrantFunding'> & {
  readonly grantId: string;
  readonly name?: string;
  readonly level?: Level;
  readonly from?: PartialDate;
  readonly until?: End;
  readonly source: string;
  readonly to: string;
  readonly amountEur: number;
  readonly years: readonly number[];
  readonly detail?: string;
  readonly obligations: readonly Obligation[];
};
export type SetObligation = Named<'SetObligation'> & {
  readonly obligationId: string;
  readonly kind: string;
  readonly dueOn: End;
  readonly level: Level;
  readonly from: PartialDate;
  readonly until: End;
  readonly detail?: string;
};
export type MeetObligation = Fulfilling<'MeetObligation'>;
export type MissObligation = Fulfilling<'MissObligation'> & { readonly reason?: string };
export type SharePractice = Named<'SharePractice'> & {
  readonly title: string;
  readonly url: string;
  readonly coalitionId?: string;
  readonly on: PartialDate;
};
export type ProgrammeCommand =
  | StartProgramme
  | EndProgramme
  | GrantFunding
  | SetObligation
  | MeetObligation
  | MissObligation
  | SupportCommand
  | SharePractice;

export const programmeRejections = {
  'programme.absent': { kind: 'absent', says: 'The register has no programme with this id.' },
  'programme.exists': { kind: 'conflict', says: 'Another programme is registered with this id.' },
  'programme.ended': { kind: 'conflict', says: 'The programme has ended.' },
  'programme.ends-before-it-starts': { kind: 'invalid', says: 'The end would lie before the start.' },
  'programme.grant-exists': { kind: 'conflict', says: 'Another grant is registered with this id.' },
  'programme.obligation-absent': { kind: 'invalid', says: 'There is no obligation with this id.' },
  'programme.obligation-exists': { kind: 'conflict', says: 'Another obligation is registered with this id.' },
  'programme.obligation-met': { kind: 'conflict', says: 'The obligation has been met.' },
  'programme.obligation-missed': { kind: 'conflict', says: 'The obligation was missed on another day.' },
  'programme.not-due': {
    kind: 'conflict',
    says: 'The obligation had not fallen due by then; one without a known day never does.',
  },
  ...supportRejections,
  'programme.practice-exists': { kind: 'conflict', says: 'Another practice was shared at this address.' },
} as const;
const reject = rejector(programmeRejections);

// Decide

function decide(command: ProgrammeCommand, state: ProgrammeState): readonly ProgrammeEvent[] {
  switch (command.type) {
    case 'StartProgramme': {
      const { type: _, ...data } = command;
      if (sameJson(state.started, data)) return []; // Asked twice, decided once.
      if (state.started !== null) return reject('programme.exists', 'programmeId');
      if (isReversed(data.from, data.until)) return reject('programme.ends-before-it-starts', 'until');
      return [{ type: 'programme.Started', data }];
    }
    case 'EndProgramme': {
      const { type: _, ...data } = command;
      if (state.started === null) return reject('programme.absent', 'programmeId');
      if (state.endedOn === data.until) return [];
      if (state.endedOn !== null) return reject('programme.ended', 'programmeId');
      if (isReversed(state.started.from, data.until)) {
        return reject('programme.ends-before-it-starts', 'until');
      }
      return [{ type: 'programme.Ended', data }];
    }
    case 'GrantFunding': {
      const { type: _, ...granted } = command;
      const data = { ...granted, years: [...granted.years], obligations: [...granted.obligations] };
      const known = state.grants.get(data.grantId);
      if (sameJson(known, data)) return [];
      if (known !== undefined) return reject('programme.grant-exists', 'grantId');
      if (isReversed(data.from ?? 'unknown', data.until ?? 'unknown')) {
        return reject('programme.ends-before-it-starts', 'until');
      }
      data.obligations.forEach(({ obligationId }, index) => {
        const twice = data.obligations.findIndex((other) => other.obligationId === obligationId) < index;
        if (twice || state.obligations.has(obligationId)) {
          reject('programme.obligation-exists', `obligations.${index}.obligationId`);
        }
      });
      return [{ type: 'programme.FundingGranted', data }];
    }
    case 'SetObligation': {
      const { type: _, ...data } = command;
      if (sameJson(state.duties.get(data.obligationId), data)) return [];
      if (state.obligations.has(data.obligationId)) {
        return reject('programme.obligation-exists', 'obligationId');
      }
      if (isReversed(data.from, data.until)) return reject('programme.ends-before-it-starts', 'until');
      return [{ type: 'programme.ObligationSet', data }];
    }
    case 'MeetObligation':
      return meet(command, state);
    case 'MissObligation':
      return miss(command, state);
    case 'EnrolInSupport':
    case 'AnalyseSituation':
    case 'SetGoal':
    case 'PlanFollowUp':
    case 'DoFollowUp':
    case 'CloseSupport':
      return decideOnSupport(command, supportOf(command.municipality, state));
    case 'SharePractice': {
      const { type: _, ...data } = command;
      const known = state.practices.get(data.url);
      if (sameJson(known, data)) return [];
      if (known !== undefined) return reject('programme.practice-exists', 'url');
      return [{ type: 'programme.PracticeShared', data }];
    }
  }
}

function meet(command: MeetObligation, state: ProgrammeState): readonly ProgrammeEvent[] {
  const { type: _, place, ...data } = command;
  if (!state.obligations.has(data.obligationId)) return reject('programme.obligation-absent', 'obligationId');
  const { met } = outcomeOf(data, state);
  if (sameJson(met, data)) return [];
  if (met !== null) return reject('programme.obligation-met', 'obligationId');
  if (data.municipality !== undefined) mustBeThere(place, data.municipality, data.on, 'municipality');
  return [{ type: 'programme.ObligationMet', data }];
}

function miss(command: MissObligation, state: ProgrammeState): readonly ProgrammeEvent[] {
  const { type: _, place, ...data } = command;
  const obligation =
    state.obligations.get(data.obligationId) ?? reject('programme.obligation-absent', 'obligationId');
  const { met, missed } = outcomeOf(data, state);
  if (met !== null) return reject('programme.obligation-met', 'obligationId');
  if (sameJson(missed, data)) return [];
  if (missed !== null) return reject('programme.obligation-missed', 'obligationId');
  if (!isPastDue(obligation.dueOn, data.on)) return reject('programme.not-due', 'on');
  if (data.municipality !== undefined) mustBeThere(place, data.municipality, data.on, 'municipality');
  return [{ type: 'programme.ObligationMissed', data }];
}

/** A partial date falls due at the end of its period. */
function isPastDue(dueOn: End, on: PartialDate): boolean {
  if (dueOn === 'open' || dueOn === 'unknown') return false;
  return boundsOf(on).latest > boundsOf(dueOn).latest;
}

// Evolve

function evolve(state: ProgrammeState, event: ProgrammeEvent): ProgrammeState {
  switch (event.type) {
    case 'programme.Started':
      return { ...state, started: event.data };
    case 'programme.Ended':
      return { ...state, endedOn: event.data.until };
    case 'programme.FundingGranted': {
      const obligations = new Map(state.obligations);
      for (const obligation of event.data.obligations) obligations.set(obligation.obligationId, obligation);
      return { ...state, grants: put(state.grants, event.data.grantId, event.data), obligations };
    }
    case 'programme.ObligationSet': {
      const { obligationId, kind, dueOn } = event.data;
      return {
        ...state,
        duties: put(state.duties, obligationId, event.data),
        obligations: put(state.obligations, obligationId, { obligationId, kind, dueOn }),
      };
    }
    case 'programme.ObligationMet':
      return withOutcome(state, event.data, { met: event.data });
    case 'programme.ObligationMissed':
      return withOutcome(state, event.data, { missed: event.data });
    case 'programme.SupportEnrolled':
    case 'programme.SituationAnalysed':
    case 'programme.GoalSet':
    case 'programme.FollowUpPlanned':
    case 'programme.FollowUpDone':
    case 'programme.SupportClosed': {
      const { municipality } = event.data;
      const support = evolveSupport(supportOf(municipality, state), event);
      return { ...state, supports: put(state.supports, municipality, support) };
    }
    case 'programme.PracticeShared':
      return { ...state, practices: put(state.practices, event.data.url, event.data) };
  }
}

const put = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> =>
  new Map(map).set(key, value);

function withOutcome(state: ProgrammeState, bound: Bound, change: Partial<Outcome>): ProgrammeState {
  const outcome = { ...outcomeOf(bound, state), ...change };
  return { ...state, outcomes: put(state.outcomes, outcomeKey(bound), outcome) };
}

export const programme: Decider<ProgrammeCommand, ProgrammeState, ProgrammeEvent> = {
  name: 'programme',
  events: programmeCatalogue,
  rejections: programmeRejections,
  initial: noProgramme,
  decide,
  evolve,
};
