import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { decide, fold, PartialDate, unfolded, type Event, type HistoryCommand, type Json } from '#kernel';
import { eventId } from '#test/support/given';
import { rule } from '#test/support/rule';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  given,
  otherId,
  prepared,
  referralId,
  SENT,
  sent,
  STARTED,
  step,
} from '#test/support/referral-steps';
import { referral } from './referral.decider.ts';
import { ReferralPrepared, referralEvents } from './referral.events.ts';
import { referralCatalogue } from './referral-history.events.ts';
import type { ReferralEvent } from './referral.events.ts';
import { duesOf } from './referral-terms.state.ts';
import { standingOf } from './referral-status.state.ts';

type Changes = { readonly [field: string]: Json };
const correct = (n: number, changes: Changes, reason = 'slip'): HistoryCommand<ReferralEvent> => ({
  type: 'Correct',
  corrects: eventId(n),
  changes,
  reason,
});
const corrected = (n: number, changes: Changes): Event => ({
  type: 'referral.Corrected',
  data: { corrects: eventId(n), changes, reason: 'slip' },
});
const retract = (n: number, reason = 'mistake'): HistoryCommand<ReferralEvent> => ({
  type: 'Retract',
  retracts: eventId(n),
  reason,
});
const retracted = (n: number): Event => ({
  type: 'referral.Retracted',
  data: { retracts: eventId(n), reason: 'mistake' },
});

describe('correcting a referral', () => {
  it('moves a day, and with it what follows from it', () => {
    given(...SENT)
      .when(correct(3, { on: '2026-11-10' }))
      .then(corrected(3, { on: '2026-11-10' }));
    const state = given(...SENT, corrected(3, { on: '2026-11-10' })).state();
    expect(duesOf(state)[0]?.dueOn).toBe('2026-11-17');
    const terms = { respondWithinWorkingDays: 3 };
    expect(duesOf(given(...SENT, corrected(3, { terms })).state())).toEqual([
      { term: 'response', dueOn: '2026-11-12', metOn: null, droppedOn: null },
    ]);
  });

  it('leads to no history that could not have been: nothing was sent without consent', () => {
    given(...SENT)
      .when(correct(2, { on: '2026-11-10' }))
      .thenRejected('referral.no-consent');
    given(...SENT)
      .when(retract(2))
      .thenRejected('referral.no-consent');
    given(...ACCEPTED)
      .when(retract(3))
      .thenRejected('referral.not-sent');
    given(...ACCEPTED)
      .when(correct(4, { on: '2026-11-08' }))
      .thenRejected('referral.out-of-order', 'on');
    given(...STARTED)
      .when(correct(4, { on: '2026-11-17' }))
      .thenRejected('referral.out-of-order', 'on');
    given(...SENT)
      .when(retract(1))
      .thenRejected('referral.absent');
    given(...SENT)
      .when(correct(1, { on: '2026-11-10' }))
      .thenRejected('referral.out-of-order', 'on');
  });

  it('takes back the last step, or an end that was none', () => {
    given(...ACCEPTED)
      .when(retract(4))
      .then(retracted(4));
    expect(standingOf(given(...ACCEPTED, retracted(4)).state())?.status).toBe('sent');
    const error = step('referral.EnteredInError', '2026-12-20');
    expect(standingOf(given(...COMPLETED, error, retracted(7)).state())?.status).toBe('completed');
    given(...COMPLETED, error)
      .when(retract(7))
      .then(retracted(7));
  });

  it('asks nothing of what a source told, which is bound by no rules', () => {
    const source = { collection: 'public-history', record: 'referrals/1' };
    const told = { type: 'referral.RecordedFromSource', data: { claims: [prepared, sent()], source } };
    given(told, step('referral.Received', '2026-11-10'))
      .when(correct(2, { on: '2026-11-11' }))
      .then(corrected(2, { on: '2026-11-11' }));
  });

  it('keeps what the register recorded of a term that then ran otherwise', () => {
    const overdue: ReferralEvent = {
      type: 'referral.ResponseOverdue',
      data: { referralId, dueOn: day('2026-11-16') },
    };
    given(...SENT, overdue)
      .when(correct(3, { on: '2026-11-10' }))
      .then(corrected(3, { on: '2026-11-10' }));
  });

  it('corrects no party, no place and no agreement: such a referral is entered in error', () => {
    for (const [field, value] of Object.entries({
      municipality: 'GM0114',
      agreementId: 'other',
      referrer: 'others',
      recipient: 'others',
      topic: 'other',
    })) {
      given(...SENT)
        .when(correct(1, { [field]: value }))
        .thenRejected('history.fixed-field', `changes.${field}`);
    }
    given(...SENT)
      .when(correct(2, { informedBy: 'others' }))
      .thenRejected('history.fixed-field');
    given(...SENT)
      .when(correct(1, { phase: 'after' }))
      .then(corrected(1, { phase: 'after' }));
    given(...SENT)
      .when(correct(1, { referralId: otherId }))
      .thenRejected('history.identity-changed');
  });
});

