import {
  boundsOf,
  type Command,
  type Decider,
  type End,
  isDecided,
  isReversed,
  type Level,
  type PartialDate,
  prevailing,
  type Provenance,
  rejector,
  sameJson,
  type Told,
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
      if (isDecided(state.started, data)) return []; // Asked twice, decided once.
      const { started } = state;
      if (started !== null && !sameJson(started.said, data)) return reject('programme.exists', 'programmeId');
      if (isReversed(data.from, data.until)) return reject('programme.ends-before-it-starts', 'until');
      return [{ type: 'programme.Started', data }];
    }
    case 'EndProgramme': {
      const { type: _, ...data } = command;
      if (state.started === null) return reject('programme.absent', 'programmeId');
      if (isDecided(state.ended, data.until)) return [];
      if (state.ended?.perSource === false) return reject('programme.ended', 'programmeId');
      if (isReversed(state.started.said.from, data.until)) {
        return reject('programme.ends-before-it-starts', 'until');
      }
      return [{ type: 'programme.Ended', data }];
    }
    case 'GrantFunding': {
      const { type: _, ...granted } = command;
      const data = { ...granted, years: [...granted.years], obligations: [...granted.obligations] };
      const known = state.grants.get(data.grantId);
      if (isDecided(known, data)) return [];
      if (known?.perSource === false) return reject('programme.grant-exists', 'grantId');
      if (isReversed(data.from ?? 'unknown', data.until ?? 'unknown')) {
        return reject('programme.ends-before-it-starts', 'until');
      }
      data.obligations.forEach(({ obligationId }, index) => {
        const twice = data.obligations.findIndex((other) => other.obligationId === obligationId) < index;
        if (twice || state.obligations.get(obligationId)?.perSource === false) {
          reject('programme.obligation-exists', `obligations.${index}.obligationId`);
        }
      });
      return [{ type: 'programme.FundingGranted', data }];
    }
    case 'SetObligation': {
      const { type: _, ...data } = command;
      if (isDecided(state.duties.get(data.obligationId), data)) return [];
      if (state.obligations.get(data.obligationId)?.perSource === false) {
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
      if (isDecided(known, data)) return [];
      if (known?.perSource === false) return reject('programme.practice-exists', 'url');
      return [{ type: 'programme.PracticeShared', data }];
    }
  }
}

function meet(command: MeetObligation, state: ProgrammeState): readonly ProgrammeEvent[] {
  const { type: _, place, ...data } = command;
  if (!state.obligations.has(data.obligationId)) return reject('programme.obligation-absent', 'obligationId');
  const { met } = outcomeOf(data, state);
  if (isDecided(met, data)) return [];
  if (met?.perSource === false) return reject('programme.obligation-met', 'obligationId');
  if (data.municipality !== undefined) mustBeThere(place, data.municipality, data.on, 'municipality');
  return [{ type: 'programme.ObligationMet', data }];
}

function miss(command: MissObligation, state: ProgrammeState): readonly ProgrammeEvent[] {
  const { type: _, place, ...data } = command;
  const obligation =
    state.obligations.get(data.obligationId) ?? reject('programme.obligation-absent', 'obligationId');
  const { met, missed } = outcomeOf(data, state);
  if (met?.perSource === false) return reject('programme.obligation-met', 'obligationId');
  if (isDecided(missed, data)) return [];
  if (missed?.perSource === false) return reject('programme.obligation-missed', 'obligationId');
  if (!isPastDue(obligation.said.dueOn, data.on)) return reject('programme.not-due', 'on');
  if (data.municipality !== undefined) mustBeThere(place, data.municipality, data.on, 'municipality');
  return [{ type: 'programme.ObligationMissed', data }];
}

/** A partial date falls due at the end of its period. */
function isPastDue(dueOn: End, on: PartialDate): boolean {
  if (dueOn === 'open' || dueOn === 'unknown') return false;
  return boundsOf(on).latest > boundsOf(dueOn).latest;
}

// Evolve

/** What a source tells undoes nothing that was decided live. */
function evolve(state: ProgrammeState, event: ProgrammeEvent, provenance: Provenance): ProgrammeState {
  const perSource = provenance.kind === 'perSource';
  switch (event.type) {
    case 'programme.Started':
      return { ...state, started: prevailing(state.started, { said: event.data, perSource }) };
    case 'programme.Ended':
      return { ...state, ended: prevailing(state.ended, { said: event.data.until, perSource }) };
    case 'programme.FundingGranted': {
      const { grantId } = event.data;
      const grants = put(state.grants, grantId, { said: event.data, perSource });
      if (grants.get(grantId)?.said !== event.data) return state;
      const obligations = event.data.obligations.reduce(
        (so, obligation) => put(so, obligation.obligationId, { said: obligation, perSource }),
        state.obligations,
      );
      return { ...state, grants, obligations };
    }
    case 'programme.ObligationSet': {
      const { obligationId, kind, dueOn } = event.data;
      return {
        ...state,
        duties: put(state.duties, obligationId, { said: event.data, perSource }),
        obligations: put(state.obligations, obligationId, {
          said: { obligationId, kind, dueOn },
          perSource,
        }),
      };
    }
    case 'programme.ObligationMet': {
      const { met, missed } = outcomeOf(event.data, state);
      return withOutcome(state, event.data, {
        missed,
        met: prevailing(met, { said: event.data, perSource }),
      });
    }
    case 'programme.ObligationMissed': {
      const { met, missed } = outcomeOf(event.data, state);
      return withOutcome(state, event.data, {
        met,
        missed: prevailing(missed, { said: event.data, perSource }),
      });
    }
    case 'programme.SupportEnrolled':
    case 'programme.SituationAnalysed':
    case 'programme.GoalSet':
    case 'programme.FollowUpPlanned':
    case 'programme.FollowUpDone':
    case 'programme.SupportClosed': {
      const { municipality } = event.data;
      const support = evolveSupport(supportOf(municipality, state), event, perSource);
      return { ...state, supports: new Map(state.supports).set(municipality, support) };
    }
    case 'programme.PracticeShared':
      return {
        ...state,
        practices: put(state.practices, event.data.url, { said: event.data, perSource }),
      };
  }
}

const put = <T>(
  map: ReadonlyMap<string, Told<T>>,
  key: string,
  told: Told<T>,
): ReadonlyMap<string, Told<T>> => new Map(map).set(key, prevailing(map.get(key), told));

const withOutcome = (state: ProgrammeState, bound: Bound, outcome: Outcome): ProgrammeState => ({
  ...state,
  outcomes: new Map(state.outcomes).set(outcomeKey(bound), outcome),
});

export const programme: Decider<ProgrammeCommand, ProgrammeState, ProgrammeEvent> = {
  name: 'programme',
  events: programmeCatalogue,
  rejections: programmeRejections,
  initial: noProgramme,
  decide,
  evolve,
};
