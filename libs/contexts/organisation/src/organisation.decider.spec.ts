import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate, type HistoryCommand } from '#kernel';
import { addsNothingTwice, eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { organisation, type OrganisationCommand } from './organisation.decider.ts';
import { Domains, OrganisationKinds, type OrganisationEvent } from './organisation.events.ts';
import { confirmerFacts, organisationFacts } from './organisation.state.ts';

const { given } = specify(organisation, 'icare');
const icare = { organisationId: 'icare', name: 'Icare', kind: 'youthHealthCare', domain: 'social' } as const;
const registered: OrganisationEvent = { type: 'organisation.Registered.v2', data: icare };
const on = PartialDate.parse('2024-05');
const source = { collection: 'public-history', record: 'organisations/icare' };

describe('registering an organisation', () => {
  it('records it', () =>
    given()
      .when({ type: 'RegisterOrganisation', ...icare })
      .then(registered));
  it('is decided once', () =>
    given(registered)
      .when({ type: 'RegisterOrganisation', ...icare })
      .thenNothing());
  it('is refused for an id that another one has', () =>
    given(registered)
      .when({ type: 'RegisterOrganisation', ...icare, name: 'Another' })
      .thenRejected('organisation.exists', 'organisationId'));
});

describe('renaming and closing', () => {
  const renamed: OrganisationEvent = {
    type: 'organisation.Renamed',
    data: { organisationId: 'icare', name: 'Icare JGZ', on },
  };
  const closed: OrganisationEvent = { type: 'organisation.Closed', data: { organisationId: 'icare', on } };
  it('records the new name', () =>
    given(registered)
      .when({ type: 'RenameOrganisation', organisationId: 'icare', name: 'Icare JGZ', on })
      .then(renamed));
  it('records the end', () =>
    given(registered).when({ type: 'CloseOrganisation', organisationId: 'icare', on }).then(closed));
  it('needs an organisation', () =>
    given()
      .when({ type: 'CloseOrganisation', organisationId: 'icare', on })
      .thenRejected('organisation.absent', 'organisationId'));
  it('ends with the organisation, which ends once', () => {
    given(registered, closed)
      .when({ type: 'RenameOrganisation', organisationId: 'icare', name: 'Icare JGZ', on })
      .thenRejected('organisation.closed', 'organisationId');
    given(registered, closed)
      .when({ type: 'CloseOrganisation', organisationId: 'icare', on: PartialDate.parse('2025') })
      .thenRejected('organisation.closed', 'organisationId');
  });
  it('ends on the day that was told, without a successor', () => {
    const onMayDay = { organisationId: 'icare', on: PartialDate.parse('2024-05-01') };
    const ended = given(registered, { type: 'organisation.Closed', data: onMayDay }).state();
    expect(ended).toMatchObject({ ended: { lastDay: '2024-05-01', successor: null } });
  });
  it('is nothing of an organisation that nobody registered', () =>
    expect(given(renamed, closed).state()).toEqual(given().state()));
  it('lets it confirm what a source asserts while it is registered', () => {
    expect(confirmerFacts('icare', given(registered).state())).toEqual({ isKnown: true });
    expect(confirmerFacts('icare', given().state())).toEqual({ isKnown: false });
  });
});

describe(rule('organisation.succession'), () => {
  const succeed = (by: string, known = true): OrganisationCommand => ({
    type: 'SucceedOrganisation',
    organisationId: 'icare',
    by,
    on: PartialDate.parse('2026-01-01'),
    successor: { known },
  });
  const succeeded: OrganisationEvent = {
    type: 'organisation.Succeeded',
    data: { organisationId: 'icare', by: 'ggd-drenthe', on: PartialDate.parse('2026-01-01') },
  };
  it('records who carries on', () => given(registered).when(succeed('ggd-drenthe')).then(succeeded));
  it('ends the organisation the day before', () =>
    expect(organisationFacts('icare', given(registered, succeeded).state())).toEqual({
      organisationId: 'icare',
      known: true,
      domain: 'social',
      closedOn: '2025-12-31',
    }));
  it('needs a successor that the register knows', () =>
    given(registered).when(succeed('nobody', false)).thenRejected('organisation.successor-absent', 'by'));
  it('needs another organisation', () =>
    given(registered).when(succeed('icare')).thenRejected('organisation.succeeds-itself', 'by'));
  it('happens once', () =>
    given(registered, succeeded).when(succeed('zif')).thenRejected('organisation.closed', 'organisationId'));
  it('leaves an unknown last day unknown', () =>
    expect(
      organisationFacts(
        'icare',
        given(registered, {
          type: 'organisation.Succeeded',
          data: { organisationId: 'icare', by: 'zif', on: 'unknown' },
        }).state(),
      ).closedOn,
    ).toBe('unknown'));
  it('says nothing of an organisation that nobody registered', () =>
    expect(organisationFacts('icare', given(succeeded).state())).toEqual({
      organisationId: 'icare',
      known: false,
      domain: null,
      closedOn: null,
    }));
});

describe('what a source asserts', () => {
  const asserted = { type: 'organisation.RecordedFromSource', data: { claims: [registered], source } };
  it('registers the organisation, per source', () =>
    given()
      .when({ type: 'RecordFromSource', claims: [registered], source })
      .then(asserted));
  it('may be followed by live events', () =>
    given(asserted)
      .when({ type: 'CloseOrganisation', organisationId: 'icare', on })
      .then({ type: 'organisation.Closed', data: { organisationId: 'icare', on } }));
  const other = { ...registered, data: { ...icare, name: 'Another' } } as const;
  const told = (...claims: readonly OrganisationEvent[]) => ({
    type: 'organisation.RecordedFromSource',
    data: { claims, source: { ...source, record: 'another' } },
  });
  const closed = (day: string): OrganisationEvent => ({
    type: 'organisation.Closed',
    data: { organisationId: 'icare', on: PartialDate.parse(day) },
  });
  const renamed: OrganisationEvent = {
    type: 'organisation.Renamed',
    data: { organisationId: 'icare', name: 'Icare Noord', on },
  };
  const succeeded: OrganisationEvent = {
    type: 'organisation.Succeeded',
    data: { organisationId: 'icare', by: 'ggd', on },
  };
  describe(rule('history.live-wins', 'an organisation'), () => {
    it.each<[string, readonly OrganisationEvent[], OrganisationEvent]>([
      ['as what it was registered', [registered], other],
      ['its name', [registered], renamed],
      ['its end', [registered, closed('2024-05')], closed('2023')],
      ['its end, by telling of a successor', [registered, closed('2024-05')], succeeded],
    ])('%s', (_, live, claim) => expect(given(...live, told(claim)).state()).toEqual(given(...live).state()));
  });
  describe(rule('history.per-source', 'an organisation'), () => {
    it.each<[string, readonly OrganisationEvent[], OrganisationEvent, OrganisationCommand]>([
      ['as what it was registered', [], registered, { type: 'RegisterOrganisation', ...icare }],
      [
        'its name',
        [registered],
        renamed,
        { type: 'RenameOrganisation', organisationId: 'icare', name: 'Icare Noord', on },
      ],
      [
        'its end',
        [registered],
        closed('2024-05'),
        { type: 'CloseOrganisation', organisationId: 'icare', on },
      ],
      [
        'its successor',
        [registered],
        succeeded,
        { type: 'SucceedOrganisation', organisationId: 'icare', by: 'ggd', on, successor: { known: true } },
      ],
    ])('%s, which is then decided live', (_, live, claim, command) =>
      given(...live, told(claim))
        .when(command)
        .then(claim),
    );
    it('as what it was registered, which no other organisation is', () =>
      given(told(other))
        .when({ type: 'RegisterOrganisation', ...icare })
        .thenRejected('organisation.exists', 'organisationId'));
    it('an end that bars no other name', () =>
      given(registered, told(closed('2023')))
        .when({ type: 'RenameOrganisation', organisationId: 'icare', name: 'Icare Noord', on })
        .then(renamed));
    it('and keeps the end that it told of, when the organisation itself is registered', () =>
      expect(given(told(other, closed('2023')), registered).state()).toMatchObject({
        name: { said: 'Icare', perSource: false },
        ended: { lastDay: '2023', perSource: true },
      }));
  });
  it('reads anew when the source has changed', () => {
    const claims = [{ ...registered, data: { ...icare, name: 'Icare Noord' } }] as const;
    given(asserted)
      .when({ type: 'RecordFromSource', claims, source })
      .then({
        type: 'organisation.Corrected',
        data: { corrects: eventId(1), changes: { claims, source }, reason: 'The source has changed.' },
      });
  });
});

describe('a correction', () => {
  it(rule('history.corrected-in-place', 'an organisation'), () =>
    expect(
      given(registered, {
        type: 'organisation.Corrected',
        data: { corrects: eventId(1), changes: { name: 'Icare JGZ' }, reason: 'Misspelt.' },
      }).state(),
    ).toMatchObject({ name: { said: 'Icare JGZ' } }),
  );
});

describe(rule('organisation.identifiers'), () => {
  const shape = organisation.events.find(({ type }) => type === 'organisation.Registered.v2')?.data;
  const accepts = (scheme: string, value: string) =>
    shape?.safeParse({ ...icare, identifiers: [{ scheme, value }] }).success;
  it.each([
    ['oin', '00000001234567890000', true],
    ['oin', '1234', false],
    ['rsin', '123456782', true],
    ['rsin', '123456789', false],
    ['rsin', '000000000', false],
    ['kvk', '12345678', true],
    ['kvk', '1234567', false],
  ])('%s %s: %s', (scheme, value, valid) => expect(accepts(scheme, value)).toBe(valid));
  it('are one of each scheme', () => {
    const kvk = (value: string) => ({ scheme: 'kvk' as const, value });
    const oin = { scheme: 'oin' as const, value: '00000001234567890000' };
    const register = { type: 'RegisterOrganisation' as const, ...icare };
    given()
      .when({ ...register, identifiers: [kvk('12345678'), oin] })
      .then({ type: 'organisation.Registered.v2', data: { ...icare, identifiers: [kvk('12345678'), oin] } });
    given()
      .when({ ...register, identifiers: [kvk('12345678'), oin, kvk('87654321')] })
      .thenRejected('organisation.same-scheme', 'identifiers.2.scheme');
  });
});

describe('any sequence of commands', () => {
  const name = fc.constantFrom('Icare', 'Icare JGZ', 'GGD');
  const date = fc.constantFrom('2020', '2021-03', '2022-04-05').map((text) => PartialDate.parse(text));
  const command: fc.Arbitrary<OrganisationCommand | HistoryCommand<OrganisationEvent>> = fc.oneof(
    fc.record({
      type: fc.constant('RegisterOrganisation' as const),
      organisationId: fc.constant('icare'),
      name,
      kind: fc.constantFrom(...OrganisationKinds),
      domain: fc.constantFrom(...Domains),
    }),
    fc.record({
      type: fc.constant('RenameOrganisation' as const),
      organisationId: fc.constant('icare'),
      name,
      on: date,
    }),
    fc.record({
      type: fc.constant('CloseOrganisation' as const),
      organisationId: fc.constant('icare'),
      on: date,
    }),
    fc.record({
      type: fc.constant('SucceedOrganisation' as const),
      organisationId: fc.constant('icare'),
      by: fc.constantFrom('icare', 'zif'),
      on: date,
      successor: fc.record({ known: fc.boolean() }),
    }),
    fc.record({
      type: fc.constant('Retract' as const),
      retracts: fc.integer({ min: 1, max: 6 }).map(eventId),
      reason: fc.constant('Never happened.'),
    }),
  );
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(organisation, 'icare', command));
});