describe(rule('referral.no-text'), () => {
  it('also where it says why something is corrected', () => {
    given(...SENT)
      .when(correct(3, { on: '2026-11-10' }, 'Mother called on Tuesday.'))
      .thenRejected('history.wrong-value', 'reason');
    given(...ACCEPTED)
      .when(retract(4, 'Somebody else’s child.'))
      .thenRejected('history.wrong-value', 'reason');
    given(...SENT)
      .when(correct(3, { on: 'on Tuesday' }))
      .thenRejected('history.wrong-value', 'changes.on');
  });

  it('also where a source tells it, and where somebody confirms that', () => {
    const assert = (source: { collection: string; record: string; url?: string }) =>
      given().when({ type: 'RecordFromSource', claims: [prepared], source });
    const source = { collection: 'referrals-of-2024', record: 'row-12' };
    const data = { claims: [prepared], source };
    assert(source).then({ type: 'referral.RecordedFromSource', data });
    assert({ ...source, record: 'the row of a name' }).thenRejected('history.wrong-value', 'source.record');
    assert({ ...source, record: 'row-123456782' }).thenRejected('history.wrong-value', 'source.record');
    assert({ ...source, url: 'https://example.org/name' }).thenRejected('history.wrong-value', 'source.url');
    const confirm = (held?: string) =>
      given({ type: 'referral.RecordedFromSource', data }).when({
        type: 'Confirm',
        confirms: eventId(1),
        organisationId: 'jgz',
        on: PartialDate.parse('2026'),
        facts: { isKnown: true },
        ...(held !== undefined && { function: held }),
      });
    confirm('a name').thenRejected('history.wrong-value', 'function');
    confirm('youthNurse').then({
      type: 'referral.ConfirmedByParty',
      data: { confirms: eventId(1), organisationId: 'jgz', on: '2026', function: 'youthNurse' },
    });
  });

  it('takes the correction that a new reading of a source leads to', () => {
    const source = { collection: 'referrals-of-2024', record: 'row-12' };
    const told: Event = { type: 'referral.RecordedFromSource', data: { claims: [prepared], source } };
    const claims = [prepared, consented()];
    const folded = fold(referral, unfolded(referral), [{ id: eventId(1), revision: 0, event: told }]);
    expect(decide(referral, referralId, { type: 'RecordFromSource', claims, source }, folded)).toMatchObject([
      { type: 'referral.Corrected', data: { corrects: eventId(1), changes: { claims } } },
    ]);
  });

  it('has no field that takes words of its own: each text is an id, a code, a day, or one of a list', () => {
    const FIXED =
      /^(?:referralId|onwardReferralId|municipality|agreementId|referrer|recipient|organisationId|informedBy|to|topic|on|dueOn|appointmentOn)$/;
    const free = (name: string, shape: z.core.JSONSchema._JSONSchema): string[] => {
      if (typeof shape === 'boolean' || shape.enum !== undefined || FIXED.test(name)) return [];
      const inside = Object.entries(shape.properties ?? {}).flatMap(([key, one]) => free(key, one));
      const items = shape.items === undefined || Array.isArray(shape.items) ? [] : free(name, shape.items);
      return shape.type === 'string' ? [name] : [...inside, ...items];
    };
    const words = referralEvents.flatMap(({ type, data }) =>
      free(type, z.toJSONSchema(data, { unrepresentable: 'any' })),
    );
    expect(words).toEqual([]);
    expect(free('text', z.toJSONSchema(z.string()))).toEqual(['text']);
    expect(referralCatalogue).toHaveLength(referralEvents.length + 4);
  });

  it('is known by a random id, which leads back to nobody', () => {
    const takes = (id: string): boolean =>
      ReferralPrepared.data.safeParse({ ...ReferralPrepared.example, referralId: id }).success;
    expect(takes('7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c')).toBe(true);
    expect(takes('018f4e7a-0000-7000-8000-000000000001')).toBe(true);
    // Of version 1, 3 and 5: made from a machine, or from a name.
    expect(takes('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe(false);
    expect(takes('6fa459ea-ee8a-3ca4-894e-db77e160355e')).toBe(false);
    expect(takes('886313e1-3b8a-5372-9b90-0c9aee199e5d')).toBe(false);
    expect(takes('7D8F5A52-3C0E-4A53-9D0B-6D6F1D1A2B3C')).toBe(false);
    expect(takes('referral-of-a-name')).toBe(false);
  });

  it('takes a code for what it is, and not another', () => {
    const event = referralEvents.find(({ type }) => type === 'referral.CaseDirectorAssigned');
    const assigned = { ...event?.example, function: 'youthNurse' };
    expect(event?.data.safeParse(assigned).success).toBe(true);
    expect(event?.data.safeParse({ ...assigned, function: 'nurse so and so' }).success).toBe(false);
    expect(sent().type).toBe('referral.Sent');
  });
});
