import { flag, json, nullable, table, text } from '#platform/read-store';
import type { Start } from '#kernel';
import type { Membership } from '../municipality.state.ts';

export const RegionTable = table({
  columns: { regionId: text(), name: nullable(text()), start: text<Start>(), perSource: flag() },
  key: ['regionId'],
});

export const RegionMembershipTable = table({
  columns: { regionId: text(), code: text(), memberships: json<readonly Membership[]>() },
  key: ['regionId', 'code'],
  indexes: [['code']],
});
