import { beforeAll, describe, expect, it } from '@jest/globals';
import { v4 as uuidV4, v7 as uuidV7 } from 'uuid';
import { EventStore } from '#platform/event-store';
import type { ReferralAnswer, ReferralPage } from '#read/referral';
import { historyEntries } from '../support/agreements.ts';
import { ask, refusalIn, tell, type Done } from '../support/asking.ts';
import { adoptRoute, asPartyTo, JGZ, MIDWIVES, openRoute, prepared } from '../support/referrals.ts';
import { partner, startRegister, type Register } from '../support/register.ts';

let register: Register;
const ids = Array.from({ length: 6 }, () => uuidV4()).sort();
const [unsent, sent, accepted, withdrawn, declined, done] = ids as [
  string,
  string,
  string,
  string,
  string,
  string,
];
let last: Done;

beforeAll(async () => {
  register = await startRegister({ withHistory: true });
  await openRoute(register);
  await adoptRoute(register);
  for (const id of ids) {
    last = await tell(register.as(partner(MIDWIVES)), 'referrals', prepared(id, '2026-11-02'));
    if (id === unsent) continue;
    await take(id, 'consents', {
      purpose: 'guidance',
      categories: ['contact'],
      informedBy: MIDWIVES,
      on: '2026-11-02',
    });
    await take(id, 'dispatches', { on: '2026-11-09' });
  }
  await take(accepted, 'acceptances', { on: '2026-11-12' });
  await take(withdrawn, 'consent-withdrawals', { on: '2026-11-18' });
  await take(declined, 'declines', { reason: 'noCapacity', on: '2026-11-18' });
  await take(done, 'acceptances', { on: '2026-11-12' });
  await take(done, 'support-starts', { on: '2026-11-13' });
  await take(done, 'case-directors', { organisationId: 'mwc', function: 'socialWorker', on: '2026-11-16' });
  const handover = { organisationId: 'sedna', function: 'socialWorker', on: '2026-11-23' };
  await take(done, 'case-direction-handovers', handover);
  last = await take(done, 'completions', { outcome: 'goalsMet', on: '2026-12-14' });
}, 90_000);

const take = (id: string, step: string, body: object): Promise<Done> =>
  tell(asPartyTo(register, step), `referrals/${id}/${step}`, body);
const board = async (organisationId: string, validOn: string, parameters = ''): Promise<ReferralPage> => {
  const path = `referrals?organisationId=${organisationId}&validOn=${validOn}&after=${last.position}${parameters}`;
  return (await ask<ReferralPage>(register.as(partner(organisationId)), path)).data;
};
const seenBy = async (...asked: Parameters<typeof board>): Promise<string[]> =>
  (await board(...asked)).referrals.map(({ referralId }) => referralId);

