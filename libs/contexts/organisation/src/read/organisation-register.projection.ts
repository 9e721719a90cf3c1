import { periodOf, type Provenance } from '#kernel';
import { periodValues, projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import type { OrganisationEvent } from '../organisation.events.ts';
import { evolve, NO_ORGANISATION, type Registered } from '../organisation.state.ts';
import { OrganisationTable } from './organisation-register.table.ts';

type Row = RowOf<typeof OrganisationTable>;

function rowOf(state: Registered, provenance: Provenance): Row {
  const { kind, domain, identifiers = [] } = state.registration.said;
  return {
    name: state.name.said,
    kind,
    domain,
    identifiers,
    successor: state.ended?.successor?.by ?? null,
    state,
    provenance,
    ...periodValues(periodOf('unknown', state.ended?.lastDay ?? 'open')),
  };
}

/** Folded as the decisions fold it. */
const folded = {
  key: ({ event }: ProjectedFact<OrganisationEvent>) => ({ organisationId: event.data.organisationId }),
  apply: (row: Row | undefined, { event, provenance }: ProjectedFact<OrganisationEvent>): Row | null => {
    const after = evolve(row?.state ?? NO_ORGANISATION, event, provenance);
    if (after.status === 'absent') return null;
    const isOfThis = after.registration !== row?.state.registration;
    return rowOf(after, isOfThis ? provenance : (row?.provenance ?? provenance));
  },
};

export const organisationRegister = projection<OrganisationEvent, typeof OrganisationTable>({
  name: 'organisation-register',
  version: 3,
  table: OrganisationTable,
  when: {
    'organisation.Registered.v2': folded,
    'organisation.Renamed': folded,
    'organisation.Closed': folded,
    'organisation.Succeeded': folded,
  },
});
