import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v4 as uuidV4 } from 'uuid';
import { EventStore } from '#platform/event-store';
import { releaseDue } from '../../apps/projector/src/releasing.ts';
import { ask, tell } from '../support/asking.ts';
import { HandClock } from '../support/hand-clock.ts';
import { adoptRoute, asPartyTo, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { registerAt } from '../support/register-at.ts';
import { logOf, partner } from '../support/register.ts';
import { rule } from '../support/rule.ts';

const CONSENT = { purpose: 'guidance', categories: ['contact'], informedBy: MIDWIVES, on: '2026-11-02' };
type Told = {
  readonly releases: readonly {
    readonly period: string;
    readonly region: { readonly sent: number } | null;
  }[];
};

describe(rule('privacy.releases', 'the register'), () => {
  const clock = new HandClock('2026-11-10T12:00:00Z');
  const register = registerAt(clock);
  let log: EventStore;

  const release = () => {
    const { databaseUrl: url, decisions } = register.running();
    return releaseDue({ url, log, decisions, clock, threshold: 10 });
  };
  const figures = async (query = '') => (await ask<Told>(register, `referral-figures${query}`)).data.releases;
  /** Sends a referral; `steps` that follow on the day after. */
  const send = async (on: string, ...steps: readonly string[]): Promise<string> => {
    const id = uuidV4();
    const at = (step: string, body: object) =>
      tell(asPartyTo(register, step), `referrals/${id}/${step}`, body);
    await tell(register.as(partner(MIDWIVES)), 'referrals', prepared(id, '2026-11-02'));
    await at('consents', CONSENT);
    let { position } = await at('dispatches', { on });
    for (const step of steps) ({ position } = await at(step, { on: '2026-11-06' }));
    return position;
  };

  beforeAll(async () => {
    log = EventStore.connect(register.running().eventStoreUrl);
    await openRoute(register);
    await adoptRoute(register);
    for (let count = 0; count < 12; count += 1) await send('2026-11-03');
    for (let count = 0; count < 14; count += 1) await send('2026-11-04', 'acceptances');
  }, 60_000);
  afterAll(() => log.close());

  it('shows no figure of people while they can still change', async () => {
    clock.instant = '2027-03-31T21:59:59Z';
    expect(await release()).toEqual([]);
    expect(await figures()).toEqual([]);
  });

  it('releases a quarter at midnight in Amsterdam, when the next has ended', async () => {
    clock.instant = '2027-03-31T22:00:00Z';
    expect(await release()).toEqual(['2026-Q4']);
    const { position = '' } = { position: await send('2026-11-05') };
    expect(await figures(`?after=${position}`)).toMatchObject([
      {
        period: '2026-Q4',
        countedOn: '2027-03-31',
        threshold: 10,
        region: {
          sent: 26,
          counts: { accepted: 14, notAccepted: 12, acceptedInTerm: null, started: null },
          shares: { accepted: 0.538, loopClosed: null },
          workingDays: { toAcceptance: { median: null } },
        },
        municipalities: [{ municipality: 'GM0109', figures: { sent: 26 } }],
        routes: [{ agreementId: 'coevorden-huisbezoek', sent: 26 }],
        sentOtherwise: null,
      },
    ]);
  });

  it('never tells them otherwise: what was recorded later is in no release, now and as of any moment', async () => {
    const before = await figures();
    clock.instant = '2027-04-02T12:00:00Z';
    await send('2026-11-05', 'acceptances');
    expect(await release()).toEqual([]);
    expect(await figures()).toEqual(before);
    expect(await figures('?asOf=2027-03-31T23:00:00Z')).toEqual(before);
    expect(await figures('?asOf=2027-03-31T21:59:00Z')).toEqual([]);
    expect(await figures('?validOn=2027-03-31')).toEqual([]);
  });

  it('releases every quarter, also one of which nothing can be shown', async () => {
    clock.instant = '2027-10-01T12:00:00Z';
    expect(await release()).toEqual(['2027-Q1', '2027-Q2']);
    const { events } = await log.load('figures-referrals');
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill('figures.Released'));
    const { position } = await tell(
      register.as(partner(MIDWIVES)),
      'referrals',
      prepared(uuidV4(), '2026-11-02'),
    );
    const told = await figures(`?after=${position}`);
    expect(told.map(({ period, region }) => [period, region?.sent ?? null])).toEqual([
      ['2027-Q2', null],
      ['2027-Q1', null],
      ['2026-Q4', 26],
    ]);
    expect(await figures('?period=2027-Q1')).toHaveLength(1);
    expect(await figures('?limit=1&cursor=2027-Q1')).toMatchObject([{ period: '2026-Q4' }]);
    expect(await figures('?municipality=GM0114&period=2026-Q4')).toMatchObject([{ municipalities: [] }]);
  });

  it('names nobody and no referral in a release', async () => {
    const released = (await logOf(register.running().eventStoreUrl)).filter(
      ({ type }) => type === 'figures.Released',
    );
    expect(released).toHaveLength(3);
    for (const { data, metadata } of released) {
      expect(`${data}${metadata}`).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-4/);
      expect(data).not.toMatch(/verloskundigen|icare/);
    }
  });
});
