import { boundsOf, isReversed, lastDayBefore, type End, type Provenance, type Start } from '#kernel';
import type { Domain } from '#contexts/organisation';
import {
  ExclusiveRoles,
  type CoalitionEvent,
  type CoalitionPhase,
  type CoalitionRole,
} from './coalition.events.ts';

/** What holds from a first to a last day; `open` while it stands. `perSource` until a live event replaces it. */
type Held = { readonly from: Start; readonly until: End; readonly perSource: boolean };
export type Member = Held & { readonly code: string };
export type Partner = Held & { readonly organisationId: string; readonly domain: Domain | null };
export type Holding = Held & {
  readonly role: CoalitionRole;
  readonly organisationId: string | null;
  readonly function: string | null;
};
export type WorkingGroup = {
  readonly formation: object;
  readonly focus: string;
  readonly members: readonly (Held & { readonly organisationId: string })[];
  readonly disbandedOn: Start | null;
};
export type Ambition = { readonly adoption: object; readonly dropped: object | null };

/** A coalition, in whatever order sources told of it: its partners may be known before itself. */
export type CoalitionState = {
  /** With what it began, to tell a repetition from another coalition; `null` where nothing told of it yet. */
  readonly exploration: { readonly said: object; readonly perSource: boolean } | null;
  readonly name: string | null;
  readonly municipalities: readonly Member[];
  readonly partners: readonly Partner[];
  readonly holdings: readonly Holding[];
  readonly formed: { readonly on: Start; readonly perSource: boolean } | null;
  readonly sessions: readonly object[];
  readonly ambitions: ReadonlyMap<string, Ambition>;
  readonly workingGroups: ReadonlyMap<string, WorkingGroup>;
  readonly plans: ReadonlyMap<number, object>;
  readonly phases: readonly { readonly phase: CoalitionPhase; readonly on: Start }[];
  readonly anchorings: readonly object[];
  readonly ended: { readonly on: Start; readonly perSource: boolean } | null;
};

export const NO_COALITION: CoalitionState = {
  exploration: null,
  name: null,
  municipalities: [],
  partners: [],
  holdings: [],
  formed: null,
  sessions: [],
  ambitions: new Map(),
  workingGroups: new Map(),
  plans: new Map(),
  phases: [],
  anchorings: [],
  ended: null,
};

/** What other contexts may know of a coalition. */
export type CoalitionFacts = {
  readonly coalitionId: string;
  readonly known: boolean;
  readonly phase: CoalitionPhase | null;
  readonly formedOn: Start | null;
  readonly endedOn: Start | null;
  readonly municipalities: readonly { readonly code: string; readonly from: Start; readonly until: End }[];
};

/** What the register knows of `coalitionId`, from the state of its stream. */
export const coalitionFacts = (coalitionId: string, state: CoalitionState): CoalitionFacts => ({
  coalitionId,
  known: state.exploration !== null,
  phase: phaseOf(state),
  formedOn: state.formed?.on ?? null,
  endedOn: state.ended?.on ?? null,
  municipalities: state.municipalities.map(({ code, from, until }) => ({ code, from, until })),
});

/** The phase that the coalition is in: the latest that it entered, or what its beginnings tell. */
export function phaseOf({ exploration, formed, phases, ended }: CoalitionState): CoalitionPhase | null {
  if (ended !== null) return 'ended';
  // One that is recorded late does not become the present one.
  const [first, ...others] = phases;
  const latest = others.reduce(
    (one, other) => (isReversed(one?.on ?? 'unknown', other.on) ? one : other),
    first,
  );
  if (latest !== undefined) return latest.phase;
  if (formed !== null) return 'formation';
  return exploration === null ? null : 'exploration';
}

/** True where no end is recorded. */
export const stands = ({ until }: { readonly until: End }): boolean => until === 'open';
export const isExclusive = (role: CoalitionRole): boolean =>
  (ExclusiveRoles as readonly CoalitionRole[]).includes(role);
export const sameHolder = (
  holding: Pick<Holding, 'organisationId' | 'function'>,
  other: { readonly organisationId?: string | undefined; readonly function?: string | undefined },
): boolean =>
  holding.organisationId === (other.organisationId ?? null) && holding.function === (other.function ?? null);

/** `entries` with those that stand and are meant ended on `until`. */
const ending = <T extends Held>(entries: readonly T[], until: End, meant: (entry: T) => boolean): T[] =>
  entries.map((entry) => (stands(entry) && meant(entry) ? { ...entry, until } : entry));

/** `entries` with one more, in place of one that stands and is the same; a source replaces nothing live. */
function replacing<T extends Held>(entries: readonly T[], entry: T, same: (other: T) => boolean) {
  const others = entries.filter((other) => !(stands(other) && same(other)));
  const keepsLive = entry.perSource && entries.some((other) => !other.perSource && !others.includes(other));
  return keepsLive ? entries : [...others, entry];
}

