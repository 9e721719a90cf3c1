import { prevailing } from '#kernel';
import { projection } from '#platform/read-store';
import type { MunicipalityEvent } from '../municipality.events.ts';
import { withJoining, withLeaving } from '../municipality.state.ts';
import { RegionMembershipTable, RegionTable } from './region-register.table.ts';

export const regionRegister = projection<MunicipalityEvent, typeof RegionTable>({
  name: 'region-register',
  version: 2,
  table: RegionTable,
  when: {
    'region.Established': {
      key: ({ event: { data } }) => ({ regionId: data.regionId }),
      apply: (row, { event: { data }, provenance }) => {
        const told = { name: data.name, start: data.from, perSource: provenance.kind === 'perSource' };
        return prevailing(row, told);
      },
    },
    'region.MunicipalityJoined': {
      key: ({ event: { data } }) => ({ regionId: data.regionId }),
      apply: (row) => row ?? { name: null, start: 'unknown', perSource: true },
    },
  },
});

export const regionMembership = projection<MunicipalityEvent, typeof RegionMembershipTable>({
  name: 'region-membership',
  version: 1,
  table: RegionMembershipTable,
  when: {
    'region.MunicipalityJoined': {
      key: ({ event: { data } }) => ({ regionId: data.regionId, code: data.code }),
      apply: (row, { event: { data } }) => ({ memberships: withJoining(row?.memberships ?? [], data) }),
    },
    'region.MunicipalityLeft': {
      key: ({ event: { data } }) => ({ regionId: data.regionId, code: data.code }),
      apply: (row, { event: { data } }) => ({ memberships: withLeaving(row?.memberships ?? [], data) }),
    },
  },
});
