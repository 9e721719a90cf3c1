import { describe, expect, it } from '@jest/globals';
import type { ReferralAnswer, ReferralPage } from '#read/referral';
import { rule } from '#test/support/rule';
import { historyEntries, typesOf } from '../support/agreements.ts';
import { ask, refusalIn, tell, type Done } from '../support/asking.ts';
import { adoptRoute, asPartyTo, JGZ, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { eventually } from '../support/event-stores.ts';
import { HandClock } from '../support/hand-clock.ts';
import { logOf, partner, rowsOf } from '../support/register.ts';
import { registerAt } from '../support/register-at.ts';

/** The story of docs/handbook/een-verwijzing.md: each `it` is one step of it, in the same order. */
const FIRST = '2f1c9a54-7f0e-4c3b-9a57-0c7f3d8e6b11';
const REFERRAL = '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c';
const MWC = 'mwc';

describe('One referral, from a signal to feedback that came late', () => {
  const clock = new HandClock('2026-10-12T12:00:00Z');
  const register = registerAt(clock);
  const midwives = () => register.as(partner(MIDWIVES));
  const take = (step: string, body: object, id = REFERRAL): Promise<Done> =>
    tell(asPartyTo(register, step), `referrals/${id}/${step}`, body);
  const refused = async (step: string, body: object, id = REFERRAL) =>
    refusalIn(await asPartyTo(register, step).post(`/v1/referrals/${id}/${step}`, body)).slice(0, 2);
  const referralOf = async (parameters: string): Promise<ReferralAnswer> =>
    (await ask<ReferralAnswer>(midwives(), `referrals/${REFERRAL}${parameters}`)).data;
  /** The referrals that an organisation sees on its board. */
  const boardOf = async (organisationId: string, parameters: string): Promise<string[]> => {
    const path = `referrals?organisationId=${organisationId}&${parameters}`;
    return (await ask<ReferralPage>(register.as(partner(organisationId)), path)).data.referrals.map(
      ({ referralId }) => referralId,
    );
  };
  const consent = {
    purpose: 'guidance',
    categories: ['contact', 'pregnancy', 'family'],
    informedBy: MIDWIVES,
  };
  /** Waits until the register, looking on a day, has recorded something by itself. */
  const recordsBy = async (day: string, type: string): Promise<void> => {
    clock.instant = `${day}T08:00:00Z`;
    await eventually(
      async () =>
        (await historyEntries(midwives(), `referrals/${REFERRAL}`)).some((entry) => entry.type === type),
      20_000,
    );
  };

  it(rule('referral.route', 'a chain agreement that Coevorden adopted'), async () => {
    await openRoute(register);
    const before = await midwives().post('/v1/referrals', prepared(FIRST, '2026-10-26'));
    expect(refusalIn(before).slice(0, 2)).toEqual([409, 'referral.agreement-not-here']);
    await adoptRoute(register);
    const done = await tell(midwives(), 'referrals', prepared(FIRST, '2026-10-26'));
    expect(typesOf(done)).toEqual(['referral.Prepared']);
  });

  it(rule('referral.consent-refused', 'and the recipient never hears of it'), async () => {
    const { position } = await take('consent-refusals', { on: '2026-10-26' }, FIRST);
    expect(await refused('dispatches', { on: '2026-10-26' }, FIRST)).toEqual([409, 'referral.ended']);
    const after = `validOn=2026-10-27&after=${position}`;
    expect([await boardOf(MIDWIVES, after), await boardOf(JGZ, after)]).toEqual([[FIRST], []]);
    expect(await boardOf(MIDWIVES, `${after}&open=yes`)).toEqual([]);
  });

  it(rule('referral.consent', 'weeks later the family says yes, to a new referral'), async () => {
    await tell(midwives(), 'referrals', prepared(REFERRAL, '2026-11-09'));
    expect(await refused('dispatches', { on: '2026-11-09' })).toEqual([409, 'referral.no-consent']);
    const { position: asked } = await take('consents', { ...consent, on: '2026-11-09' });
    expect(await boardOf(JGZ, `validOn=2026-11-09&after=${asked}`)).toEqual([]);
    const { position } = await take('dispatches', { on: '2026-11-09' });
    expect(await boardOf(JGZ, `validOn=2026-11-09&after=${position}`)).toEqual([REFERRAL]);
    const { standing, terms } = await referralOf('?validOn=2026-11-09');
    expect(standing).toEqual({ status: 'sent', fhir: 'requested', bser: '2.0' });
    expect(terms.map(({ term, dueOn }) => [term, dueOn])).toEqual([
      ['response', '2026-11-16'],
      ['start', '2026-11-30'],
    ]);
  });

  it(rule('referral.overdue', 'nobody answers within five working days'), async () => {
    const overdueOn = (day: string) => boardOf(MIDWIVES, `validOn=${day}&overdue=yes`);
    expect([await overdueOn('2026-11-16'), await overdueOn('2026-11-17')]).toEqual([[], [REFERRAL]]);
    await recordsBy('2026-11-17', 'referral.ResponseOverdue');
  });

  it('is taken up at a higher level, and then accepted', async () => {
    await take('escalations', { to: 'gemeente-coevorden', on: '2026-11-18' });
    await take('receptions', { on: '2026-11-18' });
    const { position } = await take('acceptances', { on: '2026-11-19' });
    const { standing, terms } = await referralOf(`?validOn=2026-11-19&after=${position}`);
    expect(standing).toEqual({ status: 'accepted', fhir: 'accepted', bser: '3.0' });
    expect(terms[0]).toEqual({
      term: 'response',
      dueOn: '2026-11-16',
      metOn: '2026-11-19',
      isOverdue: false,
    });
  });

  it(rule('referral.case-director', 'here the welfare organisation, in the home of the family'), async () => {
    const director = { organisationId: MWC, function: 'socialWorker', on: '2026-11-20' };
    expect((await referralOf('?validOn=2026-11-19')).caseDirector).toBeNull();
    expect(await refused('case-direction-handovers', director)).toEqual([409, 'referral.no-case-director']);
    const named = await asPartyTo(register, 'case-directors').post(
      `/v1/referrals/${REFERRAL}/case-directors`,
      {
        ...director,
        function: 'the nurse of that name',
      },
    );
    expect(refusalIn(named)).toEqual([400, 'request.invalid-field', 'function: field.not-one-of']);
    const { position } = await take('case-directors', director);
    const board = (day: string) => boardOf(MWC, `role=caseDirector&validOn=${day}&after=${position}`);
    expect([await board('2026-11-19'), await board('2026-11-20')]).toEqual([[], [REFERRAL]]);
  });

  it('reaches the family: one appointment missed, one kept', async () => {
    await take('appointments', { appointmentOn: '2026-11-24', on: '2026-11-20' });
    await take('missed-appointments', { appointmentOn: '2026-11-24', on: '2026-11-24' });
    await take('contact-attempts', { attempt: 1, on: '2026-11-25' });
    await take('appointments', { appointmentOn: '2026-11-27', on: '2026-11-26' });
    const { position } = await take('support-starts', { on: '2026-11-27' });
    const { standing, terms } = await referralOf(`?validOn=2026-11-27&after=${position}`);
    expect(standing).toEqual({ status: 'started', fhir: 'in-progress', bser: '5.1.1' });
    expect(terms[1]).toMatchObject({ dueOn: '2026-11-30', metOn: '2026-11-27' });
  });

  it(rule('referral.loop', 'and ten working days, over Christmas, pass in silence'), async () => {
    const { position } = await take('completions', { outcome: 'goalsMet', on: '2026-12-14' });
    const done = await referralOf(`?validOn=2026-12-14&after=${position}`);
    expect(done).toMatchObject({ isOpen: false, isLoopClosed: false, standing: { fhir: 'completed' } });
    expect(done.terms[2]).toMatchObject({ term: 'feedback', dueOn: '2026-12-29', metOn: null });
    await recordsBy('2026-12-30', 'referral.FeedbackOverdue');
    const { position: told } = await take('feedback', { on: '2027-01-05' });
    const after = `&after=${told}`;
    expect(await boardOf(JGZ, `validOn=2027-01-04&overdue=yes${after}`)).toEqual([REFERRAL]);
    expect(await boardOf(JGZ, `validOn=2027-01-05&overdue=yes${after}`)).toEqual([]);
    const closed = await referralOf(`?validOn=2027-01-05${after}`);
    expect(closed).toMatchObject({ isLoopClosed: true, standing: { status: 'completed', bser: '7.0' } });
    await take('experiences', { feltSupported: 5, on: '2027-01-08' });
  });

  it('follows the correction of a day: support that began earlier than was written', async () => {
    const started = (await historyEntries(midwives(), `referrals/${REFERRAL}`)).find(
      ({ type }) => type === 'referral.SupportStarted',
    );
    const changes = { on: '2026-11-26' };
    const correction = { corrects: started?.eventId, changes, reason: 'slip' };
    expect(await refused('corrections', { ...correction, reason: 'The visit was a day before.' })).toEqual([
      400,
      'request.invalid-field',
    ]);
    expect(await refused('corrections', { ...correction, changes: { on: '2026-11-10' } })).toEqual([
      400,
      'referral.out-of-order',
    ]);
    const { position } = await take('corrections', correction);
    const { terms } = await referralOf(`?validOn=2027-01-08&after=${position}`);
    expect(terms[1]).toMatchObject({ metOn: '2026-11-26' });
  });

  it(rule('referral.one-type', 'the parties read the whole trail, the store shows nothing'), async () => {
    const entries = await historyEntries(midwives(), `referrals/${REFERRAL}`);
    expect(entries.map(({ type }) => type)).toEqual([
      'referral.Prepared',
      'referral.ConsentRecorded',
      'referral.Sent',
      'referral.ResponseOverdue',
      'referral.Escalated',
      'referral.Received',
      'referral.Accepted',
      'referral.CaseDirectorAssigned',
      'referral.AppointmentPlanned',
      'referral.AppointmentMissed',
      'referral.ContactAttempted',
      'referral.AppointmentPlanned',
      'referral.SupportStarted',
      'referral.SupportCompleted',
      'referral.FeedbackOverdue',
      'referral.FeedbackGiven',
      'referral.ExperienceReported',
      'referral.Corrected',
    ]);
    const stored = (await logOf(register.running().eventStoreUrl)).filter(({ stream }) =>
      stream.startsWith('referral-'),
    );
    expect(new Set(stored.map(({ type, metadata }) => `${type} ${metadata}`))).toEqual(
      new Set(['referral.Recorded {}']),
    );
    // Neither the store nor the journal shows what is inside, or whom it is about.
    const { databaseUrl } = register.running();
    const journaled = await rowsOf<{ data: string }>(
      databaseUrl,
      `SELECT data FROM journal WHERE stream LIKE 'referral-%'`,
    );
    for (const { data } of [...stored, ...journaled]) expect(data).toMatch(/^\{"sealed":"[\w-]{60,}"\}$/);
    // Nobody is asked about more than one organisation at a time.
    expect(refusalIn(await midwives().get('/v1/referrals'))).toEqual([
      403,
      'access.forbidden',
      'organisationId: access.not-own',
    ]);
  });

  it(
    rule('referral.retention', 'here after 24 months; what nobody asked for any more goes by itself'),
    async () => {
      const { databaseUrl } = register.running();
      const left = async (id: string): Promise<number> =>
        (
          await rowsOf(
            databaseUrl,
            `SELECT FROM journal WHERE stream = 'referral-${id}' AND NOT is_destroyed`,
          )
        ).length;
      const certificates = () =>
        rowsOf<{ stream: string; ground: string }>(
          databaseUrl,
          `SELECT data::json ->> 'stream' AS stream, data::json ->> 'ground' AS ground
         FROM journal WHERE type = 'destruction.Certified' ORDER BY seq`,
        );
      clock.instant = '2028-10-25T23:30:00Z'; // In the Netherlands, the last of the 24 months is over.
      await eventually(async () => (await left(FIRST)) === 0, 20_000);
      expect(await certificates()).toEqual([{ stream: `referral-${FIRST}`, ground: 'termPassed' }]);
      expect(await left(REFERRAL)).toBe(18);

      clock.instant = '2031-01-01T12:00:00Z';
      await eventually(async () => (await left(REFERRAL)) === 0, 20_000);
      expect((await certificates()).map(({ stream }) => stream)).toEqual([
        `referral-${FIRST}`,
        `referral-${REFERRAL}`,
      ]);
      expect(await rowsOf(databaseUrl, `SELECT FROM timer WHERE key LIKE '%${REFERRAL}%'`)).toEqual([]);
      expect(refusalIn(await midwives().get(`/v1/referrals/${REFERRAL}`))).toEqual([
        410,
        'event-store.destroyed',
      ]);
    },
  );
});
