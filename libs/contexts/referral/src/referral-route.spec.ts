import { describe, expect, it } from '@jest/globals';
import { PartialDate, periodOf } from '#kernel';
import type { RouteFacts } from './referral.commands.ts';
import { rule } from '#test/support/rule';
import {
  consented,
  day,
  facts,
  given,
  jgz,
  midwives,
  party,
  prepare,
  prepared,
  referralId,
  route,
  send,
  sent,
} from '#test/support/referral-steps';

const date = (text: string): PartialDate => PartialDate.parse(text);
const { agreement } = facts;
const of = (changes: Partial<RouteFacts['agreement']>): RouteFacts => ({
  ...facts,
  agreement: { ...agreement, ...changes },
});
/** Preparing, where other records say this. */
const preparing = (told: RouteFacts, changes: Partial<typeof prepare> = {}) =>
  given().when({ ...prepare, ...changes, facts: told });
const adopted = (answer: 'adopted' | 'adoptedWithDeviation' | 'refused' | 'notApplicable', on: string) => ({
  municipality: 'GM0109',
  answer,
  on: on === 'unknown' ? ('unknown' as const) : date(on),
});
const [version] = agreement.said;
if (version === undefined) throw new Error('no version');

describe(rule('referral.route', 'when it is prepared'), () => {
  it('takes the route of an agreement of the municipality itself', () =>
    given().when(prepare).then(prepared));

  it('knows the agreement, and that it has a route', () => {
    preparing(of({ known: false })).thenRejected('referral.agreement-absent', 'agreementId');
    preparing(of({ said: [{ ...version, route: null }] })).thenRejected('referral.no-route', 'agreementId');
    preparing(of({ said: [] })).thenRejected('referral.no-route', 'agreementId');
  });

  it('is refused while the agreement is not in force', () => {
    const until = (from: string, to: string) => of({ inForce: periodOf(date(from), date(to)) });
    preparing(of({ inForce: null })).thenRejected('referral.agreement-not-in-force', 'agreementId');
    preparing(until('2026-11-03', '2027')).thenRejected('referral.agreement-not-in-force', 'agreementId');
    preparing(until('2026', '2026-11-01')).thenRejected('referral.agreement-not-in-force', 'agreementId');
    preparing(until('2026', '2026-11-02')).then(prepared);
    // Where the dates are not precise enough, a family does not wait for a better one.
    preparing(until('2026-11', '2027')).then(prepared);
  });

  it('takes the route of the version that had taken effect by then', () => {
    const before = { ...version, topics: ['smoking'] };
    const later = { ...version, from: date('2026-11-03'), topics: ['smoking'] };
    preparing(of({ said: [version, later] })).then(prepared);
    preparing(of({ said: [before, { ...version, from: date('2026-11-02') }] })).then(prepared);
    preparing(of({ said: [before, { ...version, from: 'unknown' }] })).then(prepared);
    preparing(of({ said: [version, { ...before, from: date('2026-10') }] })).thenRejected(
      'referral.topic-not-covered',
      'topic',
    );
  });

  it('is about a topic and a phase that the agreement names', () => {
    preparing(facts, { topic: 'smoking' }).thenRejected('referral.topic-not-covered', 'topic');
    preparing(of({ said: [{ ...version, topics: [] }] })).thenRejected('referral.topic-not-covered', 'topic');
    preparing(facts, { phase: 'after' }).thenRejected('referral.phase-not-covered', 'phase');
    preparing(of({ said: [{ ...version, phases: [] }] })).then(prepared);
  });

  it('holds in a municipality that it covers', () => {
    preparing(of({ scope: null })).thenRejected('referral.agreement-not-here', 'agreementId');
    const scope = { level: 'municipal', municipalities: ['GM0114'] } as const;
    preparing(of({ scope: { ...scope, municipalities: ['GM0114'] } })).thenRejected(
      'referral.agreement-not-here',
      'agreementId',
    );
    preparing(of({ scope: { level: 'district', municipalities: ['GM0109'] } })).then(prepared);
  });

  it('holds there, where it is of a level above, once the municipality adopted it', () => {
    const scope = { level: 'regional' as const, municipalities: ['GM0109', 'GM0114'] };
    const wider = (...adoptions: RouteFacts['agreement']['adoptions']) => preparing(of({ scope, adoptions }));
    wider().thenRejected('referral.agreement-not-here', 'agreementId');
    wider(adopted('adopted', '2026-11-02')).then(prepared);
    wider(adopted('adoptedWithDeviation', '2026-11')).then(prepared);
    wider(adopted('adopted', 'unknown')).then(prepared);
    wider(adopted('adopted', '2026-11-03')).thenRejected('referral.agreement-not-here');
    wider(adopted('refused', '2026-10')).thenRejected('referral.agreement-not-here');
    wider(adopted('notApplicable', '2026-10')).thenRejected('referral.agreement-not-here');
    wider({ ...adopted('adopted', '2026'), municipality: 'GM0114' }).thenRejected(
      'referral.agreement-not-here',
    );
    const national = { level: 'national' as const, municipalities: [] };
    preparing(of({ scope: national, adoptions: [adopted('adopted', '2026')] })).then(prepared);
  });

  it('is for a municipality that the register knows, and that had not merged by then', () => {
    preparing({ ...facts, municipalities: [] }).thenRejected('municipality.unknown', 'municipality');
    const [here] = facts.municipalities;
    if (here === undefined) throw new Error('no municipality');
    preparing({ ...facts, municipalities: [{ ...here, known: false }] }).thenRejected(
      'municipality.unknown',
      'municipality',
    );
    const ended = (on: string) => ({
      ...facts,
      municipalities: [{ ...here, endedOn: date(on), successor: 'GM1999' }],
    });
    preparing(ended('2026-11-01')).thenRejected('municipality.ended', 'municipality');
    preparing(ended('2026-11-02')).then(prepared);
  });

  it('asks for the gestational age where the route is for before a number of weeks', () => {
    const early = of({ said: [{ ...version, route: { ...route, gestationalAgeBeforeWeeks: 20 } }] });
    preparing(early).thenRejected('referral.gestational-age-missing', 'gestationalAgeWeeks');
    preparing(early, { gestationalAgeWeeks: 20 }).thenRejected(
      'referral.too-late-in-pregnancy',
      'gestationalAgeWeeks',
    );
    // It is looked at, and not recorded.
    preparing(early, { gestationalAgeWeeks: 19 }).then(prepared);
    preparing(facts, { gestationalAgeWeeks: 40 }).then(prepared);
  });
});

