import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PlaceAgreementsAnswer } from '#read/overview';
import { rule } from '#test/support/rule';
import { agreementOf, figuresOf, historyOf, regionOf, sign, typesOf } from '../support/agreements.ts';
import { ask, certainly, refusalIn, tell } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';

let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

describe('a provincial agreement', () => {
  const ID = 'drenthe-signalling';
  const DRENTHE = ['GM0109', 'GM0114', 'GM0118', 'GM1680', 'GM1681'];

  it('is signed by the province and the GGD, and has reached no municipality yet', async () => {
    await tell(register, 'agreements', {
      agreementId: ID,
      kind: 'chainAgreement',
      title: 'Vroeg signaleren in Drenthe',
      topics: ['signalling'],
      phases: ['before', 'during'],
      scope: { level: 'provincial', municipalities: DRENTHE },
      parties: ['provincie-drenthe', 'ggd-drenthe'],
      agreedUntil: '2027-12-31',
      on: '2024-09-02',
    });
    const submitted = await tell(register, `agreements/${ID}/submissions`, { on: '2024-09-02' });
    const { contentHash } = await agreementOf(register, ID, `?after=${submitted.position}`);
    await sign(register, ID, 'provincie-drenthe', '2024-10-01', contentHash);
    const { position } = await sign(register, ID, 'ggd-drenthe', '2024-10-01', contentHash);
    const { members } = await regionOf(register, `?validOn=2024-10-01&after=${position}`);
    const notYet = members.filter(({ figures }) => figures.regionalAgreements.notYet === 1);
    expect(notYet.map(({ code }) => code)).toEqual(DRENTHE);
  });

  it('is adopted by Emmen with a deviation, for which it gives a reason', async () => {
    const adoption = { municipality: 'GM0114', on: '2024-11-12', deviation: 'From week 16 on.' };
    expect(refusalIn(await register.post(`/v1/agreements/${ID}/adoptions`, adoption))).toEqual([
      400,
      'agreement.reason-missing',
      'reason',
    ]);
    const adopted = await tell(register, `agreements/${ID}/adoptions`, {
      ...adoption,
      reason: 'The first appointment is in week 16.',
    });
    expect(typesOf(adopted)).toEqual(['agreement.AdoptedWithDeviation']);
    const after = `validOn=2024-11-12&after=${adopted.position}`;
    const { agreements } = (
      await ask<PlaceAgreementsAnswer>(register, `municipalities/GM0114/agreements?${after}`)
    ).data;
    expect(agreements.find(({ agreementId }) => agreementId === ID)).toMatchObject({
      inForce: 'yes',
      adoption: [
        {
          municipality: 'GM0114',
          state: 'deviating',
          isCertain: 'yes',
          on: '2024-11-12',
          deviation: 'From week 16 on.',
          reason: 'The first appointment is in week 16.',
          provenance: { kind: 'live' },
        },
      ],
    });
    const counted = { adopted: 0, deviating: 0, refused: 0, notApplicable: 0, notYet: 0, unknown: 0 };
    expect(await figuresOf(register, 'GM0114', `?${after}`)).toMatchObject({
      regionalAgreements: { ...counted, deviating: 1 },
    });
    expect(await figuresOf(register, 'GM0109', `?${after}`)).toMatchObject({
      regionalAgreements: { ...counted, notYet: 1 },
    });
    expect(await figuresOf(register, 'GM0114', '?validOn=2024-11-11')).toMatchObject({
      regionalAgreements: { ...counted, notYet: 1 },
    });
    // Four of Drenthe have not answered; the six of Groningen, not heard of two of their own.
    expect((await regionOf(register, `?${after}`)).figures.regionalAgreements).toEqual({
      ...counted,
      deviating: 1,
      notYet: 4,
      unknown: 12,
    });
  });

  it('held from another day than was recorded: known since the correction, and valid all along', async () => {
    const before = (await historyOf(register, ID)).at(-1)?.recordedAt ?? '';
    const lastOf = async (wanted: string) =>
      (await historyOf(register, ID)).findLast(({ type }) => type === wanted)?.eventId;
    const correct = (corrects: string | undefined, reason: string) =>
      ({ corrects, changes: { on: '2024-12-01' }, reason }) as const;
    // The day of the effect follows from the signatures: there it is corrected.
    const ofEffect = correct(await lastOf('agreement.TookEffect'), 'Agreed to begin in December.');
    expect(refusalIn(await register.post(`/v1/agreements/${ID}/corrections`, ofEffect))).toEqual([
      409,
      'history.field-follows',
      'changes.on',
    ]);
    const signature = await lastOf('agreement.Signed');
    const corrected = await tell(
      register,
      `agreements/${ID}/corrections`,
      correct(signature, 'The minutes give the day.'),
    );
    const after = `after=${corrected.position}`;
    const held = async (validOn: string, asOf = ''): Promise<[string, unknown]> => [
      (await agreementOf(register, ID, `?validOn=${validOn}&${asOf || after}`)).inForce,
      (await figuresOf(register, 'GM0118', `?validOn=${validOn}&${asOf || after}`)).agreementsInForce,
    ];
    expect(await held('2024-11-15', `asOf=${before}`)).toEqual(['yes', certainly(1)]);
    expect(await held('2024-11-15')).toEqual(['no', certainly(0)]);
    expect(await held('2024-12-01', `asOf=${before}`)).toEqual(['yes', certainly(1)]);
    expect(await held('2024-12-01')).toEqual(['yes', certainly(1)]);

    const entries = await historyOf(register, ID, `?${after}`);
    expect(entries.find(({ eventId }) => eventId === signature)).toMatchObject({
      standing: 'corrected',
      data: { on: '2024-10-01' },
      readsNow: { on: '2024-12-01' },
    });
    const correction = entries.at(-1);
    expect(correction).toMatchObject({ type: 'agreement.Corrected', standing: 'stands' });
    expect((await historyOf(register, ID, `?asOf=${before}`)).map(({ standing }) => standing)).not.toContain(
      'corrected',
    );
    // At the very instant of the correction it is known; that is its number.
    const { meta } = await ask(register, `agreements/${ID}?asOf=${correction?.recordedAt}`);
    expect(meta.number).toBe(correction?.number);
  });
});

