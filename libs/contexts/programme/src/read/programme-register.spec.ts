import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn } from '#platform/read-store';
import { rule } from '#test/support/rule';
import { obligationOutcome, programmeSupport } from './programme-places.projection.ts';
import { programmeRegister } from './programme-register.projection.ts';

const programmeId = 'kvdvk';
const said = (name: string, data: object): Event => ({
  type: `programme.${name}`,
  data: { programmeId, ...data },
});
let row = 0;
const told = (...claims: readonly Event[]): Event =>
  said('RecordedFromSource', { claims, source: { collection: 'papers', record: `row-${(row += 1)}` } });
const fold = <P extends Parameters<typeof foldRows>[0]>(of: P, ...events: readonly Event[]) =>
  foldRows(of, recordedIn(`programme-${programmeId}`, events));

const started = (name: string) => said('Started', { name, level: 'regional', from: '2015', until: '2020' });
const ended = (until: string) => said('Ended', { until });
const granted = (amountEur: number, ...obligations: readonly string[]) =>
  said('FundingGranted', {
    ...{ grantId: 'g', amountEur, years: [] },
    obligations: obligations.map((obligationId) => ({ obligationId, kind: 'Account', dueOn: 'open' })),
  });
const laid = (kind: string) =>
  said('ObligationSet', {
    ...{ obligationId: 'd', kind, dueOn: 'open', level: 'national', from: '2022', until: 'open' },
  });
const shared = (title: string) => said('PracticeShared', { title, url: 'https://example.org/', on: '2022' });

describe('a programme in the register', () => {
  it.each([
    ['as they came', [started('Kans'), ended('2024')]],
    ['the end first', [ended('2024'), started('Kans')]],
  ])('runs until its end, whatever had been set (%s)', (_, events) =>
    expect(fold(programmeRegister, ...events)).toMatchObject([
      { name: 'Kans', fromEarliest: '2015-01-01', untilLatest: '2024-12-31' },
    ]),
  );
  it(rule('history.live-wins', 'a programme in the register'), () => {
    const live = [started('Kans'), ended('2024'), granted(100, 'o'), laid('Visit'), shared('One')];
    const claims = [started('Other'), ended('2023'), granted(200, 'p'), laid('Call'), shared('Two')];
    expect(fold(programmeRegister, ...live, told(...claims))).toEqual(fold(programmeRegister, ...live));
  });
  it(rule('history.per-source', 'a programme in the register'), () => {
    const claims = [started('Other'), ended('2023'), granted(200, 'o'), laid('Call'), shared('Two')];
    const live = [started('Kans'), ended('2024'), granted(100, 'o'), laid('Visit'), shared('One')];
    expect(fold(programmeRegister, told(...claims))).toMatchObject([
      {
        ...{ name: 'Other', untilLatest: '2023-12-31', provenance: { kind: 'perSource' } },
        grants: [{ amountEur: 200, perSource: true }],
        obligations: [{ perSource: true }, { kind: 'Call', perSource: true }],
        practices: [{ title: 'Two', perSource: true }],
      },
    ]);
    expect(fold(programmeRegister, told(...claims), ...live)).toEqual(fold(programmeRegister, ...live));
  });
});

describe('what places do in a programme', () => {
  const outcome = (name: string, on: string) => said(name, { obligationId: 'o', on });
  const step = (name: string, on: string, more: object = {}) =>
    said(name, { municipality: 'GM0114', on, ...more });
  it.each([
    [
      'obligations that were met',
      obligationOutcome,
      [outcome('ObligationMet', '2021')],
      outcome('ObligationMet', '2020'),
    ],
    [
      'those that were missed',
      obligationOutcome,
      [outcome('ObligationMissed', '2021')],
      outcome('ObligationMissed', '2020'),
    ],
    [
      'support',
      programmeSupport,
      [step('SupportEnrolled', '2020'), step('SituationAnalysed', '2021')],
      step('SupportEnrolled', '2019'),
    ],
  ] as const)('is not undone by a source: %s', (_, of, live, claim) =>
    expect(fold(of, ...live, told(claim))).toEqual(fold(of, ...live)),
  );
  it('is told once, when it is then decided live', () => {
    const steps = [step('SupportEnrolled', '2020'), step('SituationAnalysed', '2021')];
    expect(fold(programmeSupport, told(...steps), ...steps)).toEqual(fold(programmeSupport, ...steps));
  });
});
