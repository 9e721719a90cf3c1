import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, fold, Rejected, unfolded, type HistoryCommand, type Recorded } from '#kernel';
import { addsNothingTwice, eventId } from '#test/support/given';
import {
  day,
  facts,
  jgz,
  prepare,
  recordConsent,
  referralId,
  send,
  take,
} from '#test/support/referral-steps';
import { sequences } from '#test/support/sequences';
import type { ReferralCommand } from './referral.commands.ts';
import { referral } from './referral.decider.ts';
import type { ReferralEvent } from './referral.events.ts';
import { endingOf, type ReferralState } from './referral.state.ts';
import { EndedStatuses, standingOf, standingsOf } from './referral-status.state.ts';
import { duesOf, openTermsOf, Terms } from './referral-terms.state.ts';

const DAYS = ['2026-11-02', '2026-11-04', '2026-11-09', '2026-11-16', '2026-12-14'];
const on = fc.constantFrom(...DAYS).map(day);
const id = fc.constant(referralId);
const told = fc.constant({ organisation: jgz });
const plain = <const T extends ReferralCommand['type']>(...types: readonly T[]) =>
  fc.record({ type: fc.constantFrom(...types), referralId: id, on });
const appointment = <const T extends ReferralCommand['type']>(...types: readonly T[]) =>
  fc.record({ type: fc.constantFrom(...types), referralId: id, appointmentOn: on, on });

type Sent = ReferralCommand | HistoryCommand<ReferralEvent>;
/** Anything that anybody may ask, in a world in which the route stands. */
const live: fc.Arbitrary<ReferralCommand> = fc.oneof(
  { weight: 6, arbitrary: on.map((date) => ({ ...prepare, on: date })) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('RecordConsent' as const),
      referralId: id,
      purpose: fc.constant('guidance' as const),
      categories: fc.constant<'contact'[]>(['contact']),
      informedBy: fc.constant('jgz'),
      on,
      facts: told,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('SendReferral' as const),
      referralId: id,
      on,
      facts: fc.constant(facts),
    }),
  },
  {
    weight: 8,
    arbitrary: plain(
      'ReceiveReferral',
      'AcceptReferral',
      'WaitlistReferral',
      'StartSupport',
      'GiveFeedback',
      'CloseUnreached',
    ),
  },
  plain('RefuseConsent', 'WithdrawConsent', 'EnterInError'),
  fc.record({
    type: fc.constant('DeclineReferral' as const),
    referralId: id,
    reason: fc.constant('other' as const),
    on,
  }),
  fc.record({
    type: fc.constant('CompleteSupport' as const),
    referralId: id,
    outcome: fc.constant('goalsMet' as const),
    on,
  }),
  fc.record({
    type: fc.constant('CancelReferral' as const),
    referralId: id,
    reason: fc.constant('moved' as const),
    on,
  }),
  fc.record({
    type: fc.constant('AttemptContact' as const),
    referralId: id,
    attempt: fc.integer({ min: 1, max: 4 }),
    on,
  }),
  appointment('PlanAppointment', 'MissAppointment', 'CancelAppointment'),
  fc.record({
    type: fc.constantFrom('AssignCaseDirector' as const, 'HandOverCaseDirection' as const),
    referralId: id,
    organisationId: fc.constant('jgz'),
    function: fc.constantFrom('youthNurse' as const, 'socialWorker' as const),
    on,
    facts: told,
  }),
  fc.record({
    type: fc.constant('RecordOverdue' as const),
    referralId: id,
    term: fc.constantFrom(...Terms),
    dueOn: fc.constantFrom('2026-11-16', '2026-11-30', '2026-12-29').map(day),
    today: fc.constant(day('2027-01-31')),
  }),
);
const revising: fc.Arbitrary<HistoryCommand<ReferralEvent>> = fc.oneof(
  fc.record({
    type: fc.constant('Correct' as const),
    corrects: fc.integer({ min: 1, max: 12 }).map(eventId),
    changes: on.map((date) => ({ on: date })),
    reason: fc.constant('slip'),
  }),
  fc.record({
    type: fc.constant('Retract' as const),
    retracts: fc.integer({ min: 1, max: 12 }).map(eventId),
    reason: fc.constant('mistake'),
  }),
);
const command: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 5, arbitrary: live },
  { weight: 1, arbitrary: revising },
);

const COURSE: readonly ReferralCommand[] = [
  prepare,
  recordConsent('2026-11-04'),
  send('2026-11-09'),
  take('AcceptReferral', '2026-11-09'),
  take('StartSupport', '2026-11-16'),
  { type: 'CompleteSupport', referralId, outcome: 'goalsMet', on: day('2026-12-14') },
];
/** Some way along the course that a referral is meant to take, and then anything. */
const after = (any: fc.Arbitrary<Sent>): fc.Arbitrary<readonly Sent[]> =>
  fc
    .tuple(fc.integer({ min: 0, max: COURSE.length }), fc.array(any, { minLength: 3, maxLength: 20 }))
    .map(([length, more]) => [...COURSE.slice(0, length), ...more]);

