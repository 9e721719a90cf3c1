import {
  lastDayBefore,
  later,
  periodOf,
  sameJson,
  type End,
  type IsoDate,
  type Provenance,
  type Start,
} from '#kernel';
import type { Condition, ConsentingBody, DecisionEvent } from './decision.events.ts';

type Said<T extends DecisionEvent['type']> = Extract<DecisionEvent, { type: T }>['data'];
/** What an event says, and whether a source merely tells it. */
type Told<T extends DecisionEvent['type']> = { readonly said: Said<T>; readonly perSource: boolean };

/** A decision, in whatever order sources told of it: that it was taken may be known before what it was. */
export type DecisionState = {
  readonly proposed: Told<'decision.Proposed.v2'> | null;
  readonly taken: Told<'decision.Taken'> | null;
  readonly rejected: Told<'decision.Rejected'> | null;
  readonly named: ReadonlyMap<string, Condition['bodies']>;
  readonly consents: readonly Said<'decision.ConditionMet'>[];
  readonly failed: readonly Said<'decision.ConditionFailed'>[];
  readonly becameEffective: Told<'decision.BecameEffective'> | null;
  readonly referredToCouncil: Said<'decision.ReferredToCouncil'> | null;
  readonly publications: readonly Said<'decision.Published'>[];
  readonly withdrawn: Told<'decision.Withdrawn'> | null;
};

export const NO_DECISION: DecisionState = {
  proposed: null,
  taken: null,
  rejected: null,
  named: new Map(),
  consents: [],
  failed: [],
  becameEffective: null,
  referredToCouncil: null,
  publications: [],
  withdrawn: null,
};

/** What other contexts may know of a decision. */
export type DecisionFacts = {
  readonly decisionId: string;
  readonly known: boolean;
  /** True where it took effect (perhaps on a later day: see `effectiveOn`) and was not rejected or failed. */
  readonly effective: boolean;
  readonly effectiveOn: Start | null;
  /** Its last day: when it expires, or the day before it was withdrawn. */
  readonly effectiveUntil: End;
};

/** What the register knows of `decisionId`, from the state of its stream. */
export function decisionFacts(decisionId: string, state: DecisionState): DecisionFacts {
  const effectiveOn = effectiveOnOf(state);
  return {
    decisionId,
    known: state.proposed !== null,
    effective: effectiveOn !== null,
    effectiveOn,
    effectiveUntil: effectiveUntilOf(state),
  };
}

/** The conditions as they now read, each with the bodies that have not agreed yet. */
export function conditionsOf(state: DecisionState): readonly (Condition & { open: ConsentingBody[] })[] {
  return (state.taken?.said.conditions ?? []).map(({ conditionId, text, bodies: asTaken }) => {
    const bodies = state.named.get(conditionId) ?? asTaken;
    const hasAgreed = (body: ConsentingBody): boolean =>
      state.consents.some((consent) => consent.conditionId === conditionId && sameJson(consent.by, body));
    return { conditionId, text, bodies, open: bodies.filter((body) => !hasAgreed(body)) };
  });
}

/** True where every condition names its bodies and all of them have agreed. */
export const conditionsAreMet = (state: DecisionState): boolean =>
  conditionsOf(state).every(({ bodies, open }) => bodies.length > 0 && open.length === 0);

/**
 * When the decision took effect, or `null`. With conditions it is the day of the last consent, if later than the day
 * that was decided: computed from the consents, so that a correction of one of them is a correction of this.
 */
export function effectiveOnOf(state: DecisionState): Start | null {
  const { taken, rejected, failed, becameEffective, consents } = state;
  if (taken === null || rejected !== null || failed.length > 0) return null;
  const decided = taken.said.effectiveOn ?? taken.said.on;
  const conditions = taken.said.conditions ?? [];
  if (conditionsAreMet(state)) {
    const counted = consents.filter((consent) =>
      conditions.some(({ conditionId }) => conditionId === consent.conditionId),
    );
    return counted.reduce((latest: Start, { on }) => later(latest, on), decided);
  }
  return becameEffective?.perSource === true ? becameEffective.said.on : null;
}