describe(rule('referral.route', 'when it is sent'), () => {
  const sending = (told: RouteFacts | null) => given(prepared, consented()).when(send('2026-11-09', told));

  it('looks at the route again: what held when it was prepared may have ended', () => {
    sending(facts).then(sent());
    sending(of({ inForce: periodOf(date('2026'), date('2026-11-08')) })).thenRejected(
      'referral.agreement-not-in-force',
      'agreementId',
    );
    sending({ ...facts, parties: [midwives] }).thenRejected('organisation.unknown', 'recipient');
    given().when(send('2026-11-09', null)).thenRejected('referral.absent', 'referralId');
    sending(null).thenRejected('referral.absent', 'referralId');
  });

  it('goes on where the municipality merged meanwhile, by what its successor holds', () => {
    const merged: RouteFacts = {
      ...of({
        scope: { level: 'provincial', municipalities: ['GM0109'] },
        adoptions: [adopted('adopted', '2026')],
      }),
      municipality: 'GM1999',
      municipalities: [
        { code: 'GM1999', known: true, endedOn: null, successor: null },
        { code: 'GM0109', known: true, endedOn: date('2026-11-05'), successor: 'GM1999' },
      ],
    };
    sending(merged).then(sent());
    sending({ ...merged, municipality: 'GM0109' }).thenRejected('municipality.ended');
  });

  it('takes the terms of the version in force on that day', () => {
    const later = { ...version, from: date('2026-11-05'), route: { ...route, respondWithinWorkingDays: 3 } };
    sending(of({ said: [version, later] })).then(
      sent('2026-11-09', {
        respondWithinWorkingDays: 3,
        startWithinWorkingDays: 15,
        feedbackWithinWorkingDays: 10,
      }),
    );
    const none = { from: route.from, to: route.to, consent: route.consent };
    sending(of({ said: [{ ...version, route: none }] })).then(sent('2026-11-09', {}));
  });

  it('adds nothing when it is sent again, whatever the agreement says by now', () =>
    given(prepared, consented(), sent())
      .when(send('2026-11-09', of({ inForce: null })))
      .thenNothing());
});

describe(rule('referral.parties'), () => {
  const between = (...parties: RouteFacts['parties']) => preparing({ ...facts, parties });

  it('are organisations that the register knows, and that had not closed by then', () => {
    between(jgz).thenRejected('organisation.unknown', 'referrer');
    between(midwives).thenRejected('organisation.unknown', 'recipient');
    between(party('midwives', null), jgz).thenRejected('organisation.unknown', 'referrer');
    between({ ...midwives, closedOn: date('2026-11-01') }, jgz).thenRejected(
      'referral.organisation-closed',
      'referrer',
    );
    between({ ...midwives, closedOn: date('2026-11-02') }, jgz).then(prepared);
  });

  it('are of the kinds that the route is for', () => {
    between(party('midwives', 'hospital'), jgz).thenRejected('referral.party-does-not-fit', 'referrer');
    between(midwives, party('jgz', 'welfare')).thenRejected('referral.party-does-not-fit', 'recipient');
  });

  it('are two', () =>
    preparing(facts, { recipient: 'midwives' }).thenRejected('referral.refers-to-itself', 'recipient'));
});

describe('preparing a referral', () => {
  it('is refused for an id that another one has', () =>
    given(prepared)
      .when({ ...prepare, on: day('2026-11-03') })
      .thenRejected('referral.exists', 'referralId'));
  it('is prepared live where a source merely told of it', () => {
    const source = { collection: 'referrals-of-2025', record: 'row-1' };
    given({ type: 'referral.RecordedFromSource', data: { claims: [prepared], source } })
      .when(prepare)
      .then(prepared);
  });
  it('knows each referral by the id of its own', () => expect(prepared.data.referralId).toBe(referralId));
});
