import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn } from '#platform/read-store';
import { rule } from '#test/support/rule';
import { organisationRegister } from './organisation-register.projection.ts';

const organisationId = 'icare';
const said = (name: string, data: object): Event => ({
  type: `organisation.${name}`,
  data: { organisationId, ...data },
});
const told = (...claims: readonly Event[]): Event =>
  said('RecordedFromSource', { claims, source: { collection: 'papers', record: 'row-1' } });
const fold = (...events: readonly Event[]) =>
  foldRows(organisationRegister, recordedIn(`organisation-${organisationId}`, events));

const registered = (name: string) => said('Registered.v2', { name, kind: 'welfare', domain: 'social' });
const renamed = (name: string) => said('Renamed', { name, on: '2022' });
const succeeded = (by: string) => said('Succeeded', { by, on: '2026-01-01' });
const closed = said('Closed', { on: '2023' });

describe('an organisation in the register', () => {
  it('has its name, its successor and its end', () =>
    expect(fold(registered('Icare'), renamed('Icare Noord'), succeeded('ggd'))).toMatchObject([
      {
        ...{ name: 'Icare Noord', kind: 'welfare', domain: 'social', identifiers: [], successor: 'ggd' },
        ...{ untilLatest: '2025-12-31', provenance: { kind: 'live' } },
      },
    ]));
  it('is none before it is registered', () => expect(fold(renamed('Icare'), closed)).toEqual([]));
  it(rule('history.live-wins', 'an organisation in the register'), () => {
    const live = [registered('Icare'), succeeded('ggd')];
    expect(fold(...live, told(registered('Other'), renamed('Other'), closed))).toEqual(fold(...live));
  });
  it(rule('history.per-source', 'an organisation in the register'), () => {
    expect(fold(told(registered('Other'), closed))).toMatchObject([{ provenance: { kind: 'perSource' } }]);
    expect(fold(told(registered('Other'), closed), registered('Icare'))).toMatchObject([
      { name: 'Icare', untilLatest: '2023-12-31', provenance: { kind: 'live' } },
    ]);
  });
});
