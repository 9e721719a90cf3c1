import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CoalitionAnswer } from '#read/coalition';
import { historyEntries, regionOf, typesOf } from '../support/agreements.ts';
import { ask, refusalIn, tell } from '../support/asking.ts';
import { startRegister, type Register } from '../support/register.ts';

/** The story of docs/handbook/hoogeveen.md: each `it` is one step of it, in the same order. */
let register: Register;
beforeAll(async () => {
  register = await startRegister({ withHistory: true });
}, 60_000);

const ID = 'hoogeveen-de-wolden';
const coalitionOf = async (parameters: string): Promise<CoalitionAnswer> =>
  (await ask<CoalitionAnswer>(register, `coalitions/${ID}${parameters}`)).data;
const on = (path: string, body: object) => tell(register, `coalitions/${ID}${path}`, body);

describe('Hoogeveen, from a network to a coalition that outlasts its programme', () => {
  const DECISION = 'hoogeveen-borging';
  let beforeTheHandover = '';

  it('shares its coalition with a municipality outside of the region', async () => {
    const { municipalities } = await coalitionOf('');
    expect(municipalities.map(({ code }) => code)).toEqual(['GM0118', 'GM1690']);
    const { members } = await regionOf(register, '');
    const codes = members.map(({ code }) => code);
    expect([codes.includes('GM0118'), codes.includes('GM1690')]).toEqual([true, false]);
  });

  it('is confirmed by the municipality, and begins to be kept live', async () => {
    const [told] = await historyEntries(register, `coalitions/${ID}`);
    const confirmed = await on('/confirmations', {
      confirms: told?.eventId,
      organisationId: 'gemeente-hoogeveen',
      function: 'policy adviser for youth',
      on: '2026-01-12',
    });
    expect(typesOf(confirmed)).toEqual(['coalition.ConfirmedByParty']);
    await on('/partnerships', { organisationId: 'icare-jgz', domain: 'social', from: '2026-01-12' });
    const { provenance, partners } = await coalitionOf(
      `?after=${(await on('/formations', { on: '2026-01-12' })).position}`,
    );
    expect(provenance).toMatchObject({ confirmations: [{ organisationId: 'gemeente-hoogeveen' }] });
    expect(partners.find(({ organisationId }) => organisationId === 'icare-jgz')).toMatchObject({
      from: '2026-01-12',
      until: 'open',
      perSource: false,
    });
  });

  it('gets a figurehead, and several who stimulate', async () => {
    await on('/role-assignments', {
      role: 'figurehead',
      organisationId: 'gemeente-hoogeveen',
      function: 'alderman for youth',
      from: '2026-02-01',
    });
    await on('/role-assignments', {
      role: 'stimulator',
      organisationId: 'gemeente-hoogeveen',
      from: '2026-02-01',
    });
    const { position } = await on('/role-assignments', {
      role: 'stimulator',
      organisationId: 'gemeente-de-wolden',
      from: '2026-02-01',
    });
    const { roles } = await coalitionOf(`?validOn=2026-02-01&after=${position}`);
    const held = (role: string) =>
      roles.filter((one) => one.role === role && one.holds === 'yes').map((one) => one.organisationId);
    expect(held('figurehead')).toEqual(['gemeente-hoogeveen']);
    expect(held('stimulator').sort()).toEqual(['gemeente-de-wolden', 'gemeente-hoogeveen']);
  });

  it('hands the figurehead over on a date: one holder at any time', async () => {
    const { position } = await on('/role-assignments', {
      role: 'figurehead',
      organisationId: 'gemeente-de-wolden',
      function: 'alderman for care',
      from: '2026-07-01',
    });
    const holderOn = async (day: string) =>
      (await coalitionOf(`?validOn=${day}&after=${position}`)).roles
        .filter(({ role, holds }) => role === 'figurehead' && holds === 'yes')
        .map(({ organisationId }) => organisationId);
    expect(await holderOn('2026-06-30')).toEqual(['gemeente-hoogeveen']);
    expect(await holderOn('2026-07-01')).toEqual(['gemeente-de-wolden']);
  });

  it('decides on what comes after the programme, if both executives agree', async () => {
    await tell(register, 'decisions', {
      decisionId: DECISION,
      body: 'coalition',
      subject: 'Borging van de coalitie na de programmaperiode',
      coalitionId: ID,
      points: [{ number: 1, verb: 'agree', text: 'The municipalities keep a coordinator after 2026.' }],
      on: '2026-09-01',
    });
    await tell(register, `decisions/${DECISION}/takings`, {
      on: '2026-09-15',
      effectiveOn: '2026-10-01',
      responsibleOrganisation: 'gemeente-hoogeveen',
      decisionType: 'coalitiebesluit',
      conditions: [
        {
          conditionId: 'executives',
          text: 'Both executives agree.',
          bodies: [
            { body: 'executive', municipality: 'GM0118' },
            { body: 'executive', municipality: 'GM1690' },
          ],
        },
      ],
    });
    const consent = (municipality: string, day: string) =>
      tell(register, `decisions/${DECISION}/conditions/executives/consents`, {
        by: { body: 'executive', municipality },
        on: day,
      });
    expect(typesOf(await consent('GM0118', '2026-09-22'))).toEqual(['decision.ConditionMet']);
    const effective = async (parameters: string) =>
      (await ask<{ effective: string }>(register, `decisions/${DECISION}${parameters}`)).data.effective;
    const { position } = await consent('GM1690', '2026-10-06');
    const day = async (validOn: string) => effective(`?validOn=${validOn}&after=${position}`);
    expect([await day('2026-10-05'), await day('2026-10-06')]).toEqual(['no', 'yes']);
  });

  it('anchors its work in an arrangement that outlasts the programme', async () => {
    expect((await ask(register, 'programmes/kvdvk?validOn=2026-10-07')).data).toMatchObject({
      runs: 'no', // it ended on 2024-03-28
    });
    const { position } = await on('/anchorings', {
      arrangement: 'A coordinator for both municipalities, paid from their own means.',
      on: '2026-10-07',
    });
    expect(await coalitionOf(`?validOn=2026-10-07&after=${position}`)).toMatchObject({
      phase: 'anchoring',
      ended: null,
    });
  });

  it('loses a partner, and with it its roles, from that day on', async () => {
    beforeTheHandover = (await historyEntries(register, `coalitions/${ID}`)).at(-1)?.recordedAt ?? '';
    const { position } = await on('/partner-departures', {
      organisationId: 'gemeente-de-wolden',
      until: '2026-12-31',
      reason: 'De Wolden goes on by itself.',
    });
    const stimulators = async (day: string) =>
      (await coalitionOf(`?validOn=${day}&after=${position}`)).roles
        .filter(({ role, holds }) => role === 'stimulator' && holds === 'yes')
        .map(({ organisationId }) => organisationId)
        .sort();
    expect(await stimulators('2026-12-31')).toEqual(['gemeente-de-wolden', 'gemeente-hoogeveen']);
    expect(await stimulators('2027-01-01')).toEqual(['gemeente-hoogeveen']);
    const group = {
      workingGroupId: 'anchoring',
      focus: 'Anchoring',
      members: ['gemeente-de-wolden'],
      on: '2027-02-01',
    };
    const refused = refusalIn(await register.post(`/v1/coalitions/${ID}/working-groups`, group));
    expect(refused.slice(0, 2)).toEqual([409, 'coalition.not-a-partner']);
  });

  it('still tells what was known before that', async () => {
    const then = await coalitionOf(`?validOn=2027-01-01&asOf=${beforeTheHandover}`);
    expect(then.roles.filter(({ role, holds }) => role === 'figurehead' && holds === 'yes')).toMatchObject([
      { organisationId: 'gemeente-de-wolden', until: 'open' },
    ]);
  });
});
