import { organisation, OrganisationRegistered } from '#contexts/organisation';
import { asserting, filled, rowFile } from './row-file.ts';

const { organisationId, name, kind, domain } = OrganisationRegistered.data.shape;

export const organisationRows = rowFile({
  file: 'organisations.csv',
  identity: 'id',
  columns: { id: filled(organisationId), name: filled(name), kind: filled(kind), domain: filled(domain) },
  tell: ({ id, ...registered }) => ({
    key: id,
    names: [],
    makesKnown: [{ of: 'organisation', id }],
    assertion: asserting(organisation, id, [
      { type: 'organisation.Registered.v2', data: { organisationId: id, ...registered } },
    ]),
  }),
});
