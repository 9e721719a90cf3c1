import { sql, type RowOf, type Sql, type View } from '#platform/read-store';
import type { Membership, MunicipalityState, Region } from '../municipality.state.ts';
import { municipalityRegister } from './municipality-register.projection.ts';
import type { MunicipalityTable } from './municipality-register.table.ts';
import { regionMembership, regionRegister } from './region-register.projection.ts';
import type { RegionTable } from './region-register.table.ts';

/** The one stream that all municipalities and regions share. */
export const REGISTER_STREAM = 'municipality-register';

export type MunicipalityRow = RowOf<typeof MunicipalityTable> & { readonly code: string };
type RegionRow = RowOf<typeof RegionTable> & { readonly regionId: string };
type MembershipRow = {
  readonly regionId: string;
  readonly code: string;
  readonly memberships: readonly Membership[];
};

export type GeographyRows = {
  readonly municipalities: readonly MunicipalityRow[];
  readonly regions: readonly RegionRow[];
  readonly memberships: readonly MembershipRow[];
};

/** All municipalities, reorganisations and regions of a view: a few hundred rows in the whole country. */
export const geographyQuestions = (
  view: View,
): { [N in keyof GeographyRows]: Sql<GeographyRows[N][number]> } => ({
  municipalities: sql<MunicipalityRow>`SELECT * FROM ${view.rows(municipalityRegister)} m ORDER BY code`,
  regions: sql<RegionRow>`SELECT * FROM ${view.rows(regionRegister)} r ORDER BY region_id`,
  memberships: sql<MembershipRow>`SELECT * FROM ${view.rows(regionMembership)} s ORDER BY region_id, code`,
});

/** The rows as the state that the pure questions of `municipality.state.ts` take. */
export function geographyOf(rows: GeographyRows): MunicipalityState {
  const reorganisations = new Map(
    rows.municipalities.flatMap(({ reorganisations: list }) => list).map((one) => [JSON.stringify(one), one]),
  );
  return {
    municipalities: new Map(
      rows.municipalities.map(({ code, name, province, start, renamings, provenance }) => [
        code,
        {
          registration:
            name === null || province === null
              ? null
              : { said: { code, name, province, from: start }, perSource: provenance.kind === 'perSource' },
          renamings,
        },
      ]),
    ),
    reorganisations: [...reorganisations.values()],
    regions: new Map(
      rows.regions.map(({ regionId, name, start, perSource }): [string, Region] => [
        regionId,
        {
          regionId,
          name,
          from: start,
          perSource,
          memberships: rows.memberships
            .filter((row) => row.regionId === regionId)
            .flatMap(({ memberships }) => memberships),
        },
      ]),
    ),
  };
}
