import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DecisionPage } from '#read/decision';
import type { MunicipalityOverviewAnswer, PlaceAgreementsAnswer, TimelineAnswer } from '#read/overview';
import { rule } from '#test/support/rule';
import { ask, certainly, perhaps, refusalIn } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';

// Every row of the files is one event: 1 region, 23 municipalities, 4 reorganisations, 39 organisations, 6 coalitions,
// 36 activities, 5 decisions, 6 agreements, 11 rows about programmes and 7 indicators.
const ROWS = 138;

let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

const overview = async (code: string, parameters = '') =>
  ask<MunicipalityOverviewAnswer>(register, `municipalities/${code}/overview${parameters}`);
const agreements = async (code: string, parameters = '') =>
  (await ask<PlaceAgreementsAnswer>(register, `municipalities/${code}/agreements${parameters}`)).data;
const decisions = async (code: string, parameters = '') =>
  (await ask<DecisionPage>(register, `municipalities/${code}/decisions${parameters}`)).data;
const timeline = async (code: string, parameters = '') =>
  (await ask<TimelineAnswer>(register, `municipalities/${code}/timeline${parameters}`)).data;

describe('Emmen, as of today', () => {
  it('is a member of the region, with a coalition, a decision and two agreements that perhaps hold', async () => {
    const { meta, data } = await overview('GM0114');
    expect(meta).toEqual({ number: ROWS, asOf: null, validOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    expect(data).toMatchObject({
      municipality: { code: 'GM0114', name: 'Emmen', province: 'Drenthe', from: '1998-01-01', exists: 'yes' },
      codes: ['GM0114'],
      regions: [{ regionId: 'veenkolonien', name: 'Veenkoloniën', member: 'yes' }],
      figures: {
        coalitions: [
          { coalitionId: 'emmen', name: 'Goede Start Emmen', phase: 'execution', member: 'uncertain' },
        ],
        partners: { medical: perhaps(1), social: perhaps(2), government: perhaps(1), informal: perhaps(0) },
        decisions: perhaps(1),
        agreementsInForce: perhaps(2),
        regionalAgreements: { adopted: 0, refused: 0, notYet: 0, unknown: 1 },
        perSource: { coalitions: 1, decisions: 1, agreements: 2 },
      },
    });
  });

  it('names as its last activity the last event of any of its records', async () => {
    const { entries } = await timeline('GM0114');
    const last = entries.toSorted((a, b) => a.number - b.number).at(-1);
    const { figures } = (await overview('GM0114')).data;
    expect(figures.lastActivity).toEqual({
      number: last?.number,
      recordedAt: last?.recordedAt,
      validOn: '2025-10-30',
    });
  });

  it('has its own agreement, and the national one that it has not been heard to adopt', async () => {
    const { agreements: found } = await agreements('GM0114');
    expect(found).toMatchObject([
      {
        agreementId: 'emmen-goede-start',
        title: 'Goede Start voor 30 gezinnen',
        level: 'municipal',
        parties: ['gemeente-emmen', 'verloskundigen-emmen', 'ggd-drenthe', 'sedna'],
        inForce: 'uncertain',
        reviewDue: null, // every three months, and nobody tells from when
        provenance: { kind: 'perSource', confirmations: [] },
        adoption: [{ municipality: 'GM0114', state: 'notNeeded' }],
      },
      {
        agreementId: 'phb-position-2025',
        level: 'national',
        municipalities: ['*'],
        inForce: 'uncertain',
        adoption: [{ municipality: 'GM0114', state: 'unknown', on: null }],
      },
    ]);
  });

  it('took one decision, of which nobody tells when', async () => {
    const { decisions: found, next } = await decisions('GM0114');
    expect(found).toMatchObject([
      {
        decisionId: 'emmen-goede-start',
        body: 'executive',
        subject: 'Goede Start in Emmen',
        coalitionId: 'emmen',
        effective: 'uncertain',
        provenance: { kind: 'perSource' },
      },
    ]);
    expect(next).toBeNull();
  });

  it('has a timeline by the day on which things happened, unknown days last', async () => {
    const { entries, next } = await timeline('GM0114');
    const said = entries.map(({ onEarliest, type, provenance }) => [onEarliest, type, provenance.source]);
    const record = (name: string): unknown => expect.objectContaining({ record: name });
    expect(said.slice(0, 3)).toEqual([
      ['1998-01-01', 'municipality.Registered', record('municipalities/GM0114')],
      ['2015-01-01', 'region.MunicipalityJoined', record('municipalities/GM0114')],
      ['2025-10-30', 'agreement.TookEffect', record('agreements/phb-position-2025')],
    ]);
    const undated = [
      ['coalition.PartnerJoined', 'activities/emmen/partnerJoined/gemeente-emmen'],
      ['coalition.PartnerJoined', 'activities/emmen/partnerJoined/ggd-drenthe'],
      ['coalition.PartnerJoined', 'activities/emmen/partnerJoined/sedna'],
      ['coalition.PartnerJoined', 'activities/emmen/partnerJoined/verloskundigen-emmen'],
      ['agreement.Drafted', 'agreements/emmen-goede-start'],
      ['agreement.TookEffect', 'agreements/emmen-goede-start'],
      ['agreement.Drafted', 'agreements/phb-position-2025'],
      ['coalition.ExplorationStarted', 'coalitions/emmen'],
      ['coalition.PhaseEntered', 'coalitions/emmen'],
      ['decision.Proposed.v2', 'decisions/emmen-goede-start'],
      ['decision.Taken', 'decisions/emmen-goede-start'],
    ] as const;
    const expected = undated.map(([type, name]) => [null, type, record(name)]);
    expect(said.slice(3)).toHaveLength(undated.length);
    expect(said.slice(3)).toEqual(expect.arrayContaining(expected));
    expect(next).toBeNull();
  });
});

describe(rule('history.two-times', 'Emmen on 1 March 2022'), () => {
  const DAY = '?validOn=2022-03-01';

  it('had perhaps its own agreement, and certainly not the national one of 2025', async () => {
    const { agreements: found } = await agreements('GM0114', DAY);
    expect(found.map(({ agreementId, inForce }) => [agreementId, inForce])).toEqual([
      ['emmen-goede-start', 'uncertain'],
      ['phb-position-2025', 'no'],
    ]);
    const only = await agreements('GM0114', `${DAY}&inForce=uncertain`);
    expect(only.agreements.map(({ agreementId }) => agreementId)).toEqual(['emmen-goede-start']);
  });

  it('counts so', async () => {
    const { meta, data } = await overview('GM0114', DAY);
    expect(meta).toEqual({ number: ROWS, asOf: null, validOn: '2022-03-01' });
    expect(data.figures).toMatchObject({
      decisions: perhaps(1),
      agreementsInForce: perhaps(1),
      regionalAgreements: { unknown: 0 },
      perSource: { coalitions: 1, decisions: 1, agreements: 1 },
      lastActivity: { validOn: '2015-01-01' }, // it joined the region; nothing since has a date
    });
  });

  it('has no place in its timeline for what happened later', async () => {
    const { entries } = await timeline('GM0114', DAY);
    expect(entries.map(({ onEarliest }) => onEarliest)).toEqual([
      '1998-01-01',
      '2015-01-01',
      ...Array<null>(11).fill(null),
    ]);
  });
});

describe(rule('history.recorded-time'), () => {
  it('was not there before the import', async () => {
    for (const question of ['overview', 'agreements', 'decisions', 'timeline']) {
      const path = `/v1/municipalities/GM0114/${question}?asOf=2020-01-01T00:00:00Z`;
      expect(refusalIn(await register.get(path))).toEqual([404, 'request.no-such-record']);
    }
  });

  it('is there from the very number at which it was recorded', async () => {
    const [registered] = (await timeline('GM0114')).entries;
    const at = registered?.recordedAt ?? '';
    expect(await overview('GM0114', `?asOf=${at}`)).toMatchObject({
      meta: { number: registered?.number, asOf: at },
      data: { municipality: { code: 'GM0114', name: 'Emmen' } },
    });
    const before = `/v1/municipalities/GM0114/overview?asOf=${microsecondBefore(at)}`;
    expect(refusalIn(await register.get(before))).toEqual([404, 'request.no-such-record']);
  });

  it('has been the same since the import', async () => {
    const now = await overview('GM0114', '?validOn=2022-03-01');
    const asOf = new Date().toISOString();
    const then = await overview('GM0114', `?validOn=2022-03-01&asOf=${asOf}`);
    expect(then.data).toEqual(now.data);
    expect(then.meta).toMatchObject({ number: ROWS, validOn: '2022-03-01' });
  });
});

describe('Slochteren', () => {
  const MEERSTAD = { kind: 'borderCorrection', from: ['GM0040'], into: 'GM0014', effectiveOn: '2017-01-01' };
  const MERGER = {
    kind: 'merger',
    from: ['GM0018', 'GM1987', 'GM0040'],
    into: 'GM1952',
    effectiveOn: '2018-01-01',
  };

  it('lost a part to Groningen in 2017, and went into Midden-Groningen in 2018', async () => {
    const { data } = await overview('GM0040');
    expect(data).toMatchObject({
      municipality: {
        name: 'Slochteren',
        from: 'unknown',
        exists: 'no',
        reorganisations: [MEERSTAD, MERGER],
        successors: ['GM1952'],
      },
      regions: [],
    });
    const { entries } = await timeline('GM0040');
    expect(entries.map(({ onEarliest }) => onEarliest)).toEqual([
      '2017-01-01',
      '2018-01-01',
      '2025-10-30', // a national agreement, which reaches whoever there is
      ...[null, null], // nobody tells when that was drafted, nor when Slochteren began
    ]);
  });

  it.each([
    ['2017-01-01', 'uncertain', []], // a border correction ends no code
    ['2017-12-31', 'yes', []], // its last day, whenever it began
    ['2018-01-01', 'no', ['GM1952']],
  ])('on %s: exists %s, successors %j', async (day, exists, successors) => {
    expect((await overview('GM0040', `?validOn=${day}`)).data.municipality).toMatchObject({
      exists,
      successors,
    });
  });

  it('is found again in the municipality that holds its land', async () => {
    expect((await overview('GM1952', '?validOn=2018-01-01&borders=today')).data).toMatchObject({
      municipality: { exists: 'yes', predecessors: ['GM0018', 'GM0040', 'GM1987'] },
      codes: ['GM1952', 'GM0018', 'GM0040', 'GM1987'],
      figures: { agreementsInForce: perhaps(1), decisions: certainly(0) },
    });
    expect((await overview('GM1952', '?validOn=2017-12-31')).data.municipality).toMatchObject({
      exists: 'no',
      predecessors: [],
    });
    expect((await overview('GM0014')).data.municipality.predecessors).toEqual([]);
  });
});

describe('lists, a page at a time', () => {
  it('come to the whole list, once and in its order', async () => {
    const pages: TimelineAnswer[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: TimelineAnswer = await timeline('GM0109', `?limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(page);
      cursor = page.next;
    }
    const whole = await timeline('GM0109');
    // Twice of the municipality and of its coalition, 18 things that happened in it, twice of the national position.
    expect(whole.entries).toHaveLength(24);
    expect(pages).toHaveLength(12);
    expect(pages.flatMap(({ entries }) => entries)).toEqual(whole.entries);
  });

  it('end where there is no more', async () => {
    expect((await agreements('GM1952', '?limit=4')).next).toBeNull();
    const { agreements: first, next } = await agreements('GM1952', '?limit=3');
    const { agreements: last, next: end } = await agreements('GM1952', `?limit=3&cursor=${next}`);
    expect([...first, ...last].map(({ agreementId }) => agreementId)).toEqual([
      'groningen-basisstructuur',
      'groningen-convenant-2022',
      'nnz-midden-groningen',
      'phb-position-2025',
    ]);
    expect(end).toBeNull();
    const veendam = await decisions('GM0047', '?limit=1');
    expect(veendam.next).toBe('veendam-addendum-2020');
    expect(await decisions('GM0047', `?limit=1&cursor=${veendam.next}`)).toMatchObject({
      decisions: [{ decisionId: 'veendam-ojg-2021' }],
      next: null,
    });
  });

  it.each([
    ['GM0114/agreements?limit=0', 'limit: field.not-a-whole-number'],
    ['GM0114/decisions?limit=201', 'limit: field.not-a-whole-number'],
    ['GM0114/timeline?limit=all', 'limit: field.not-a-whole-number'],
    ['GM0114/timeline?cursor=emmen', 'cursor: field.not-a-cursor'],
    ['GM0114/agreements?cursor=A/1', 'cursor: field.not-an-id'],
    ['GM0114/agreements?inForce=maybe', 'inForce: field.not-one-of'],
  ])('are refused for %s', async (path, field) => {
    const answer = await register.get(`/v1/municipalities/${path}`);
    expect(refusalIn(answer)).toEqual([400, 'request.invalid-field', field]);
  });
});

/** The microsecond before an instant in UTC. */
function microsecondBefore(instant: string): string {
  const [, seconds = '', micros = ''] = /^(.*)\.(\d{6})Z$/.exec(instant) ?? [];
  const whole = BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(micros) - 1n;
  const before = new Date(Number(whole / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${before}.${String(whole % 1_000_000n).padStart(6, '0')}Z`;
}
