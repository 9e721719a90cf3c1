import { beforeAll, describe, expect, it } from '@jest/globals';
import { agreementOf, figuresOf, historyOf, sign, typesOf } from '../support/agreements.ts';
import { ask, refusalIn, tell, type Done } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';

/** The story of docs/handbook/gronings-convenant.md: each `it` is one step of it, in the same order. */
let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

const ID = 'groningen-convenant-2026';
const OLD = 'groningen-convenant-2022';
const GRONINGEN = ['GM0037', 'GM0047', 'GM0765', 'GM1895', 'GM1950', 'GM1952'];
const PARTIES = ['provincie-groningen', 'ggd-groningen', 'gemeente-midden-groningen'];
const on = (path: string, body: object): Promise<Done> => tell(register, `agreements/${ID}${path}`, body);

async function executiveDecides(decisionId: string, municipality: string, conditions: object[] = []) {
  await tell(register, 'decisions', {
    decisionId,
    body: 'executive',
    subject: 'Convenant rond zwangeren in een kwetsbare situatie',
    municipality,
    points: [{ number: 1, verb: 'adopt', text: 'The covenant of the province.' }],
    on: '2026-03-03',
  });
  return tell(register, `decisions/${decisionId}/takings`, {
    on: '2026-03-10',
    effectiveOn: '2026-03-10',
    responsibleOrganisation: 'provincie-groningen',
    decisionType: 'collegebesluit',
    conditions,
  });
}

const answersOn = async (validOn: string, after: string): Promise<Record<string, unknown>> => {
  const { adoptions } = (
    await ask<{ adoptions: readonly { municipality: string; state: string }[] }>(
      register,
      `agreements/${ID}?validOn=${validOn}&after=${after}`,
    )
  ).data;
  return Object.fromEntries(adoptions.map(({ municipality, state }) => [municipality, state]));
};

