import { describe, expect, it } from '@jest/globals';
import { upcast, upcastersOf, type Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { specify } from '#test/support/given';
import { organisation } from './organisation.decider.ts';
import { OrganisationRegistered } from './organisation.events.ts';
import { organisationRetired } from './organisation.upcasters.ts';
import { organisationRegister } from './read/organisation-register.projection.ts';

const upcasters = upcastersOf(organisationRetired);
const icare = { organisationId: 'icare', name: 'Icare', kind: 'youthHealthCare', domain: 'social' } as const;
const kvk = { scheme: 'kvk', value: '12345678' } as const;
const oin = { scheme: 'oin', value: '00000001234567890000' } as const;
const old = (data: object): Event => ({ type: 'organisation.Registered', data });
const corrected = (changes: object): Event => ({
  type: 'organisation.Corrected',
  data: { corrects: specimenId('organisation-icare', 0), changes, reason: 'Misread.' },
});
const rowOf = (...events: Event[]) =>
  foldRows(organisationRegister, recordedIn('organisation-icare', events), upcasters)[0];

describe('an organisation that was registered with one identifier', () => {
  it('has a list of one', () => {
    const today = upcast(upcasters, old({ ...icare, identifier: kvk }));
    expect(today).toEqual({ type: 'organisation.Registered.v2', data: { ...icare, identifiers: [kvk] } });
    expect(OrganisationRegistered.data.parse(today.data)).toEqual(today.data);
  });
  it('has no list where it had none', () => expect(upcast(upcasters, old(icare)).data).toEqual(icare));
  it('is what it was when it is registered again in the words of today', () =>
    specify(organisation, 'icare')
      .given(upcast(upcasters, old({ ...icare, identifier: kvk })))
      .when({ type: 'RegisterOrganisation', ...icare, identifiers: [kvk] })
      .thenNothing());
  it.each([
    ['of then', { identifier: oin }, [oin]],
    ['of today', { identifiers: [kvk, oin] }, [kvk, oin]],
    ['of then, that took it away', { identifier: null }, []],
  ])('is corrected in the words %s', (_, changes, identifiers) =>
    expect(rowOf(old({ ...icare, identifier: kvk }), corrected(changes))).toMatchObject({ identifiers }),
  );
});
