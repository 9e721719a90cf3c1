import { describe, expect, it } from '@jest/globals';
import { IsoDate, type Event } from '#kernel';
import { openOn } from '#platform/policies';
import { recordedIn, specimenId } from '#platform/read-store';
import { rule } from '#test/support/rule';
import type { Term } from '../referral-terms.state.ts';
import { policiesWith } from './index.ts';

const referralId = '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c';
const stream = `referral-${referralId}`;
const said = (name: string, data: object): Event => ({
  type: `referral.${name}`,
  data: { referralId, ...data },
});
const on = (day: string) => ({ on: day });
const terms = { respondWithinWorkingDays: 5, startWithinWorkingDays: 15, feedbackWithinWorkingDays: 10 };
const sent = said('Sent', { terms, ...on('2026-11-09') });
const corrected = (revision: number, changes: object): Event => ({
  type: 'referral.Corrected',
  data: { corrects: specimenId(stream, revision), changes, reason: 'slip' },
});

const policies = policiesWith({ months: 24, byTopic: new Map([['housing', 6]]) });

/** What all policies ask on a day. */
const given = (...events: Event[]) => ({
  on: (day: string) => {
    const today = IsoDate.parse(day);
    const open = policies.flatMap((policy) => openOn(policy, recordedIn(stream, events), today));
    return {
      then: (...asked: { readonly term: Term; readonly dueOn: string; readonly because: number }[]) =>
        expect(open).toMatchObject(
          asked.map(({ term, dueOn, because }) => ({
            id: referralId,
            because: specimenId(stream, because),
            command: { type: 'RecordOverdue', referralId, term, dueOn, today: day },
          })),
        ),
      thenNothing: () => expect(open).toEqual([]),
    };
  },
});
const response = { term: 'response', dueOn: '2026-11-16', because: 0 } as const;
const start = { term: 'start', dueOn: '2026-11-30', because: 0 } as const;

describe(rule('referral.overdue', 'the policies'), () => {
  it('ask for it from the day after the last working day of the term', () => {
    given(sent).on('2026-11-16').thenNothing();
    given(sent).on('2026-11-17').then(response);
    given(sent).on('2026-12-01').then(response, start);
  });
  it('count working days: no weekend, and neither Christmas nor New Year', () => {
    const completed = [sent, said('Accepted', on('2026-11-10')), said('SupportStarted', on('2026-11-12'))];
    const ended = [...completed, said('SupportCompleted', { outcome: 'goalsMet', ...on('2026-12-14') })];
    given(...completed)
      .on('2027-06-01')
      .thenNothing();
    given(...ended)
      .on('2026-12-29')
      .thenNothing();
    given(...ended)
      .on('2026-12-30')
      .then({ term: 'feedback', dueOn: '2026-12-29', because: 3 });
  });
  it('ask for nothing where the agreement set no term, or nothing was sent', () => {
    given(said('Sent', { terms: {}, ...on('2026-11-09') }))
      .on('2027-06-01')
      .thenNothing();
    given(said('ConsentRecorded', on('2026-11-09')))
      .on('2027-06-01')
      .thenNothing();
  });
  it('are ticked off by history: the term was met, in time or late, or it is known', () => {
    given(sent, said('Accepted', on('2026-11-18')))
      .on('2026-11-20')
      .thenNothing();
    given(sent, said('ResponseOverdue', { dueOn: '2026-11-16' }))
      .on('2026-11-30')
      .thenNothing();
    given(sent, said('ResponseOverdue', { dueOn: '2026-11-16' }))
      .on('2026-12-01')
      .then(start);
  });
  it.each(['ConsentWithdrawn', 'Cancelled', 'EnteredInError'])('ask for nothing after %s', (name) =>
    given(sent, said(name, { reason: 'moved', ...on('2026-11-12') }))
      .on('2027-06-01')
      .thenNothing(),
  );
  it('follow a correction of the day of sending', () => {
    given(sent, corrected(0, on('2026-11-11')))
      .on('2026-11-17')
      .thenNothing();
    given(sent, corrected(0, on('2026-11-11')))
      .on('2026-11-19')
      .then({ term: 'response', dueOn: '2026-11-18', because: 0 });
  });
});

describe(rule('referral.retention', 'the policy'), () => {
  const prepared = (topic: string) => said('Prepared', { topic, ...on('2026-11-30') });
  const destroyed = (because: number) => [
    { id: stream, because: specimenId(stream, because), command: { type: 'Destroy', ground: 'termPassed' } },
  ];
  const askedOn = (day: string, ...events: Event[]) =>
    policies.flatMap((policy) => openOn(policy, recordedIn(stream, events), IsoDate.parse(day)));

  it('asks for destruction so many months after the last thing that happened, by topic', () => {
    expect(askedOn('2028-11-29', prepared('debts'))).toEqual([]);
    expect(askedOn('2028-11-30', prepared('debts'))).toMatchObject(destroyed(0));
    expect(askedOn('2027-05-29', prepared('housing'))).toEqual([]);
    expect(askedOn('2027-05-30', prepared('housing'))).toMatchObject(destroyed(0));
  });
  it('counts from the last day that anything is about, in whatever order it was recorded', () => {
    const events = [prepared('housing'), said('Cancelled', { reason: 'moved', ...on('2027-02-28') })];
    expect(askedOn('2027-08-27', ...events)).toEqual([]);
    expect(askedOn('2027-08-28', ...events)).toMatchObject(destroyed(1));
    const late = [...events, said('ConsentRefused', on('2026-12-01'))];
    expect(askedOn('2027-08-27', ...late)).toEqual([]);
    expect(askedOn('2027-08-28', ...late)).toMatchObject(destroyed(1));
  });
  it('follows corrections of a day', () => {
    const events = [prepared('housing'), corrected(0, on('2026-10-31'))];
    expect(askedOn('2027-04-30', ...events)).toMatchObject(destroyed(0));
  });
});
