import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CoalitionAnswer } from '#read/coalition';
import type { PlaceAgreementsAnswer } from '#read/overview';
import { rule } from '#test/support/rule';
import { agreementOf, figuresOf, sign, typesOf } from '../support/agreements.ts';
import { ask, certainly, refusalIn, tell } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';

/** The story of docs/handbook/coevorden.md: each `it` is one step of it, in the same order. */
let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

const coalitionOf = async (parameters = ''): Promise<CoalitionAnswer> =>
  (await ask<CoalitionAnswer>(register, `coalitions/coevorden${parameters}`)).data;
const on = (path: string, body: object) => tell(register, `coalitions/coevorden${path}`, body);

describe('Coevorden, from an online session to the first chain agreement', () => {
  const CHAIN = 'coevorden-prenatale-signalering';
  const PARTIES = ['gemeente-coevorden', 'verloskundigen-coevorden', 'icare-jgz', 'mwc'];
  let contentHash = '';
  let signed = '';

  it('is known from one source, which nobody has confirmed yet', async () => {
    const told = await coalitionOf();
    expect(told).toMatchObject({ provenance: { kind: 'perSource', confirmations: [] } });
    expect(told.partners).toHaveLength(12);
    expect(told.partners.every(({ perSource }) => perSource)).toBe(true);
  });

  it('holds its ambition session online', async () => {
    const held = await on('/ambition-sessions', {
      on: '2026-01-22',
      mode: 'online',
      organisations: PARTIES,
      outcome: 'Needs and worries are signalled earlier, also those that are not medical.',
    });
    expect(typesOf(held)).toEqual(['coalition.AmbitionSessionHeld']);
  });

  it('meets again on site, and adopts an ambition for each phase', async () => {
    await on('/ambition-sessions', { on: '2026-09-10', mode: 'onSite', organisations: PARTIES });
    const ambitions = [
      ['wish-for-a-child', 'before', 'Everybody who wishes for a child is asked about it in time.'],
      ['signalled-early', 'during', 'Signals are discussed with the family, and then with each other.'],
      ['one-road', 'collaboration', 'One road from a signal to support, the same for every partner.'],
    ] as const;
    let position = '';
    for (const [ambitionId, phase, text] of ambitions) {
      ({ position } = await on('/ambitions', { ambitionId, phase, text, on: '2026-09-10' }));
    }
    const { sessions, ambitions: adopted } = await coalitionOf(`?after=${position}`);
    expect(sessions).toHaveLength(4); // two of them per source, without a year
    // In the order in which they were adopted.
    expect(adopted).toMatchObject([{ phase: 'before' }, { phase: 'during' }, { phase: 'collaboration' }]);
  });

  it('forms working groups that join consultations which exist, of partners only', async () => {
    const group = {
      workingGroupId: 'preconception',
      focus: 'Preconception care',
      members: ['verloskundigen-coevorden', 'huisartsen-coevorden'],
      joinsExisting: 'The quarterly meeting of midwives and GPs',
      on: '2026-09-24',
    };
    const outsider = { ...group, members: ['sedna'] };
    expect(
      refusalIn(await register.post('/v1/coalitions/coevorden/working-groups', outsider)).slice(0, 2),
    ).toEqual([409, 'coalition.not-a-partner']);
    await on('/working-groups', group);
    await on('/working-groups', {
      workingGroupId: 'healthy-weight',
      focus: 'Obesity',
      members: ['icare-jgz', 'kinderopvang-coevorden'],
      on: '2026-09-24',
    });
    const { position } = await on('/working-groups/healthy-weight/memberships', {
      organisationId: 'onderwijs-coevorden',
      from: '2026-10-01',
    });
    const { workingGroups } = await coalitionOf(`?validOn=2026-10-01&after=${position}`);
    const live = workingGroups.filter(({ workingGroupId }) =>
      ['preconception', 'healthy-weight'].includes(workingGroupId),
    );
    expect(live.map(({ focus, members }) => [focus, members.length]).sort()).toEqual([
      ['Obesity', 3],
      ['Preconception care', 2],
    ]);
  });

  it(rule('coalition.shared-leader'), async () => {
    const leader = { role: 'projectLeader', organisationId: 'impology', function: 'project leader' };
    await tell(register, 'coalitions/emmen/role-assignments', { ...leader, from: '2026-02-01' });
    const { roles } = await coalitionOf();
    expect(roles.find(({ role }) => role === 'projectLeader')).toMatchObject({
      organisationId: 'impology',
      holds: 'uncertain', // the source gives no date
      perSource: true,
    });
  });

  it('adopts its plan of action under a decision of the executive', async () => {
    await tell(register, 'decisions', {
      decisionId: 'coevorden-plan-2026',
      body: 'executive',
      subject: 'Plan van aanpak Kansrijke Start Coevorden',
      coalitionId: 'coevorden',
      municipality: 'GM0109',
      points: [{ number: 1, verb: 'adopt', text: 'The plan of action of the coalition.' }],
      on: '2026-10-06',
    });
    const taken = await tell(register, 'decisions/coevorden-plan-2026/takings', {
      on: '2026-10-13',
      effectiveOn: '2026-10-13',
      responsibleOrganisation: 'gemeente-coevorden',
      decisionType: 'collegebesluit',
    });
    expect(typesOf(taken)).toEqual(['decision.Taken']);
    await on('/plans', { version: 1, on: '2026-10-13', decisionId: 'coevorden-plan-2026' });
    const { position } = await on('/phases', { phase: 'execution', on: '2026-10-14' });
    const phaseOn = async (day: string) => (await coalitionOf(`?validOn=${day}&after=${position}`)).phase;
    expect([await phaseOn('2026-10-13'), await phaseOn('2026-10-14')]).toEqual(['planning', 'execution']);
  });

  it('drafts its first chain agreement, with the road of a referral and its terms', async () => {
    const drafted = await tell(register, 'agreements', {
      agreementId: CHAIN,
      kind: 'chainAgreement',
      title: 'Van signaal naar steun',
      topics: ['signalling', 'referral'],
      phases: ['during'],
      scope: { level: 'coalition', municipalities: ['GM0109'] },
      parties: PARTIES,
      parentAgreementId: 'phb-position-2025',
      reviewEveryMonths: 12,
      terms: {
        summary: 'Who signals a need discusses it with the family, and refers for an antenatal home visit.',
        targetGroup: 'Pregnant women in a vulnerable situation.',
        taskLead: 'icare-jgz',
        route: {
          from: ['midwifery'],
          to: 'youthHealthCare',
          respondWithinWorkingDays: 5,
          startWithinWorkingDays: 15,
          feedbackWithinWorkingDays: 30,
          consent: 'explicit',
        },
      },
      on: '2026-10-20',
    });
    expect(typesOf(drafted)).toEqual(['agreement.Drafted']);
    const { position } = await tell(register, `agreements/${CHAIN}/submissions`, { on: '2026-10-27' });
    ({ contentHash } = await agreementOf(register, CHAIN, `?after=${position}`));
    expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes effect with the last of the four signatures', async () => {
    const days = ['2026-11-02', '2026-11-03', '2026-11-03', '2026-11-05'];
    const recorded: string[][] = [];
    for (const [at, party] of PARTIES.entries()) {
      const done = await sign(register, CHAIN, party, days[at] ?? '', contentHash);
      recorded.push(typesOf(done));
      signed = done.position;
    }
    expect(recorded).toEqual([
      ['agreement.Signed'],
      ['agreement.Signed'],
      ['agreement.Signed'],
      ['agreement.Signed', 'agreement.TookEffect'],
    ]);
  });

  it('answers what stands for Coevorden, and what stood before', async () => {
    const path = `municipalities/GM0109/agreements?validOn=2026-11-05&after=${signed}`;
    const { agreements } = (await ask<PlaceAgreementsAnswer>(register, path)).data;
    expect(agreements.find(({ agreementId }) => agreementId === CHAIN)).toMatchObject({ inForce: 'yes' });
    const inForceOn = async (day: string) =>
      (await figuresOf(register, 'GM0109', `?validOn=${day}`)).agreementsInForce.certain;
    expect([await inForceOn('2026-11-04'), await inForceOn('2026-11-05')]).toEqual([0, 1]);
    expect((await figuresOf(register, 'GM0109', '?validOn=2026-11-05')).decisions).toEqual(certainly(1));
  });
});
