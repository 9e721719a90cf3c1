import { describe, expect, it } from '@jest/globals';
import { rule } from '#test/support/rule';
import {
  ACCEPTED,
  COMPLETED,
  consented,
  day,
  given,
  party,
  prepare,
  prepared,
  recordConsent,
  referralId,
  send,
  SENT,
  sent,
  STARTED,
  step,
  take,
} from '#test/support/referral-steps';
import type { ReferralCommand } from './referral.commands.ts';
import type { ReferralEvent } from './referral.events.ts';
import { endingOf } from './referral.state.ts';

const withdrawn = step('referral.ConsentWithdrawn', '2026-11-20');
const refused = step('referral.ConsentRefused', '2026-11-03');
const complete = (on: string): ReferralCommand => ({
  type: 'CompleteSupport',
  referralId,
  outcome: 'goalsMet',
  on: day(on),
});

describe(rule('referral.consent'), () => {
  it('sends it once consent is recorded', () =>
    given(prepared, consented()).when(send('2026-11-09')).then(sent()));
  it('does not send it without', () =>
    given(prepared).when(send('2026-11-09')).thenRejected('referral.no-consent'));
  it('does not send it before the day of consent, and does on that day', () => {
    given(prepared, consented('2026-11-10')).when(send('2026-11-09')).thenRejected('referral.no-consent');
    given(prepared, consented('2026-11-09')).when(send('2026-11-09')).then(sent());
  });
  it('is sent once', () =>
    given(...SENT)
      .when(send('2026-11-10'))
      .thenRejected('referral.already-sent', 'on'));
  it('records what was agreed to, and who told the family', () => {
    given(prepared).when(recordConsent('2026-11-03')).then(consented());
    given().when(recordConsent('2026-11-03')).thenRejected('referral.absent', 'referralId');
    given(prepared, consented()).when(recordConsent('2026-11-04')).thenRejected('referral.consent-given');
    given(prepared)
      .when({
        ...recordConsent('2026-11-03'),
        facts: { organisation: party('midwives', null) },
      } as ReferralCommand)
      .thenRejected('organisation.unknown', 'informedBy');
  });
  it('may be asked before anything is written down, and refused', () => {
    given(prepared).when(recordConsent('2026-11-01')).then(consented('2026-11-01'));
    given(prepared)
      .when(take('RefuseConsent', '2026-11-01'))
      .then(step('referral.ConsentRefused', '2026-11-01'));
  });
});

describe(rule('referral.consent-refused'), () => {
  it('ends the referral', () => {
    given(prepared).when(take('RefuseConsent', '2026-11-03')).then(refused);
    given(prepared, refused).when(recordConsent('2026-11-04')).thenRejected('referral.ended');
    given(prepared, refused).when(send('2026-11-04')).thenRejected('referral.ended');
  });
  it('leaves the way open to another referral', () =>
    given()
      .when({ ...prepare, referralId })
      .then(prepared));
  it('is no refusal any more once consent was given: that is withdrawn', () =>
    given(prepared, consented())
      .when(take('RefuseConsent', '2026-11-04'))
      .thenRejected('referral.consent-given'));
});

describe(rule('referral.consent-withdrawn'), () => {
  it.each([
    ['before it is sent', [prepared, consented()]],
    ['when it is sent', SENT],
    ['when it is accepted', ACCEPTED],
    [
      'when it is declined',
      [...SENT, { type: 'referral.Declined', data: { referralId, reason: 'other', on: day('2026-11-10') } }],
    ],
    [
      'when it is cancelled',
      [...SENT, { type: 'referral.Cancelled', data: { referralId, reason: 'moved', on: day('2026-11-10') } }],
    ],
    ['while support goes on', STARTED],
    ['when it is completed', COMPLETED],
  ] as [string, ReferralEvent[]][])('stops it %s', (_, history) => {
    const on = '2026-12-20';
    given(...history)
      .when(take('WithdrawConsent', on))
      .then(step('referral.ConsentWithdrawn', on));
    const stopped = given(...history, step('referral.ConsentWithdrawn', on));
    expect(endingOf(stopped.state())?.type).toBe('referral.ConsentWithdrawn');
    for (const command of [take('AcceptReferral', on), take('GiveFeedback', on), complete(on)]) {
      stopped.when(command).thenRejected('referral.ended');
    }
    stopped.when(take('WithdrawConsent', '2026-12-21')).thenRejected('referral.ended');
  });
  it('is not sent any more', () =>
    given(prepared, consented(), withdrawn).when(send('2026-11-20')).thenRejected('referral.ended'));
  it('needs consent that was given', () => {
    given(prepared).when(take('WithdrawConsent', '2026-11-03')).thenRejected('referral.no-consent');
    given(prepared, consented('2026-11-05'))
      .when(take('WithdrawConsent', '2026-11-04'))
      .thenRejected('referral.no-consent');
    given(prepared, refused).when(take('WithdrawConsent', '2026-11-04')).thenRejected('referral.ended');
  });
});
