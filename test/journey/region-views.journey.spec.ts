import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DecisionPage } from '#read/decision';
import type {
  AdoptionMatrixAnswer,
  PlaceAgreementsAnswer,
  PlaceCoalitionsAnswer,
  PlaceIndicatorsAnswer,
  PlaceProgrammesAnswer,
  TimelineAnswer,
} from '#read/overview';
import { ask, refusalIn, tell } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';
import { rule } from '../support/rule.ts';

let register: Register;
const REGION = 'regions/veenkolonien';
const of = async <T>(path: string): Promise<T> => (await ask<T>(register, path)).data;
const idsIn = ({ agreements }: PlaceAgreementsAnswer): string[] =>
  agreements.map(({ agreementId }) => agreementId);

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 90_000);

describe('a region', () => {
  it('shows the rosters of its coalitions, with roles and working groups', async () => {
    const { coalitions, next } = await of<PlaceCoalitionsAnswer>(`${REGION}/coalitions?limit=1`);
    expect(next).toBe('coevorden');
    expect(coalitions).toMatchObject([{ coalitionId: 'coevorden', member: 'uncertain' }]);
    expect(coalitions[0]?.partners).toHaveLength(12);
    expect(coalitions[0]?.workingGroups.map(({ workingGroupId }) => workingGroupId).sort()).toEqual([
      'better-cooperation',
      'obesity',
      'preconception-care',
    ]);
  });

  it('shows which decisions wait, and for whom: here for bodies that nobody has named', async () => {
    const { decisions } = await of<DecisionPage>(`${REGION}/decisions?conditional=yes`);
    expect(decisions).toMatchObject([
      { decisionId: 'veendam-addendum-2020', effective: 'no', awaiting: [{ bodies: [] }] },
    ]);
    expect((await of<DecisionPage>(`${REGION}/decisions?conditional=no`)).decisions).toHaveLength(3);
  });

  it('shows the adoption matrix, by the borders of then and by those of today', async () => {
    const path = `${REGION}/adoptions?validOn=2016-06-01`;
    const then = await of<AdoptionMatrixAnswer>(path);
    const today = await of<AdoptionMatrixAnswer>(`${path}&borders=today`);
    const codesIn = ({ municipalities }: AdoptionMatrixAnswer): string[] =>
      municipalities.map(({ code }) => code);
    expect(codesIn(then)).toContain('GM0018');
    expect(codesIn(then)).not.toContain('GM1952');
    expect(today.municipalities.find(({ code }) => code === 'GM1952')).toMatchObject({
      name: 'Midden-Groningen',
      codes: ['GM1952', 'GM0018', 'GM0040', 'GM1987'],
    });

    const { municipalities, agreements } = await of<AdoptionMatrixAnswer>(`${REGION}/adoptions`);
    expect(municipalities).toHaveLength(11);
    expect(agreements.map(({ agreementId, answers }) => [agreementId, answers.length])).toEqual([
      ['groningen-basisstructuur', 6],
      ['groningen-convenant-2022', 6],
      ['phb-position-2025', 11],
    ]);
    expect(agreements.flatMap(({ answers }) => answers).every(({ state }) => state === 'unknown')).toBe(true);
  });

  it('has a timeline of its own, with all that happened in its municipalities', async () => {
    const { entries } = await of<TimelineAnswer>(`${REGION}/timeline?limit=200`);
    expect(new Set(entries.map(({ record }) => record.split('-')[0]))).toEqual(
      new Set(['municipality', 'coalition', 'decision', 'agreement']),
    );
    const numbers = entries.map(({ number, eventId, type }) => `${number} ${eventId} ${type}`);
    expect(entries.length - new Set(numbers).size).toBeLessThan(entries.length / 2);
  });

  it('is absent where the register does not know it, and says at which number', async () => {
    const answer = await register.get('/v1/regions/elsewhere/adoptions');
    expect(refusalIn(answer)).toEqual([404, 'request.no-such-record']);
    expect(answer.headers.get('register-number')).toBe('138');
    expect(answer.body).toMatchObject({ about: { number: 138 } });
  });
});

