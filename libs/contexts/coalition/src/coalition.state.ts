import { prevailing, type Provenance, type Start, type Told } from '#kernel';
import type { CoalitionEvent, CoalitionPhase } from './coalition.events.ts';
import {
  assigned,
  ending,
  replacing,
  type Held,
  type Holding,
  type Member,
  type Partner,
} from './coalition-held.state.ts';

type Said<T extends CoalitionEvent['type']> = Extract<CoalitionEvent, { type: T }>['data'];

export type WorkingGroup = {
  readonly formation: Told<Said<'coalition.WorkingGroupFormed'>>;
  readonly focus: string;
  readonly members: readonly (Held & { readonly organisationId: string })[];
  readonly disbanded: Told<Start> | null;
};
export type Ambition = {
  readonly adoption: Told<Said<'coalition.AmbitionAdopted'>>;
  readonly dropped: Told<object> | null;
};

/** A coalition, in whatever order sources told of it: its partners may be known before itself. */
export type CoalitionState = {
  /** With what it began, to tell a repetition from another coalition; `null` where nothing told of it yet. */
  readonly exploration: Told<Said<'coalition.ExplorationStarted'>> | null;
  readonly name: string | null;
  readonly municipalities: readonly Member[];
  readonly partners: readonly Partner[];
  readonly holdings: readonly Holding[];
  readonly formed: { readonly on: Start; readonly perSource: boolean } | null;
  readonly sessions: readonly object[];
  readonly ambitions: ReadonlyMap<string, Ambition>;
  readonly workingGroups: ReadonlyMap<string, WorkingGroup>;
  readonly plans: ReadonlyMap<number, Told<object>>;
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
      return { ...state, holdings: assigned(state.holdings, holding) };
    }
    case 'coalition.RoleEnded': {
      const { role, organisationId, until } = event.data;
      const meant = (holding: Holding): boolean =>
        holding.role === role && (organisationId === undefined || holding.organisationId === organisationId);
      return { ...state, holdings: ending(state.holdings, until, meant) };
    }
    case 'coalition.Formed':
      return { ...state, formed: prevailing(state.formed, { on: event.data.on, perSource }) };
    case 'coalition.AmbitionSessionHeld':
      return { ...state, sessions: [...state.sessions, event.data] };
    case 'coalition.AmbitionAdopted': {
      const { ambitionId } = event.data;
      const known = state.ambitions.get(ambitionId);
      const adoption = prevailing(known?.adoption, { said: event.data, perSource });
      const ambition = { adoption, dropped: known?.dropped ?? null };
      return { ...state, ambitions: new Map(state.ambitions).set(ambitionId, ambition) };
    }
    case 'coalition.AmbitionDropped': {
      const { ambitionId } = event.data;
      const known = state.ambitions.get(ambitionId);
      if (known === undefined) return state;
      const dropped = prevailing(known.dropped, { said: event.data, perSource });
      return { ...state, ambitions: new Map(state.ambitions).set(ambitionId, { ...known, dropped }) };
    }
    case 'coalition.WorkingGroupFormed': {
      const { workingGroupId, focus, members = [], on } = event.data;
      const known = state.workingGroups.get(workingGroupId);
      const formation = prevailing(known?.formation, { said: event.data, perSource });
      if (formation === known?.formation) return state;
      const group: WorkingGroup = {
        formation,
        focus,
        members: members
          .map((organisationId) => ({ organisationId, from: on, until: 'open' as const, perSource }))
          .reduce(withWorker, known?.members ?? []),
        disbanded: known?.disbanded ?? null,
      };
      return { ...state, workingGroups: new Map(state.workingGroups).set(workingGroupId, group) };
    }
    case 'coalition.WorkingGroupRefocused':
      return withGroup(state, event.data.workingGroupId, (group) =>
        perSource && !group.formation.perSource ? group : { ...group, focus: event.data.focus },
      );
    case 'coalition.WorkingGroupMemberJoined': {
      const { workingGroupId, organisationId, from } = event.data;
      return withGroup(state, workingGroupId, (group) => ({
        ...group,
        members: withWorker(group.members, { organisationId, from, until: 'open', perSource }),
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
        disbanded: prevailing(group.disbanded, { said: event.data.on, perSource }),
      }));
    case 'coalition.PlanOfActionAdopted': {
      const { version } = event.data;
      const plan = prevailing(state.plans.get(version), { said: event.data, perSource });
      return { ...state, plans: new Map(state.plans).set(version, plan) };
    }
    case 'coalition.PhaseEntered': {
      const { phase, on } = event.data;
      if (phase === 'ended') return { ...state, ended: prevailing(state.ended, { on, perSource }) };
      return { ...state, phases: [...state.phases, { phase, on }] };
    }
    case 'coalition.Anchored':
      return { ...state, anchorings: [...state.anchorings, event.data] };
    case 'coalition.Ended':
      return { ...state, ended: prevailing(state.ended, { on: event.data.on, perSource }) };
  }
}

const withWorker = (members: WorkingGroup['members'], member: WorkingGroup['members'][number]) =>
  replacing(members, member, ({ organisationId }) => organisationId === member.organisationId);

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
