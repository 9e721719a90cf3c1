import { projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import { CoalitionRoles, type CoalitionEvent } from '../coalition.events.ts';
import { evolve, NO_COALITION, type CoalitionState } from '../coalition.state.ts';
import {
  CoalitionMunicipalityTable,
  CoalitionPartnerTable,
  CoalitionRoleTable,
  CoalitionWorkTable,
} from './coalition-roster.table.ts';

type Fact = ProjectedFact<CoalitionEvent>;

/** A part of the state as the decisions fold it: what a row holds is all that its events change. */
const evolved = (part: Partial<CoalitionState>, { event, provenance }: Fact): CoalitionState =>
  evolve({ ...NO_COALITION, ...part }, event, provenance);

const staying = {
  key: ({ event: { data } }: ProjectedFact<CoalitionEvent & { data: { municipality: string } }>) => ({
    municipality: data.municipality,
    coalitionId: data.coalitionId,
  }),
  apply: (
    row: RowOf<typeof CoalitionMunicipalityTable> | undefined,
    fact: Fact,
    { municipality }: { readonly municipality: string },
  ) => {
    const { municipalities } = evolved({ municipalities: row?.stays ?? [] }, fact);
    const stays = municipalities.filter(({ code }) => code === municipality);
    return stays.length === 0 ? null : { stays };
  },
};

export const coalitionMunicipality = projection<CoalitionEvent, typeof CoalitionMunicipalityTable>({
  name: 'coalition-municipality',
  version: 1,
  table: CoalitionMunicipalityTable,
  when: {
    'coalition.ExplorationStarted': {
      key: ({ event: { data } }) =>
        data.municipalities.map((municipality) => ({ municipality, coalitionId: data.coalitionId })),
      apply: staying.apply,
    },
    'coalition.MunicipalityJoined': staying,
    'coalition.MunicipalityLeft': staying,
  },
});

const partnering = {
  key: ({ event: { data } }: ProjectedFact<CoalitionEvent & { data: { organisationId: string } }>) => ({
    coalitionId: data.coalitionId,
    organisationId: data.organisationId,
  }),
  apply: (row: RowOf<typeof CoalitionPartnerTable> | undefined, fact: Fact) => {
    const { partners: stays } = evolved({ partners: row?.stays ?? [] }, fact);
    return stays.length === 0 ? null : { stays };
  },
};

export const coalitionPartner = projection<CoalitionEvent, typeof CoalitionPartnerTable>({
  name: 'coalition-partner',
  version: 1,
  table: CoalitionPartnerTable,
  when: { 'coalition.PartnerJoined': partnering, 'coalition.PartnerLeft': partnering },
});

const holding = (row: RowOf<typeof CoalitionRoleTable> | undefined, fact: Fact) => {
  const { holdings } = evolved({ holdings: row?.holdings ?? [] }, fact);
  return holdings.length === 0 ? null : { holdings };
};

export const coalitionRole = projection<CoalitionEvent, typeof CoalitionRoleTable>({
  name: 'coalition-role',
  version: 2,
  table: CoalitionRoleTable,
  when: {
    'coalition.RoleAssigned': {
      key: ({ event: { data } }) => ({ coalitionId: data.coalitionId, role: data.role }),
      apply: holding,
    },
    'coalition.RoleEnded': {
      key: ({ event: { data } }) => ({ coalitionId: data.coalitionId, role: data.role }),
      apply: holding,
    },
    // A partner that leaves ends its roles, whichever they are.
    'coalition.PartnerLeft': {
      key: ({ event: { data } }) => CoalitionRoles.map((role) => ({ coalitionId: data.coalitionId, role })),
      apply: holding,
    },
  },
});

type Work = RowOf<typeof CoalitionWorkTable>;
const working = {
  key: ({ event }: Fact) => ({ coalitionId: event.data.coalitionId }),
  apply: (row: Work | undefined, fact: Fact): Work => {
    const { sessions, ambitions, workingGroups, plans } = evolved(row === undefined ? {} : workOf(row), fact);
    const byVersion = [...plans].sort(([one], [other]) => one - other);
    return { sessions, ambitions: [...ambitions], workingGroups: [...workingGroups], plans: byVersion };
  },
};

/** The part of the state that a row holds. */
export const workOf = ({ sessions, ambitions, workingGroups, plans }: Work) => ({
  sessions,
  ambitions: new Map(ambitions),
  workingGroups: new Map(workingGroups),
  plans: new Map(plans),
});

export const coalitionWork = projection<CoalitionEvent, typeof CoalitionWorkTable>({
  name: 'coalition-work',
  version: 3,
  table: CoalitionWorkTable,
  when: {
    'coalition.AmbitionSessionHeld': working,
    'coalition.AmbitionAdopted': working,
    'coalition.AmbitionDropped': working,
    'coalition.WorkingGroupFormed': working,
    'coalition.WorkingGroupRefocused': working,
    'coalition.WorkingGroupMemberJoined': working,
    'coalition.WorkingGroupMemberLeft': working,
    'coalition.WorkingGroupDisbanded': working,
    'coalition.PlanOfActionAdopted': working,
    // A partner that leaves gives up its places in working groups.
    'coalition.PartnerLeft': {
      key: working.key,
      apply: (row, fact) => (row === undefined ? null : working.apply(row, fact)),
    },
  },
});