describe('what agreements wait for', () => {
  const agreementId = 'lokale-afspraak';
  it('is told of a draft that was put to its parties, on the days between', async () => {
    await tell(register, 'agreements', {
      agreementId,
      kind: 'covenant',
      title: 'Provinciale afspraak',
      topics: [],
      phases: [],
      scope: { level: 'provincial', municipalities: ['GM0114', 'GM0109'] },
      parties: ['gemeente-emmen', 'sedna'],
      agreedUntil: '2026-12-31',
      on: '2026-01-05',
    });
    const { position } = await tell(register, `agreements/${agreementId}/submissions`, { on: '2026-01-12' });
    const after = `after=${position}`;
    const { contentHash } = await of<{ contentHash: string }>(`agreements/${agreementId}?${after}`);
    const sign = (organisationId: string, on: string) =>
      tell(register, `agreements/${agreementId}/signatures`, {
        ...{ organisationId, contentHash, on, capacity: 'for the board', function: 'director' },
      });
    await sign('sedna', '2026-01-20');
    const { position: last } = await sign('gemeente-emmen', '2026-02-10');
    const waits = async (validOn: string) =>
      (
        await of<PlaceAgreementsAnswer>(
          `${REGION}/agreements?awaiting=signature&validOn=${validOn}&after=${last}`,
        )
      ).agreements.map(({ awaitingSignatures }) => awaitingSignatures);
    expect(await waits('2026-01-11')).toEqual([]);
    expect(await waits('2026-01-12')).toEqual([['gemeente-emmen', 'sedna']]);
    expect(await waits('2026-02-09')).toEqual([['gemeente-emmen']]);
    expect(await waits('2026-02-10')).toEqual([]);
  });

  it('is an answer of each municipality, and then an end that comes near', async () => {
    const awaited = async (path: string) =>
      idsIn(await of<PlaceAgreementsAnswer>(`${path}/agreements?awaiting=adoption&validOn=2026-03-01`));
    const { position } = await tell(register, `agreements/${agreementId}/adoptions`, {
      municipality: 'GM0114',
      on: '2026-03-01',
    });
    await ask(register, `agreements/${agreementId}?after=${position}`);
    expect(await awaited('municipalities/GM0114')).not.toContain(agreementId);
    expect(await awaited('municipalities/GM0109')).toContain(agreementId);
    expect(await awaited(REGION)).toContain(agreementId);
    const expiring = async (days: number) =>
      idsIn(
        await of<PlaceAgreementsAnswer>(`${REGION}/agreements?expiringWithinDays=${days}&validOn=2026-12-01`),
      );
    expect(await expiring(29)).toEqual([]);
    expect(await expiring(30)).toEqual([agreementId]);
    const unconfirmed = await of<PlaceAgreementsAnswer>(`${REGION}/agreements?unconfirmed=yes`);
    expect(idsIn(unconfirmed)).toHaveLength(6);
    expect(idsIn(unconfirmed)).not.toContain(agreementId);
  });
});

describe('money and duties', () => {
  it('are shown with what each municipality did with them', async () => {
    const { position } = await tell(register, 'programmes/spuk-plan/fulfilments', {
      obligationId: 'spuk-plan',
      municipality: 'GM0114',
      on: '2023-09-28',
    });
    const { programmes } = await of<PlaceProgrammesAnswer>(
      `${REGION}/programmes?cursor=provinciale&after=${position}`,
    );
    const spuk = programmes.find(({ programmeId }) => programmeId === 'spuk-plan');
    expect(spuk?.outcomes).toHaveLength(11);
    expect(spuk?.outcomes.filter(({ state }) => state === 'met')).toMatchObject([{ holder: 'GM0114' }]);
    const { entries } = await of<TimelineAnswer>('municipalities/GM0114/timeline?limit=200');
    expect(entries.map(({ type }) => type)).toContain('programme.ObligationMet');
  });
});