/**
 * The day from which a conditional decision is effective, where all its bodies have agreed and nobody has recorded that
 * yet; `null`: there is nothing to record.
 */
export function effectToRecord(state: DecisionState): Start | null {
  const isConditional = (state.taken?.said.conditions ?? []).length > 0;
  const isOpen = state.becameEffective === null && state.withdrawn === null;
  return isConditional && isOpen ? effectiveOnOf(state) : null;
}

/**
 * When a decision that was taken under conditions waited for consents: until the last of them, or until it failed, was
 * rejected or withdrawn. `null`: it has no conditions, or was not taken.
 */
export function conditionalOf(state: DecisionState): { readonly from: Start; readonly until: End } | null {
  const { taken, rejected, failed, withdrawn, consents, becameEffective } = state;
  const conditions = conditionsOf(state);
  if (taken === null || conditions.length === 0) return null;
  const counted = consents.filter(({ conditionId }) =>
    conditions.some((condition) => condition.conditionId === conditionId),
  );
  const ends: Start[] = [
    ...(conditionsAreMet(state) ? [counted.map(({ on }) => on).reduce(later, taken.said.on)] : []),
    ...(becameEffective?.perSource === true ? [becameEffective.said.on] : []),
    ...failed.map(({ on }) => on),
    ...[rejected, withdrawn].flatMap((one) => (one === null ? [] : [one.said.on])),
  ];
  return { from: taken.said.on, until: ends[0] ?? 'open' };
}

/** The conditions for which a decision waited on a day: their bodies that had not agreed by then; none: nobody has named them. */
export function awaitedOn(day: IsoDate, state: DecisionState): readonly Awaited[] {
  const period = conditionalOf(state);
  if (period === null) return [];
  const { from, until } = periodOf(period.from, period.until);
  if (from.earliest > day || until.latest <= day) return [];
  const consents = state.consents.filter(({ on }) => periodOf(on, 'open').from.earliest <= day);
  return conditionsOf({ ...state, consents })
    .filter(({ bodies, open }) => bodies.length === 0 || open.length > 0)
    .map(({ conditionId, text, open }) => ({ conditionId, text, bodies: open }));
}
export type Awaited = {
  readonly conditionId: string;
  readonly text: string;
  readonly bodies: readonly ConsentingBody[];
};

function effectiveUntilOf({ taken, withdrawn }: DecisionState): End {
  if (withdrawn !== null) return lastDayBefore(withdrawn.said.on);
  return taken?.said.expiresOn ?? (taken?.perSource === true ? 'unknown' : 'open');
}

export function evolve(state: DecisionState, event: DecisionEvent, provenance: Provenance): DecisionState {
  const perSource = provenance.kind === 'perSource';
  const keepsLive = (told: { readonly perSource: boolean } | null): boolean =>
    perSource && told?.perSource === false; // What a source tells undoes nothing live.
  switch (event.type) {
    case 'decision.Proposed.v2':
      return keepsLive(state.proposed) ? state : { ...state, proposed: { said: event.data, perSource } };
    case 'decision.Taken':
      return keepsLive(state.taken) ? state : { ...state, taken: { said: event.data, perSource } };
    case 'decision.Rejected':
      return { ...state, rejected: { said: event.data, perSource } };
    case 'decision.ConditionNamed': {
      const { conditionId, bodies } = event.data;
      return { ...state, named: new Map(state.named).set(conditionId, bodies) };
    }
    case 'decision.ConditionMet':
      return { ...state, consents: [...state.consents, event.data] };
    case 'decision.ConditionFailed':
      return { ...state, failed: [...state.failed, event.data] };
    case 'decision.BecameEffective':
      return { ...state, becameEffective: { said: event.data, perSource } };
    case 'decision.ReferredToCouncil':
      return { ...state, referredToCouncil: event.data };
    case 'decision.Published':
      return { ...state, publications: [...state.publications, event.data] };
    case 'decision.Withdrawn':
      return keepsLive(state.withdrawn) ? state : { ...state, withdrawn: { said: event.data, perSource } };
  }
}
