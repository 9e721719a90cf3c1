import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { agreementCatalogue } from '#contexts/agreement';
import { coalitionCatalogue } from '#contexts/coalition';
import { decisionCatalogue } from '#contexts/decision';
import { municipalityCatalogue } from '#contexts/municipality';
import { organisationCatalogue } from '#contexts/organisation';
import { programmeCatalogue } from '#contexts/programme';
import { planOf } from './plan.ts';

const EXAMPLES = new URL('../../../../examples/public-history/', import.meta.url);
const shipped = (): Map<string, Buffer> =>
  new Map(
    readdirSync(EXAMPLES)
      .filter((name) => name.endsWith('.csv'))
      .map((name) => [name, readFileSync(new URL(name, EXAMPLES))]),
  );
const plan = planOf(shipped(), 'public-history');
const claimsOf = (record: string) =>
  plan.rows.filter(({ assertion }) => assertion.source.record === record).map(({ assertion }) => assertion);

describe('the public history', () => {
  it('is accepted, every row of it', () => {
    expect(plan.refusals).toEqual([]);
    expect(plan.files).toEqual([
      { file: 'regions.csv', rows: 1, refused: 0 },
      { file: 'municipalities.csv', rows: 23, refused: 0 },
      { file: 'organisations.csv', rows: 39, refused: 0 },
      { file: 'reorganisations.csv', rows: 4, refused: 0 },
      { file: 'coalitions.csv', rows: 6, refused: 0 },
      { file: 'decisions.csv', rows: 5, refused: 0 },
      { file: 'agreements.csv', rows: 6, refused: 0 },
      { file: 'activities.csv', rows: 36, refused: 0 },
      { file: 'programme.csv', rows: 11, refused: 0 },
      { file: 'indicators.csv', rows: 7, refused: 0 },
    ]);
  });
  it('names each record once', () => {
    const records = plan.rows.map(({ assertion }) => assertion.source.record);
    expect(new Set(records).size).toBe(records.length);
  });
  it('claims what the contexts define', () => {
    const definitions = [
      ...agreementCatalogue,
      ...coalitionCatalogue,
      ...decisionCatalogue,
      ...municipalityCatalogue,
      ...organisationCatalogue,
      ...programmeCatalogue,
    ];
    for (const { assertion } of plan.rows) {
      for (const claim of assertion.claims) {
        const definition = definitions.find(({ type }) => type === claim.type);
        expect(definition?.data.safeParse(claim.data).error).toBeUndefined();
      }
    }
  });
  it('comes to the same claims when it is read again', () => {
    const again = planOf(shipped(), 'public-history');
    const told = ({ assertion: { context, id, claims, source } }: (typeof plan.rows)[number]) => ({
      context,
      id,
      claims,
      source,
    });
    expect(again.rows.map(told)).toEqual(plan.rows.map(told));
  });
});

describe('what a row says, and not more', () => {
  it('ends a membership on the day before the change', () =>
    expect(claimsOf('municipalities/GM0018')[0]?.claims).toEqual([
      {
        type: 'municipality.Registered',
        data: { code: 'GM0018', name: 'Hoogezand-Sappemeer', province: 'Groningen', from: 'unknown' },
      },
      {
        type: 'region.MunicipalityJoined',
        data: { regionId: 'veenkolonien', code: 'GM0018', from: '2015' },
      },
      {
        type: 'region.MunicipalityLeft',
        data: { regionId: 'veenkolonien', code: 'GM0018', until: '2017-12-31' },
      },
    ]));
  it('claims no membership where there was none', () =>
    expect(claimsOf('municipalities/GM0040')[0]?.claims).toHaveLength(1));
  it('keeps an agreement without a date at an unknown date, without signatures', () =>
    expect(claimsOf('agreements/nnz-midden-groningen')[0]?.claims).toMatchObject([
      { type: 'agreement.Drafted', data: { parties: expect.arrayContaining(['impology']) } },
      { type: 'agreement.TookEffect', data: { on: 'unknown', until: 'unknown' } },
    ]));
  it('numbers the points of a decision, and leaves a bare verb bare', () =>
    expect(claimsOf('decisions/veendam-ojg-2021')[0]?.claims[0]).toMatchObject({
      data: {
        points: [
          { number: 1, verb: 'agree' },
          { number: 2, verb: 'adopt' },
          { number: 3, verb: 'approve', text: '71000 structural to the youth care budget' },
          { number: 4, verb: 'note' },
          { number: 5, verb: 'agree', text: 'research' },
          { number: 6, verb: 'approve', text: 'costs' },
          { number: 7, verb: 'approve', text: 'costs' },
        ],
        amountEur: 71000,
        payment: { frequency: 'yearly', structural: true },
      },
    }));
  it('leaves a condition without bodies open text', () =>
    expect(claimsOf('decisions/veendam-addendum-2020')[0]?.claims[1]).toEqual({
      type: 'decision.Taken',
      data: {
        decisionId: 'veendam-addendum-2020',
        on: '2020-11-24',
        conditions: [
          {
            conditionId: 'condition-1',
            text: 'consent of all executives of the Ommeland municipalities',
            bodies: [],
          },
        ],
      },
    }));
  it('reads the mode of a session, and keeps the remark', () =>
    expect(
      plan.rows.flatMap(({ assertion: { claims } }) =>
        claims.filter(({ type }) => type === 'coalition.AmbitionSessionHeld'),
      ),
    ).toMatchObject([
      { data: { mode: 'online', note: 'at the beginning of the year, the source does not say which' } },
      { data: { mode: 'onSite', note: 'in September, the source does not say of which year' } },
    ]));
  it('claims that a coalition was formed only where the row says when', () => {
    expect(claimsOf('coalitions/emmen')[0]?.claims.map(({ type }) => type)).toEqual([
      'coalition.ExplorationStarted',
      'coalition.PhaseEntered',
    ]);
    expect(claimsOf('coalitions/groningen-provincie')[0]?.claims).toContainEqual({
      type: 'coalition.Formed',
      data: { coalitionId: 'groningen-provincie', on: '2023' },
    });
  });
  it('tells of money beside the programme, and of a duty without a grant', () => {
    expect(claimsOf('programme/kvdvk')[0]?.claims).toMatchObject([
      { type: 'programme.Started', data: { from: '2015', until: '2024-03-28' } },
      { type: 'programme.FundingGranted', data: { to: 'zif', amountEur: 10_000_000 } },
    ]);
    expect(claimsOf('programme/prenataal-huisbezoek')[0]?.claims).toMatchObject([
      { type: 'programme.ObligationSet', data: { dueOn: 'unknown', until: 'unknown' } },
    ]);
  });
  it('names the source, with its address where there is one', () => {
    expect(claimsOf('municipalities/GM0765')[0]?.source).toEqual({
      collection: 'public-history',
      record: 'municipalities/GM0765',
    });
    expect(claimsOf('coalitions/emmen')[0]?.source).toEqual({
      collection: 'public-history',
      record: 'coalitions/emmen',
      url: 'https://www.kvdvk.nl/goede-start-in-gemeente-emmen',
    });
  });
});