describe('indicators', () => {
  const figures = async (path: string) => {
    const { indicators } = await of<PlaceIndicatorsAnswer>(path);
    return (id: string) => indicators.find(({ indicatorId }) => indicatorId === id);
  };

  it(rule('indicator.computed', 'for certain and perhaps, beside the region'), async () => {
    const emmen = (await figures('municipalities/GM0114/indicators'))('rivm-1');
    expect(emmen?.figure.counted?.denominator).toEqual({ certain: 1, uncertain: 0 });
    expect(emmen?.regions).toMatchObject([
      {
        regionId: 'veenkolonien',
        figure: {
          counted: {
            numerator: { certain: 0, uncertain: 6 },
            denominator: { certain: 11, uncertain: 0 },
          },
        },
      },
    ]);
    const refused = await register.post('/v1/indicators/rivm-1/measurements', {
      ...{ municipality: 'GM0114', period: '2022', numerator: 1, denominator: 1, source: 'RIVM', on: '2023' },
    });
    expect(refusalIn(refused)).toEqual([409, 'indicator.computed', 'indicatorId']);
  });

  it('of sources are kept as they were published, and never those about few people', async () => {
    const mothers = 'indicators/hoogeveen-teenage-mothers/measurements';
    const figure = { municipality: 'GM0118', period: '2022', source: 'CBS', on: '2023-06' };
    const few = await register.post(`/v1/${mothers}`, { ...figure, numerator: 4, denominator: 480 });
    expect(refusalIn(few)).toEqual([400, 'indicator.small-number', 'numerator']);
    await tell(register, mothers, figure);
    const shown = { ...figure, municipality: 'GM0114', numerator: 21, denominator: 940 };
    const { position } = await tell(register, mothers, shown);
    const region = await figures(`${REGION}/indicators?after=${position}`);
    expect(region('hoogeveen-teenage-mothers')?.figure.measured).toEqual({
      ...{ period: '2022', numerator: 21, denominator: 940, shown: 1, hidden: 1, unknown: 9, perSource: 0 },
    });
    const before = await figures(`${REGION}/indicators?validOn=2022-12-30`);
    expect(before('hoogeveen-teenage-mothers')?.figure.measured).toBeNull();
  });
});

describe('a confirmation', () => {
  it('is refused to an organisation that the register does not know', async () => {
    const { entries } = await of<{ entries: readonly { eventId: string }[] }>('coalitions/emmen/history');
    const confirmation = { confirms: entries[0]?.eventId, organisationId: 'nobody', on: '2026' };
    expect(refusalIn(await register.post('/v1/coalitions/emmen/confirmations', confirmation))).toEqual([
      400,
      'history.unknown-organisation',
      'organisationId',
    ]);
  });
});

describe('every list', () => {
  it.each([
    ['organisations', 'organisations'],
    ['programmes', 'programmes'],
    ['municipalities', 'municipalities'],
    ['indicators', 'indicators'],
    ['coalitions/coevorden/history', 'entries'],
  ])('%s comes in pages, once and in its order', async (path, field) => {
    type Page = { readonly next: string | null; readonly [field: string]: unknown };
    const itemsIn = (page: Page) => page[field] as readonly object[];
    const whole = itemsIn(await of<Page>(`${path}?limit=200`));
    const items: object[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await of<Page>(`${path}?limit=5${cursor && `&cursor=${cursor}`}`);
      expect(itemsIn(page).length).toBeLessThanOrEqual(5);
      items.push(...itemsIn(page));
      cursor = page.next;
    }
    expect(items).toEqual(whole);
    expect(whole.length).toBeGreaterThan(5);
  });
});
