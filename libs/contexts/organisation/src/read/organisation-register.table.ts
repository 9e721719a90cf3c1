import type { Provenance } from '#kernel';
import { json, nullable, periodColumns, table, text } from '#platform/read-store';
import type { Domain, Identifier, OrganisationKind } from '../organisation.events.ts';

export const OrganisationTable = table({
  columns: {
    organisationId: text(),
    name: text(),
    kind: text<OrganisationKind>(),
    domain: text<Domain>(),
    identifiers: json<readonly Identifier[]>(),
    successor: nullable(text()),
    provenance: json<Provenance>(),
    ...periodColumns,
  },
  key: ['organisationId'],
});