describe('a covenant of the province of Groningen', () => {
  let firstHash = '';
  let last = '';

  it('is drafted by the province, and signed by those who must', async () => {
    await tell(register, 'agreements', {
      agreementId: ID,
      kind: 'covenant',
      title: 'Convenant rond zwangeren in een kwetsbare situatie',
      topics: ['signalling', 'referral'],
      phases: ['during', 'after'],
      scope: { level: 'provincial', municipalities: GRONINGEN },
      parties: PARTIES,
      reviewEveryMonths: 6,
      terms: { summary: 'Who signals, refers within ten working days.' },
      on: '2026-01-20',
    });
    const { position } = await on('/submissions', { on: '2026-01-27' });
    ({ contentHash: firstHash } = await agreementOf(register, ID, `?after=${position}`));
    await sign(register, ID, 'provincie-groningen', '2026-02-02', firstHash);
    await sign(register, ID, 'ggd-groningen', '2026-02-05', firstHash);
    const done = await sign(register, ID, 'gemeente-midden-groningen', '2026-02-10', firstHash);
    expect(typesOf(done)).toEqual(['agreement.Signed', 'agreement.TookEffect']);
    last = done.position;
    const notYet = Object.fromEntries(GRONINGEN.map((code) => [code, 'notYet']));
    expect(await answersOn('2026-02-10', last)).toEqual(notYet);
  });

  it('is adopted by Midden-Groningen under a decision, and by Veendam without one', async () => {
    await executiveDecides('midden-groningen-convenant-2026', 'GM1952');
    await on('/adoptions', {
      municipality: 'GM1952',
      on: '2026-03-10',
      decisionId: 'midden-groningen-convenant-2026',
    });
    const done = await on('/adoptions', { municipality: 'GM0047', on: '2026-03-12' });
    expect(typesOf(done)).toEqual(['agreement.Adopted']);
  });

  it('is adopted by Oldambt with a deviation, and a reason for it', async () => {
    const deviating = { municipality: 'GM1895', on: '2026-03-17', deviation: 'Within fifteen working days.' };
    expect(refusalIn(await register.post(`/v1/agreements/${ID}/adoptions`, deviating))).toEqual([
      400,
      'agreement.reason-missing',
      'reason',
    ]);
    const reason = 'One midwifery practice serves the whole municipality.';
    expect(typesOf(await on('/adoptions', { ...deviating, reason }))).toEqual([
      'agreement.AdoptedWithDeviation',
    ]);
  });

  it('waits for Pekela, whose decision is not effective yet, until the council agrees', async () => {
    await executiveDecides('pekela-convenant-2026', 'GM0765', [
      {
        conditionId: 'council',
        text: 'The council agrees.',
        bodies: [{ body: 'council', municipality: 'GM0765' }],
      },
    ]);
    const adoption = { municipality: 'GM0765', on: '2026-03-24', decisionId: 'pekela-convenant-2026' };
    expect(refusalIn(await register.post(`/v1/agreements/${ID}/adoptions`, adoption)).slice(0, 2)).toEqual([
      409,
      'agreement.decision-not-effective',
    ]);
    await tell(register, 'decisions/pekela-convenant-2026/conditions/council/consents', {
      by: { body: 'council', municipality: 'GM0765' },
      on: '2026-04-21',
    });
    expect(typesOf(await on('/adoptions', { ...adoption, on: '2026-04-21' }))).toEqual(['agreement.Adopted']);
  });

  it('is refused by Stadskanaal, and not answered by Westerwolde: two different things', async () => {
    const refused = await on('/refusals', {
      municipality: 'GM0037',
      on: '2026-04-28',
      reason: 'Its own agreement goes further.',
    });
    last = refused.position;
    expect(await answersOn('2026-04-28', last)).toEqual({
      GM0037: 'refused',
      GM0047: 'adopted',
      GM0765: 'adopted',
      GM1895: 'deviating',
      GM1950: 'notYet',
      GM1952: 'adopted',
    });
    expect((await answersOn('2026-03-31', last))['GM0765']).toBe('notYet');
  });

  it('is joined by another party later', async () => {
    const acceded = await on('/accessions', {
      organisationId: 'zorgadvies-groningen',
      capacity: 'on behalf of the board',
      function: 'director',
      on: '2026-05-11',
      contentHash: firstHash,
    });
    expect(typesOf(acceded)).toEqual(['agreement.PartyAcceded']);
  });

  it('is reviewed, amended, and holds as it was until the new version is signed by all', async () => {
    await on('/reviews', {
      on: '2026-08-10',
      outcome: 'amend',
      findings: 'Ten working days are too many at the end of a pregnancy.',
    });
    const amended = await on('/amendments', {
      terms: { summary: 'Who signals, refers within five working days.' },
      on: '2026-08-24',
    });
    const { contentHash } = await agreementOf(register, ID, `?after=${amended.position}`);
    expect(contentHash).not.toBe(firstHash);
    const old = refusalIn(
      await register.post(`/v1/agreements/${ID}/signatures`, {
        organisationId: 'ggd-groningen',
        capacity: 'on behalf of the board',
        function: 'director',
        on: '2026-09-01',
        contentHash: firstHash,
      }),
    );
    expect(old.slice(0, 2)).toEqual([409, 'agreement.other-version']);
    const signed: string[][] = [];
    for (const party of [...PARTIES, 'zorgadvies-groningen']) {
      const done = await sign(register, ID, party, '2026-09-08', contentHash);
      signed.push(typesOf(done));
      last = done.position;
    }
    expect(signed.at(-1)).toEqual(['agreement.Signed', 'agreement.TookEffect']);
    expect(signed.slice(0, -1).flat()).toEqual(['agreement.Signed', 'agreement.Signed', 'agreement.Signed']);
    const inForce = async (day: string): Promise<string> =>
      (await agreementOf(register, ID, `?validOn=${day}&after=${last}`)).inForce;
    expect([await inForce('2026-09-01'), await inForce('2026-09-08')]).toEqual(['yes', 'yes']);
  });

  it('takes the place of an older covenant, which its parties confirm first', async () => {
    const [told] = await historyOf(register, OLD);
    const before = told?.recordedAt ?? '';
    for (const [organisationId, day] of [
      ['ggd-groningen', '2026-09-15'],
      ['provincie-groningen', '2026-09-16'],
    ] as const) {
      const confirmed = await tell(register, `agreements/${OLD}/confirmations`, {
        confirms: told?.eventId,
        organisationId,
        on: day,
      });
      expect(typesOf(confirmed)).toEqual(['agreement.ConfirmedByParty']);
    }
    const { position } = await tell(register, `agreements/${OLD}/supersessions`, {
      by: ID,
      on: '2026-09-08',
    });
    const oldOn = async (parameters: string) => (await agreementOf(register, OLD, parameters)).inForce;
    expect(await oldOn(`?validOn=2026-09-07&after=${position}`)).toBe('yes');
    expect(await oldOn(`?validOn=2026-09-08&after=${position}`)).toBe('no');
    expect(await oldOn(`?validOn=2026-09-08&asOf=${before}`)).toBe('uncertain');
    // Pekela: this covenant, and nothing that only a source tells but the working process.
    const { agreementsInForce } = await figuresOf(register, 'GM0765', '?validOn=2026-09-08');
    expect(agreementsInForce.certain).toBe(1);
  });
});
