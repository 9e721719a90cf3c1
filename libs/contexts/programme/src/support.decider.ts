import {
  isDecided,
  isReversed,
  rejector,
  sameJson,
  type Command,
  type EventOf,
  type PartialDate,
  type Told,
} from '#kernel';
import { mustBeThere, type MunicipalityFacts } from '#contexts/municipality';
import type { ProgrammeEvent, SupportEnrolled } from './programme.events.ts';

// Commands: the support of one municipality, a part of its programme

/** What the register knows of the municipality that a command names. */
export type Place = Pick<MunicipalityFacts, 'known' | 'endedOn'>;
type Supporting<T extends string> = Command<T> & {
  readonly programmeId: string;
  readonly municipality: string;
  readonly on: PartialDate;
  readonly place: Place;
};
export type EnrolInSupport = Supporting<'EnrolInSupport'> & {
  readonly adviser: { readonly organisationId: string; readonly function?: string };
};
export type AnalyseSituation = Supporting<'AnalyseSituation'> & { readonly findings?: string };
export type SetGoal = Supporting<'SetGoal'> & { readonly goal: string };
export type PlanFollowUp = Supporting<'PlanFollowUp'>;
export type DoFollowUp = Supporting<'DoFollowUp'> & { readonly findings?: string };
export type CloseSupport = Supporting<'CloseSupport'>;
export type SupportCommand =
  EnrolInSupport | AnalyseSituation | SetGoal | PlanFollowUp | DoFollowUp | CloseSupport;

export const supportRejections = {
  'programme.already-enrolled': { kind: 'conflict', says: 'The municipality is enrolled, on other terms.' },
  'programme.not-enrolled': { kind: 'conflict', says: 'The municipality is not enrolled in the support.' },
  'programme.before-enrolment': { kind: 'invalid', says: 'The municipality was not yet enrolled then.' },
  'programme.support-closed': { kind: 'conflict', says: 'The support of the municipality has ended.' },
  'programme.no-analysis': { kind: 'conflict', says: 'A goal follows from an analysis of the situation.' },
  'programme.no-goal': { kind: 'conflict', says: 'A follow-up looks at goals, and none has been set.' },
  'programme.no-follow-up-planned': { kind: 'conflict', says: 'No follow-up stands planned.' },
} as const;
const reject = rejector(supportRejections);

// State

/** The support of one municipality: how it was enrolled, and each step since. */
export type Support = {
  /** `null` where a source told of steps only. */
  readonly enrolment: Told<EventOf<typeof SupportEnrolled>['data']> | null;
  readonly steps: readonly Told<SupportStep>[];
};
export type SupportStep = Extract<
  ProgrammeEvent,
  {
    type:
      | 'programme.SituationAnalysed'
      | 'programme.GoalSet'
      | 'programme.FollowUpPlanned'
      | 'programme.FollowUpDone'
      | 'programme.SupportClosed';
  }
>;

export type SupportEvent = SupportStep | EventOf<typeof SupportEnrolled>;

export const noSupport: Support = { enrolment: null, steps: [] };

// Decide

export function decideOnSupport(command: SupportCommand, support: Support): readonly ProgrammeEvent[] {
  switch (command.type) {
    case 'EnrolInSupport': {
      const { type: _, place, ...data } = command;
      const { enrolment, steps } = support;
      if (isDecided(enrolment, data)) return [];
      if (enrolment?.perSource === false && !isClosed(steps))
        return reject('programme.already-enrolled', 'municipality');
      mustBeThere(place, data.municipality, data.on, 'municipality');
      return [{ type: 'programme.SupportEnrolled', data }];
    }
    case 'AnalyseSituation': {
      const { type: _, place, ...data } = command;
      return step({ type: 'programme.SituationAnalysed', data }, place, support);
    }
    case 'SetGoal': {
      const { type: _, place, ...data } = command;
      return step({ type: 'programme.GoalSet', data }, place, support);
    }
    case 'PlanFollowUp': {
      const { type: _, place, ...data } = command;
      return step({ type: 'programme.FollowUpPlanned', data }, place, support);
    }
    case 'DoFollowUp': {
      const { type: _, place, ...data } = command;
      return step({ type: 'programme.FollowUpDone', data }, place, support);
    }
    case 'CloseSupport': {
      const { type: _, place, ...data } = command;
      return step({ type: 'programme.SupportClosed', data }, place, support);
    }
  }
}

const isClosed = (steps: Support['steps']): boolean =>
  steps.some(({ said, perSource }) => said.type === 'programme.SupportClosed' && !perSource);

/** One step of the support of a municipality: enrolled, analysed, goals set, followed up, closed. */
function step(event: SupportStep, place: Place, { enrolment, steps }: Support): readonly ProgrammeEvent[] {
  if (steps.some((earlier) => isDecided(earlier, event))) return [];
  if (enrolment === null) return reject('programme.not-enrolled', 'municipality');
  if (isClosed(steps)) return reject('programme.support-closed', 'municipality');
  const { on } = event.data;
  if (isReversed(enrolment.said.on, on)) return reject('programme.before-enrolment', 'on');
  const taken = (type: SupportStep['type']): number => steps.filter(({ said }) => said.type === type).length;
  switch (event.type) {
    case 'programme.SituationAnalysed':
    case 'programme.SupportClosed':
      break;
    case 'programme.GoalSet':
      if (taken('programme.SituationAnalysed') === 0) return reject('programme.no-analysis');
      break;
    case 'programme.FollowUpPlanned':
      if (taken('programme.GoalSet') === 0) return reject('programme.no-goal');
      break;
    case 'programme.FollowUpDone':
      if (taken('programme.FollowUpPlanned') <= taken('programme.FollowUpDone')) {
        return reject('programme.no-follow-up-planned');
      }
      break;
  }
  mustBeThere(place, event.data.municipality, on, 'municipality');
  return [event];
}

// Evolve

export function evolveSupport(support: Support, event: SupportEvent, perSource: boolean): Support {
  const { enrolment, steps } = support;
  if (event.type !== 'programme.SupportEnrolled') {
    const others = steps.filter((one) => !(one.perSource && sameJson(one.said, event)));
    return { enrolment, steps: [...others, { said: event, perSource }] };
  }
  if (perSource && enrolment?.perSource === false) return support; // It undoes nothing that was decided live.
  // Steps that a source told first belong to this enrolment; a second enrolment begins anew.
  const isFirst = enrolment === null || (enrolment.perSource && !perSource);
  return { enrolment: { said: event.data, perSource }, steps: isFirst ? steps : [] };
}