describe('the referral board', () => {
  it('shows the referrer all that it prepared, and the recipient what was sent to it', async () => {
    expect(await seenBy(MIDWIVES, '2026-12-31')).toEqual(ids);
    expect(await seenBy(MIDWIVES, '2026-11-01')).toEqual([]);
    expect(await seenBy(JGZ, '2026-12-31')).toEqual(ids.filter((id) => id !== unsent));
    expect(await seenBy(JGZ, '2026-11-08')).toEqual([]);
    expect(await seenBy(JGZ, '2026-12-31', '&role=referrer')).toEqual([]);
    expect(await seenBy(MIDWIVES, '2026-12-31', '&role=referrer')).toEqual(ids);
  });

  it('shows a case director what it directs, while it does', async () => {
    const days = ['2026-11-15', '2026-11-16', '2026-11-22', '2026-11-23'];
    const seen = await Promise.all(days.map((day) => seenBy('mwc', day)));
    expect(seen).toEqual([[], [done], [done], []]);
    expect(await seenBy('sedna', '2026-11-23', '&role=caseDirector')).toEqual([done]);
  });

  it('shows nothing to an organisation that no referral concerns, and to nobody without a name', async () => {
    expect(await board('gemeente-coevorden', '2026-12-31')).toEqual({ referrals: [], next: null });
    expect(await board('nobody-at-all', '2026-12-31')).toEqual({ referrals: [], next: null });
    expect(refusalIn(await register.as(partner('mwc')).get('/v1/referrals')).slice(0, 2)).toEqual([
      403,
      'access.forbidden',
    ]);
    for (const other of ['municipality=GM0109', 'agreementId=coevorden-huisbezoek', 'organisationId=mwc']) {
      const path = `/v1/referrals?organisationId=${MIDWIVES}&${other}`;
      expect((await register.as(partner(MIDWIVES)).get(path)).status).toBe(400);
    }
  });

  it('tells what goes on, and where each stands, on any day', async () => {
    expect(await seenBy(JGZ, '2026-11-17', '&open=yes')).toEqual(ids.filter((id) => id !== unsent));
    expect(await seenBy(JGZ, '2026-12-14', '&open=yes')).toEqual([sent, accepted].sort());
    expect(await seenBy(JGZ, '2026-12-14', '&open=no')).toEqual([withdrawn, declined, done].sort());
    expect(await seenBy(JGZ, '2026-12-14', '&status=completed')).toEqual([done]);
    expect(await seenBy(JGZ, '2026-12-13', '&status=started')).toEqual([done]);
    expect(await seenBy(JGZ, '2026-11-18', '&status=consentWithdrawn')).toEqual([withdrawn]);
    expect(await seenBy(MIDWIVES, '2026-12-14', '&status=prepared')).toEqual([unsent]);
  });

  it('tells what is overdue, until it is met or the referral ends', async () => {
    const overdueOn = (day: string) => seenBy(MIDWIVES, day, '&overdue=yes');
    expect(await overdueOn('2026-11-16')).toEqual([]);
    expect(await overdueOn('2026-11-17')).toEqual([sent, withdrawn, declined].sort());
    expect(await overdueOn('2026-11-18')).toEqual([sent]);
    expect(await overdueOn('2026-12-01')).toEqual([sent, accepted].sort());
    expect(await overdueOn('2026-12-30')).toEqual([sent, accepted, done].sort());
    expect(await seenBy(MIDWIVES, '2026-12-30', '&overdue=no')).toEqual([unsent, withdrawn, declined].sort());
    const one = (await board(MIDWIVES, '2026-11-17', '&status=sent')).referrals[0];
    expect(one?.terms[0]).toEqual({ term: 'response', dueOn: '2026-11-16', metOn: null, isOverdue: true });
  });

  it('comes a page at a time', async () => {
    const first = await board(MIDWIVES, '2026-12-31', '&limit=4');
    expect(first.referrals.map(({ referralId }) => referralId)).toEqual(ids.slice(0, 4));
    expect(first.next).toBe(ids[3]);
    const second = await board(MIDWIVES, '2026-12-31', `&limit=4&cursor=${first.next}`);
    expect(second.referrals.map(({ referralId }) => referralId)).toEqual(ids.slice(4));
    expect(second.next).toBeNull();
  });

  it('can be asked as of a moment: what the register had not heard, it does not tell', async () => {
    const entries = await historyEntries(
      register.as(partner(MIDWIVES)),
      `referrals/${declined}`,
      `?after=${last.position}`,
    );
    const at = entries.find(({ type }) => type === 'referral.Sent')?.recordedAt ?? '';
    const then = await board(JGZ, '2026-12-31', `&asOf=${at}`);
    expect(then.referrals.find(({ referralId }) => referralId === declined)?.standing.status).toBe('sent');
    expect(then.referrals.map(({ referralId }) => referralId)).not.toContain(done);
    const { data } = await ask<ReferralAnswer>(
      register.as(partner(MIDWIVES)),
      `referrals/${declined}?asOf=${at}&validOn=2026-12-31`,
    );
    expect(data.steps.map(({ type }) => type)).toEqual([
      'referral.Prepared',
      'referral.ConsentRecorded',
      'referral.Sent',
    ]);
    expect(
      refusalIn(await register.as(partner(MIDWIVES)).get(`/v1/referrals/${declined}?validOn=2026-11-01`))[0],
    ).toBe(404);
  });
});

describe('a request about a referral', () => {
  it('is the same command under the same key', async () => {
    const midwives = register.as(partner(MIDWIVES));
    const key = { 'Idempotency-Key': 'escalation-1' };
    const body = { to: 'gemeente-coevorden', on: '2026-11-20' };
    const first = await tell(midwives, `referrals/${sent}/escalations`, body, key);
    expect(await tell(midwives, `referrals/${sent}/escalations`, body, key)).toEqual({
      ...first,
      status: 200,
      repeated: true,
    });
    const other = { ...body, on: '2026-11-23' };
    expect(
      refusalIn(await midwives.post(`/v1/referrals/${sent}/escalations`, other, key)).slice(0, 2),
    ).toEqual([409, 'request.idempotency-key-reused']);
  });

  it('is refused where the id is none, or leads back to somebody', async () => {
    const midwives = register.as(partner(MIDWIVES));
    for (const id of ['a-name', '886313e1-3b8a-5372-9b90-0c9aee199e5d']) {
      const body = { ...prepared(id, '2026-11-02') };
      expect(refusalIn(await midwives.post('/v1/referrals', body))).toEqual([
        400,
        'request.invalid-field',
        'referralId: field.not-a-random-id',
      ]);
      expect((await midwives.get(`/v1/referrals/${id}`)).status).toBe(404);
    }
    const absent = uuidV4();
    expect((await midwives.get(`/v1/referrals/${absent}`)).status).toBe(404);
    expect((await midwives.get(`/v1/referrals/${absent}/history`)).status).toBe(404);
    const accept = await midwives.post(`/v1/referrals/${absent}/acceptances`, { on: '2026-11-12' });
    expect(refusalIn(accept)).toEqual([404, 'request.no-such-record']);
  });
});

describe('an enclosure that nobody can read', () => {
  it('is journaled and no more: neither a board nor a history tells of it, and all else goes on', async () => {
    const store = EventStore.connect(register.eventStoreUrl);
    const { position } = await store
      .append(`referral-${uuidV4()}`, -1, [
        { id: uuidV7(), type: 'referral.Recorded', data: '{"sealed":"AAEC"}', metadata: '{}' },
      ])
      .finally(() => store.close());
    expect(position).toBeDefined();
    last = await take(sent, 'receptions', { on: '2026-11-10' });
    expect(await seenBy(MIDWIVES, '2026-12-31')).toEqual(ids);
    expect((await board(JGZ, '2026-11-10', '&status=received')).referrals).toHaveLength(1);
  });
});
