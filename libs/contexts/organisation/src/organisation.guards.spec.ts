import { describe, expect, it } from '@jest/globals';
import { mustBeOrganisation } from './organisation.guards.ts';

const known = (organisationId: string, isKnown = true) => ({
  organisationId,
  known: isKnown,
  domain: null,
  closedOn: null,
});
const organisations = [known('icare'), known('nobody', false), known('mwc')];

describe('an organisation that another record names', () => {
  const refusal = (detail: string) =>
    expect.objectContaining({ code: 'organisation.unknown', field: 'parties.0', detail });
  it('is one that the register knows', () => {
    expect(mustBeOrganisation('mwc', 'parties.0', organisations)).toEqual(known('mwc'));
    expect(() => mustBeOrganisation('nobody', 'parties.0', organisations)).toThrow(refusal('nobody'));
    expect(() => mustBeOrganisation('sedna', 'parties.0', organisations)).toThrow(refusal('sedna'));
  });
});