/** The states that a sequence of commands leads through. */
function statesOf(commands: readonly Sent[]): readonly ReferralState[] {
  let folded = unfolded(referral);
  return commands.map((one) => {
    try {
      const events = decide(referral, referralId, one, folded);
      const from = folded.recorded.length;
      const recorded = events.map((event, index): Recorded => {
        return { id: eventId(from + index + 1), revision: from + index, event };
      });
      folded = fold(referral, folded, recorded);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
    }
    return folded.state;
  });
}

/** What no sequence of commands may lead to; empty: all is well. */
function faultsOf(state: ReferralState): string[] {
  const events = state.steps.map(({ event }) => event);
  const at = (...types: ReferralEvent['type'][]) => events.findIndex(({ type }) => types.includes(type));
  const ending = endingOf(state);
  const standing = standingOf(state);
  const dayOf = (type: ReferralEvent['type']): string => {
    const event = events.find((one) => one.type === type);
    return event !== undefined && 'on' in event.data ? event.data.on : '';
  };
  const count = (type: ReferralEvent['type']) => events.filter((event) => event.type === type).length;
  const isSent = at('referral.Sent') >= 0;
  const faults: [boolean, string][] = [
    [isSent && at('referral.ConsentRecorded') < 0, 'sent without consent'],
    [isSent && at('referral.ConsentRecorded') > at('referral.Sent'), 'sent before consent'],
    [isSent && dayOf('referral.ConsentRecorded') > dayOf('referral.Sent'), 'sent on a day before consent'],
    [count('referral.Sent') > 1 || count('referral.Prepared') > 1, 'sent or prepared twice'],
    [at('referral.Accepted') >= 0 && !isSent, 'answered before it was sent'],
    [at('referral.SupportStarted') >= 0 && at('referral.Accepted') < 0, 'started before it was accepted'],
    [at('referral.SupportCompleted') >= 0 && at('referral.SupportStarted') < 0, 'completed before it began'],
    [at('referral.ClosedUnreached') >= 0 && count('referral.ContactAttempted') < 3, 'given up too early'],
    [events.length > 0 && standing === null, 'without a status'],
    [
      standing !== null && EndedStatuses.includes(standing.status) !== (ending !== null),
      'a status that contradicts the end',
    ],
    [standing?.status !== standingsOf(state).at(-1)?.status, 'a status of today that is not the last of all'],
    [count('referral.FeedbackGiven') > 1 || count('referral.SupportStarted') > 1, 'one step twice'],
    [
      openTermsOf(state).some(({ metOn, droppedOn }) => metOn !== null || droppedOn !== null),
      'a term that is open and over',
    ],
    [
      ending?.type === 'referral.ConsentWithdrawn' &&
        duesOf(state).some(({ metOn, droppedOn }) => metOn === null && droppedOn === null),
      'a term that outlives consent',
    ],
  ];
  return faults.flatMap(([isSo, fault]) => (isSo ? [fault] : []));
}

describe('any sequence of commands', () => {
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(referral, referralId, command));

  it('keeps the rules of a referral, corrected or not', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(after(command), (commands) => {
        for (const state of new Set(statesOf(commands))) {
          const faults = faultsOf(state);
          if (faults.length > 0) throw new Error(faults.join(', '));
          reached.add(standingOf(state)?.status ?? 'none');
        }
      }),
      { numRuns: sequences() },
    );
    // It would show nothing if it never came far.
    for (const status of ['none', 'prepared', 'sent', 'accepted', 'started', 'completed', 'declined']) {
      expect([...reached]).toContain(status);
    }
  });

  it('leaves what has ended as it is, but for what may be told of it afterwards', () => {
    const AFTERWARDS: readonly ReferralEvent['type'][] = [
      'referral.FeedbackGiven',
      'referral.FeedbackOverdue',
      'referral.ExperienceReported',
      'referral.ReferredOn',
      'referral.ConsentWithdrawn',
      'referral.EnteredInError',
    ];
    fc.assert(
      fc.property(after(live), (commands) => {
        statesOf(commands).reduce<ReferralState | null>((before, state) => {
          if (before !== null && endingOf(before) !== null) {
            const added = state.steps.slice(before.steps.length).map(({ event }) => event.type);
            expect(added.filter((type) => !AFTERWARDS.includes(type))).toEqual([]);
          }
          return state;
        }, null);
      }),
      { numRuns: sequences() },
    );
  });

  it('reads, when corrected, as a history that was right from the start', () => {
    fc.assert(
      fc.property(after(command), (commands) => {
        const state = statesOf(commands).at(-1);
        if (state === undefined) return;
        const recorded = state.steps.map(({ event }, index): Recorded => {
          return { id: eventId(index + 1), revision: index, event };
        });
        expect(fold(referral, unfolded(referral), recorded).state).toEqual(state);
        expect(() => referral.check?.(state)).not.toThrow();
      }),
      { numRuns: sequences() },
    );
  });
});