describe('a covenant that only a source tells of', () => {
  const ID = 'groningen-convenant-2022';

  it(rule('history.per-source'), async () => {
    expect((await figuresOf(register, 'GM0765', '?validOn=2023-01-15')).perSource.agreements).toBe(2);
    const [told] = await historyOf(register, ID);
    expect(told).toMatchObject({
      type: 'agreement.RecordedFromSource',
      validDates: ['2022-04', 'unknown'],
      by: { actor: 'import', sourceSystem: 'import' },
      source: {
        collection: 'public-history',
        record: `agreements/${ID}`,
        url: 'https://www.kansrijkestartgroningen.nl/nieuwsbrieven/3235',
      },
    });
    const confirmation = {
      confirms: told?.eventId,
      organisationId: 'ggd-groningen',
      function: 'policy adviser',
      on: '2025-03-03',
    };
    const confirmed = await tell(register, `agreements/${ID}/confirmations`, confirmation);
    expect(typesOf(confirmed)).toEqual(['agreement.ConfirmedByParty']);
    const after = `after=${confirmed.position}`;
    expect(await agreementOf(register, ID, `?${after}`)).toMatchObject({
      inForce: 'uncertain', // confirmed, yet nobody tells until when
      provenance: { kind: 'perSource', confirmations: [{ organisationId: 'ggd-groningen' }] },
    });
    expect((await figuresOf(register, 'GM0765', `?validOn=2023-01-15&${after}`)).perSource.agreements).toBe(
      1,
    );
    expect(await tell(register, `agreements/${ID}/confirmations`, confirmation)).toMatchObject({
      status: 200,
      events: [],
    });
  });
});
