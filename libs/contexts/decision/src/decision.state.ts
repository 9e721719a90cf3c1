import {
  lastDayBefore,
  later,
  periodOf,
  prevailing,
  sameJson,
  type End,
  type IsoDate,
  type Provenance,
  type Start,
  type Told,
} from '#kernel';
import type { Condition, ConsentingBody, DecisionEvent } from './decision.events.ts';

type Said<T extends DecisionEvent['type']> = Extract<DecisionEvent, { type: T }>['data'];
type PerSource = { readonly perSource: boolean };

/** A decision, in whatever order sources told of it: that it was taken may be known before what it was. */
export type DecisionState = {
  readonly proposed: Told<Said<'decision.Proposed.v2'>> | null;
  readonly taken: Told<Said<'decision.Taken'>> | null;
  readonly rejected: Told<Said<'decision.Rejected'>> | null;
  readonly named: ReadonlyMap<string, Told<Condition['bodies']>>;
  readonly consents: readonly (Said<'decision.ConditionMet'> & PerSource)[];
  readonly failed: readonly (Said<'decision.ConditionFailed'> & PerSource)[];
  readonly becameEffective: Told<Said<'decision.BecameEffective'>> | null;
  readonly referredToCouncil: (Said<'decision.ReferredToCouncil'> & PerSource) | null;
  readonly publications: readonly (Said<'decision.Published'> & PerSource)[];
  /** Null too where it was published since. */
  readonly withheld: Told<Said<'decision.WithheldFromPublication'>> | null;
  readonly withdrawn: Told<Said<'decision.Withdrawn'>> | null;
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
  withheld: null,
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

/** Whose it is, of a municipality or of a coalition; `null`: nobody recorded that it was proposed. */
export const ownerOf = ({
  proposed,
}: DecisionState): {
  readonly municipality?: string | undefined;
  readonly coalitionId?: string | undefined;
} | null => proposed?.said ?? null;

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
    const bodies = asTaken.length > 0 ? asTaken : (state.named.get(conditionId)?.said ?? []);
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
  if (taken === null || rejected !== null || failed.some(({ perSource }) => !perSource)) return null;
  const decided = taken.said.effectiveOn ?? taken.said.on;
  const conditions = taken.said.conditions ?? [];
  if (conditionsAreMet(state)) {
    const counted = consents.filter((consent) =>
      conditions.some(({ conditionId }) => conditionId === consent.conditionId),
    );
    return counted.reduce((latest: Start, { on }) => later(latest, on), decided);
  }
  // What a source tells of a refusal undoes no consents.
  return becameEffective?.perSource === true && failed.length === 0 ? becameEffective.said.on : null;
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
  // What a source tells undoes nothing that was decided live.
  switch (event.type) {
    case 'decision.Proposed.v2':
      return { ...state, proposed: prevailing(state.proposed, { said: event.data, perSource }) };
    case 'decision.Taken': {
      const taken = prevailing(state.taken, { said: event.data, perSource });
      const isDisproved = state.rejected?.perSource === true && !taken.perSource;
      return { ...state, taken, rejected: isDisproved ? null : state.rejected };
    }
    case 'decision.Rejected': {
      if (perSource && state.taken?.perSource === false) return state;
      return { ...state, rejected: prevailing(state.rejected, { said: event.data, perSource }) };
    }
    case 'decision.ConditionNamed': {
      const { conditionId, bodies } = event.data;
      const named = prevailing(state.named.get(conditionId), { said: bodies, perSource });
      return { ...state, named: new Map(state.named).set(conditionId, named) };
    }
    case 'decision.ConditionMet': {
      const consent = { ...event.data, perSource };
      const isSame = (one: (typeof state.consents)[number]): boolean =>
        one.conditionId === consent.conditionId && sameJson(one.by, consent.by);
      if (perSource && state.consents.some((one) => !one.perSource && isSame(one))) return state;
      const others = state.consents.filter((one) => !(one.perSource && isSame(one)));
      return { ...state, consents: [...others, consent] };
    }
    case 'decision.ConditionFailed':
      return { ...state, failed: [...state.failed, { ...event.data, perSource }] };
    case 'decision.BecameEffective':
      return {
        ...state,
        becameEffective: prevailing(state.becameEffective, { said: event.data, perSource }),
      };
    case 'decision.ReferredToCouncil':
      return {
        ...state,
        referredToCouncil: prevailing(state.referredToCouncil, { ...event.data, perSource }),
      };
    case 'decision.Published': {
      const publications = [...state.publications, { ...event.data, perSource }];
      const isWithheld = perSource && state.withheld?.perSource === false;
      return { ...state, publications, withheld: isWithheld ? state.withheld : null };
    }
    case 'decision.WithheldFromPublication':
      if (perSource && state.publications.some((one) => !one.perSource)) return state;
      return { ...state, withheld: prevailing(state.withheld, { said: event.data, perSource }) };
    case 'decision.Withdrawn':
      return { ...state, withdrawn: prevailing(state.withdrawn, { said: event.data, perSource }) };
  }
}
