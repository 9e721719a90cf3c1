import { rejector } from '#kernel';
import type { OrganisationFacts } from './organisation.state.ts';

export const organisationRejections = {
  'organisation.absent': { kind: 'absent', says: 'The register has no organisation with this id.' },
  'organisation.unknown': { kind: 'invalid', says: 'The register has no organisation with this id.' },
  'organisation.exists': { kind: 'conflict', says: 'Another organisation is registered with this id.' },
  'organisation.successor-absent': { kind: 'invalid', says: 'The register does not know the successor.' },
  'organisation.succeeds-itself': { kind: 'invalid', says: 'An organisation cannot succeed itself.' },
  'organisation.same-scheme': { kind: 'invalid', says: 'Another identifier is of this scheme.' },
  'organisation.closed': { kind: 'conflict', says: 'The organisation has ceased to exist.' },
} as const;
export const reject = rejector(organisationRejections);

/** What the register knows of an organisation that another record names: it must be registered. */
export function mustBeOrganisation<F extends OrganisationFacts>(
  id: string,
  field: string,
  organisations: readonly F[],
): F {
  const organisation = organisations.find(({ organisationId }) => organisationId === id);
  return organisation?.known === true ? organisation : reject('organisation.unknown', field, id);
}
