import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  prepared,
  referralId,
  SENT,
  sent,
  step,
} from '#test/support/referral-steps';
import type { ReferralEvent } from '../referral.events.ts';
import { referralBoard, referralParty } from './referral-board.projection.ts';
import { referralSummary } from './referral-board.query.ts';

const stream = `referral-${referralId}`;
const rowOf = (...events: readonly Event[]) => {
  const [row, ...others] = foldRows(referralBoard, recordedIn(stream, events));
  expect(others).toEqual([]);
  return row;
};
const summaryOn = (date: string, ...events: readonly Event[]) => {
  const row = rowOf(...events);
  return row === undefined ? null : referralSummary(row, day(date));
};
const corrected = (revision: number, changes: object): Event => ({
  type: 'referral.Corrected',
  data: { corrects: specimenId(stream, revision), changes, reason: 'slip' },
});
const retracted = (revision: number): Event => ({
  type: 'referral.Retracted',
  data: { retracts: specimenId(stream, revision), reason: 'mistake' },
});
const direction = (
  type: 'referral.CaseDirectorAssigned' | 'referral.CaseDirectionHandedOver',
  organisationId: string,
  on: string,
): ReferralEvent => ({ type, data: { referralId, organisationId, function: 'socialWorker', on: day(on) } });
const assigned = direction('referral.CaseDirectorAssigned', 'jgz', '2026-11-16');
const handedOver = direction('referral.CaseDirectionHandedOver', 'mwc', '2026-11-20');

describe('a referral on the board', () => {
  it('tells where it stood on a day, and which terms ran', () => {
    expect(summaryOn('2026-11-01', ...COMPLETED)).toBeNull();
    expect(summaryOn('2026-11-12', ...COMPLETED)).toEqual({
      referralId,
      municipality: 'GM0109',
      agreementId: 'home-visit',
      referrer: 'midwives',
      recipient: 'jgz',
      caseDirector: null,
      phase: 'during',
      topic: 'antenatalHomeVisit',
      preparedOn: '2026-11-02',
      standing: { status: 'accepted', fhir: 'accepted', bser: '3.0' },
      isOpen: true,
      isLoopClosed: false,
      terms: [
        { term: 'response', dueOn: '2026-11-16', metOn: '2026-11-12', isOverdue: false },
        { term: 'start', dueOn: '2026-11-30', metOn: null, isOverdue: false },
      ],
      provenance: { kind: 'live' },
    });
    const fed = step('referral.FeedbackGiven', '2027-01-05');
    expect(summaryOn('2027-01-04', ...COMPLETED, fed)).toMatchObject({
      isOpen: false,
      isLoopClosed: false,
      terms: [{}, {}, { term: 'feedback', dueOn: '2026-12-29', metOn: null, isOverdue: true }],
    });
    expect(summaryOn('2027-01-05', ...COMPLETED, fed)).toMatchObject({
      isLoopClosed: true,
      terms: [{}, {}, { metOn: '2027-01-05', isOverdue: false }],
    });
  });

  it('tells who directs the case', () => {
    const history = [...ACCEPTED, assigned, handedOver];
    expect(summaryOn('2026-11-15', ...history)?.caseDirector).toBeNull();
    expect(summaryOn('2026-11-16', ...history)?.caseDirector).toEqual({
      organisationId: 'jgz',
      function: 'socialWorker',
      on: '2026-11-16',
    });
    expect(summaryOn('2026-11-20', ...history)?.caseDirector?.organisationId).toBe('mwc');
    expect(rowOf(...history)?.directions).toEqual([
      { organisationId: 'jgz', from: '2026-11-16' },
      { organisationId: 'mwc', from: '2026-11-20' },
    ]);
  });

  it('follows a correction and a retraction', () => {
    expect(rowOf(...SENT, corrected(2, { on: '2026-11-10' }))).toMatchObject({
      sentOn: '2026-11-10',
      dues: [{ dueOn: '2026-11-17' }, {}],
      standings: [{ from: '2026-11-02' }, { from: '2026-11-10', status: 'sent' }],
    });
    expect(rowOf(...SENT, retracted(2))).toMatchObject({ sentOn: null, dues: [] });
  });

  it('tells by source what a source tells, also of what nobody prepared', () => {
    const source = { collection: 'referrals-of-2024', record: 'row-1' };
    const told = (...claims: Event[]): Event => ({
      type: 'referral.RecordedFromSource',
      data: { claims, source },
    });
    expect(summaryOn('2026-12-01', told(prepared, sent()))?.provenance).toMatchObject({ kind: 'perSource' });
    expect(summaryOn('2026-12-01', told(prepared), prepared)?.provenance).toEqual({ kind: 'live' });
    expect(summaryOn('2026-12-01', told(sent()))).toBeNull();
    expect(rowOf(told(consented()))).toMatchObject({ preparedOn: null, referrer: null, standings: [] });
  });
});

describe('the parties of a referral', () => {
  const partiesOf = (...events: readonly Event[]) =>
    Object.fromEntries(
      foldRows(referralParty, recordedIn(stream, events)).map(({ organisationId, roles }) => [
        organisationId,
        roles,
      ]),
    );
  it('are those that it names, and whoever directs the case or did', () => {
    expect(partiesOf(...SENT)).toEqual({ midwives: ['referrer'], jgz: ['recipient'] });
    expect(partiesOf(...ACCEPTED, assigned, handedOver)).toEqual({
      midwives: ['referrer'],
      jgz: ['recipient', 'caseDirector'],
      mwc: ['caseDirector'],
    });
    expect(partiesOf(...ACCEPTED, assigned, handedOver, retracted(5))['mwc']).toBeUndefined();
  });
});
