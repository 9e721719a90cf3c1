import type { Provenance } from '#kernel';
import { json, nullable, periodColumns, table, text } from '#platform/read-store';
import type { Domain, Identifier, OrganisationKind } from '../organisation.events.ts';
import type { Registered } from '../organisation.state.ts';

export const OrganisationTable = table({
  columns: {
    organisationId: text(),
    name: text(),
    kind: text<OrganisationKind>(),
    domain: text<Domain>(),
    identifiers: json<readonly Identifier[]>(),
    successor: nullable(text()),
    /** What the decisions rest on. */
    state: json<Registered>(),
    provenance: json<Provenance>(),
    ...periodColumns,
  },
  key: ['organisationId'],
});
