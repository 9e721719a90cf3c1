import { lastDayBefore, periodOf } from '#kernel';
import { periodValues, projection } from '#platform/read-store';
import type { OrganisationEvent } from '../organisation.events.ts';
import { OrganisationTable } from './organisation-register.table.ts';

const byId = ({ event }: { event: OrganisationEvent }) => ({ organisationId: event.data.organisationId });

export const organisationRegister = projection<OrganisationEvent, typeof OrganisationTable>({
  name: 'organisation-register',
  version: 2,
  table: OrganisationTable,
  when: {
    'organisation.Registered.v2': {
      key: byId,
      apply: (_row, { event: { data }, provenance }) => ({
        name: data.name,
        kind: data.kind,
        domain: data.domain,
        identifiers: data.identifiers ?? [],
        successor: null,
        provenance,
        ...periodValues(periodOf('unknown', 'open')),
      }),
    },
    'organisation.Renamed': {
      key: byId,
      apply: (row, { event: { data } }) => (row === undefined ? null : { ...row, name: data.name }),
    },
    'organisation.Closed': {
      key: byId,
      apply: (row, { event: { data } }) =>
        row === undefined ? null : { ...row, ...periodValues(periodOf('unknown', data.on)) },
    },
    'organisation.Succeeded': {
      key: byId,
      apply: (row, { event: { data } }) =>
        row === undefined
          ? null
          : {
              ...row,
              successor: data.by,
              ...periodValues(periodOf('unknown', lastDayBefore(data.on))),
            },
    },
  },
});