export function evolve(state: CoalitionState, event: CoalitionEvent, provenance: Provenance): CoalitionState {
  const perSource = provenance.kind === 'perSource';
  switch (event.type) {
    // What a source merely tells undoes nothing live.
    case 'coalition.ExplorationStarted': {
      if (perSource && state.exploration?.perSource === false) return state;
      const { name, municipalities, on } = event.data;
      const members = municipalities.map((code) => ({ code, from: on, until: 'open' as const, perSource }));
      return {
        ...state,
        exploration: { said: event.data, perSource },
        name,
        municipalities: members.reduce(withMember, state.municipalities),
      };
    }
    case 'coalition.MunicipalityJoined': {
      const { municipality: code, from } = event.data;
      return {
        ...state,
        municipalities: withMember(state.municipalities, { code, from, until: 'open', perSource }),
      };
    }
    case 'coalition.MunicipalityLeft': {
      const { municipality, until } = event.data;
      return {
        ...state,
        municipalities: ending(state.municipalities, until, ({ code }) => code === municipality),
      };
    }
    case 'coalition.PartnerJoined': {
      const { organisationId, domain = null, from } = event.data;
      const partner: Partner = { organisationId, domain, from, until: 'open', perSource };
      return {
        ...state,
        partners: replacing(state.partners, partner, (other) => other.organisationId === organisationId),
      };
    }
    case 'coalition.PartnerLeft': {
      const { organisationId, until } = event.data;
      const leaving = (entry: { readonly organisationId: string | null }): boolean =>
        entry.organisationId === organisationId;
      return {
        ...state,
        partners: ending(state.partners, until, leaving),
        holdings: ending(state.holdings, until, leaving),
        workingGroups: new Map(
          [...state.workingGroups].map(([id, group]) => [
            id,
            { ...group, members: ending(group.members, until, leaving) },
          ]),
        ),
      };
    }
    case 'coalition.RoleAssigned': {
      const { role, organisationId = null, function: held = null, from } = event.data;
      const holding: Holding = { role, organisationId, function: held, from, until: 'open', perSource };
      const replaced = replacing(
        state.holdings,
        holding,
        (other) => other.role === role && other.perSource && sameHolder(other, event.data),
      );
      if (!isExclusive(role)) return { ...state, holdings: replaced };
      const handedOver = ending(
        replaced,
        lastDayBefore(from),
        (other) => other.role === role && other !== holding,
      );
      return { ...state, holdings: handedOver };
    }
    case 'coalition.RoleEnded': {
      const { role, organisationId, until } = event.data;
      const meant = (holding: Holding): boolean =>
        holding.role === role && (organisationId === undefined || holding.organisationId === organisationId);
      return { ...state, holdings: ending(state.holdings, until, meant) };
    }
    case 'coalition.Formed':
      if (perSource && state.formed?.perSource === false) return state;
      return { ...state, formed: { on: event.data.on, perSource } };
    case 'coalition.AmbitionSessionHeld':
      return { ...state, sessions: [...state.sessions, event.data] };
    case 'coalition.AmbitionAdopted': {
      const { ambitionId } = event.data;
      return {
        ...state,
        ambitions: new Map(state.ambitions).set(ambitionId, { adoption: event.data, dropped: null }),
      };
    }
    case 'coalition.AmbitionDropped': {
      const { ambitionId } = event.data;
      const ambition = state.ambitions.get(ambitionId);
      if (ambition === undefined) return state;
      return {
        ...state,
        ambitions: new Map(state.ambitions).set(ambitionId, { ...ambition, dropped: event.data }),
      };
    }
    case 'coalition.WorkingGroupFormed': {
      const { workingGroupId, focus, members = [], on } = event.data;
      const group: WorkingGroup = {
        formation: event.data,
        focus,
        members: members.map((organisationId) => ({ organisationId, from: on, until: 'open', perSource })),
        disbandedOn: null,
      };
      return { ...state, workingGroups: new Map(state.workingGroups).set(workingGroupId, group) };
    }
    case 'coalition.WorkingGroupRefocused':
      return withGroup(state, event.data.workingGroupId, (group) => ({ ...group, focus: event.data.focus }));
    case 'coalition.WorkingGroupMemberJoined': {
      const { workingGroupId, organisationId, from } = event.data;
      return withGroup(state, workingGroupId, (group) => ({
        ...group,
        members: replacing(
          group.members,
          { organisationId, from, until: 'open', perSource },
          (other) => other.organisationId === organisationId,
        ),
      }));
    }
    case 'coalition.WorkingGroupMemberLeft': {
      const { workingGroupId, organisationId, until } = event.data;
      return withGroup(state, workingGroupId, (group) => ({
        ...group,
        members: ending(group.members, until, (member) => member.organisationId === organisationId),
      }));
    }
    case 'coalition.WorkingGroupDisbanded':
      return withGroup(state, event.data.workingGroupId, (group) => ({
        ...group,
        disbandedOn: event.data.on,
      }));
    case 'coalition.PlanOfActionAdopted':
      return { ...state, plans: new Map(state.plans).set(event.data.version, event.data) };
    case 'coalition.PhaseEntered': {
      const { phase, on } = event.data;
      if (phase === 'ended') return { ...state, ended: { on, perSource } };
      return { ...state, phases: [...state.phases, { phase, on }] };
    }
    case 'coalition.Anchored':
      return { ...state, anchorings: [...state.anchorings, event.data] };
    case 'coalition.Ended':
      return { ...state, ended: { on: event.data.on, perSource } };
  }
}

const withMember = (members: readonly Member[], member: Member): readonly Member[] =>
  replacing(members, member, ({ code }) => code === member.code);

function withGroup(
  state: CoalitionState,
  id: string,
  change: (group: WorkingGroup) => WorkingGroup,
): CoalitionState {
  const group = state.workingGroups.get(id);
  if (group === undefined) return state;
  return { ...state, workingGroups: new Map(state.workingGroups).set(id, change(group)) };
}

/** True where something may have held on (some day of) a date. */
export function mayHoldOn({ from, until }: Held, date: Start): boolean {
  if (date === 'unknown') return true;
  const begun = from === 'unknown' || boundsOf(from).earliest <= boundsOf(date).latest;
  return begun && !isReversed(date, until);
}
