import { describe, expect, it } from '@jest/globals';
import { inForceOn, IsoDate, NEVER, PartialDate, type Event, type Start } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { DraftAgreement } from './agreement.commands.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { agreementFacts, effectOf, reviewDueOn } from './agreement.facts.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const NOVEMBER = IsoDate.parse('2022-11-01');
const agreementId = 'emmen';
const { given } = specify(agreement, agreementId);
const municipalities = [
  { code: 'GM0114', known: true, endedOn: null, successor: null },
  { code: 'GM0040', known: true, endedOn: day('2017-12-31'), successor: 'GM1952' },
];
const organisations = [{ organisationId: 'sedna', known: true, domain: null, closedOn: null }];
const facts = { municipalities, organisations, decision: null, parent: null };

const said = {
  agreementId,
  kind: 'chainAgreement' as const,
  title: 'Chain',
  topics: ['referral'],
  phases: ['during' as const],
  scope: { level: 'municipal' as const, municipalities: ['GM0114'] },
  parties: ['sedna'],
  reviewEveryMonths: 6,
  on: day('2022'),
};
const draft: DraftAgreement = { type: 'DraftAgreement', ...said, facts };
const drafted: AgreementEvent = { type: 'agreement.Drafted', data: said };
/** In force since `on`, as a source tells it. */
const asserted = (on: Start, until: PartialDate | 'unknown' | 'open' = 'unknown'): Event => ({
  type: 'agreement.RecordedFromSource',
  data: {
    claims: [drafted, { type: 'agreement.TookEffect', data: { agreementId, on, until } }],
    source: { collection: 'public-history', record: 'agreements/emmen' },
  },
});
const inForce = asserted(day('2022-04'), 'open');
const after = (...history: readonly Event[]) => given(...history).state();

describe('drafting an agreement', () => {
  it('records it', () => given().when(draft).then(drafted));
  it('is refused for an id that another one has', () =>
    given(drafted)
      .when({ ...draft, title: 'Another' })
      .thenRejected('agreement.exists', 'agreementId'));
  it('names municipalities that the register knows, at a time at which they existed', () => {
    const among = (...codes: string[]): DraftAgreement => ({
      ...draft,
      scope: { level: 'regional', municipalities: codes },
    });
    given().when(among('GM0114', 'GM9999')).thenRejected('municipality.unknown', 'scope.municipalities.1');
    given().when(among('GM0040')).thenRejected('municipality.ended', 'scope.municipalities.0');
    given().when(among()).thenRejected('agreement.scope-empty', 'scope.municipalities');
  });
  it('names parties, a task lead and a decision that the register knows', () => {
    given()
      .when({ ...draft, parties: ['sedna', 'nobody'] })
      .thenRejected('organisation.unknown', 'parties.1');
    given()
      .when({ ...draft, terms: { taskLead: 'nobody' } })
      .thenRejected('organisation.unknown', 'terms.taskLead');
    given()
      .when({ ...draft, decisionId: 'nobody-took' })
      .thenRejected('agreement.unknown-decision', 'decisionId');
  });
  it('may name no parties yet', () => {
    const { parties: _, ...nobody } = said;
    given()
      .when({ type: 'DraftAgreement', ...nobody, facts })
      .then({ type: 'agreement.Drafted', data: nobody });
  });
  it('does not end before it begins', () =>
    given()
      .when({ ...draft, agreedFrom: day('2023'), agreedUntil: day('2022') })
      .thenRejected('agreement.ends-before-start', 'agreedUntil'));
  it(rule('agreement.narrows'), () => {
    const parent = { known: true, scope: { level: 'provincial' as const, municipalities: ['GM0114'] } };
    const narrowing = { ...draft, parentAgreementId: 'covenant', facts: { ...facts, parent } };
    given()
      .when(narrowing)
      .then({ type: 'agreement.Drafted', data: { ...said, parentAgreementId: 'covenant' } });
    given()
      .when({ ...narrowing, facts: { ...facts, parent: { known: true, scope: null } } })
      .then({ type: 'agreement.Drafted', data: { ...said, parentAgreementId: 'covenant' } });
    given()
      .when({ ...narrowing, scope: { ...said.scope, level: 'provincial' } })
      .then({
        type: 'agreement.Drafted',
        data: { ...said, scope: { ...said.scope, level: 'provincial' }, parentAgreementId: 'covenant' },
      });
    given()
      .when({ ...narrowing, facts })
      .thenRejected('agreement.unknown-parent', 'parentAgreementId');
    given()
      .when({ ...narrowing, scope: { level: 'national', municipalities: [] } })
      .thenRejected('agreement.wider-than-parent', 'scope.level');
  });
  it('comes before everything else', () =>
    given()
      .when({ type: 'ReviewAgreement', agreementId, on: day('2023'), outcome: 'continue' })
      .thenRejected('agreement.absent', 'agreementId'));
});

describe(rule('history.assertions-unbound', 'an agreement'), () => {
  it('is in force per source, since and until nobody knows when', () => {
    const { inForce: period } = agreementFacts(agreementId, after(asserted('unknown')));
    expect(period).not.toBeNull();
    if (period !== null) expect(inForceOn(period, IsoDate.parse('2022-03-01'))).toBe('uncertain');
  });
  it('may tell of its effect before the agreement itself', () => {
    const effect = {
      type: 'agreement.RecordedFromSource',
      data: {
        claims: [{ type: 'agreement.TookEffect', data: { agreementId, on: '2022' } }],
        source: { collection: 'public-history', record: 'effects/emmen' },
      },
    };
    expect(agreementFacts(agreementId, after(effect))).toMatchObject({ known: false, inForce: null });
    expect(effectOf(after(effect, drafted))).toEqual({ from: '2022', until: 'unknown' });
  });
  it('keeps its effect when another source tells of it too', () =>
    expect(
      effectOf(
        after(inForce, {
          type: 'agreement.RecordedFromSource',
          data: { claims: [drafted], source: { collection: 'papers', record: 'emmen' } },
        }),
      ),
    ).toEqual({ from: '2022-04', until: 'open' }));
  it(rule('history.live-wins', 'an agreement'), () =>
    expect(after(drafted, asserted(day('2022'))).draft).toMatchObject({ perSource: false }),
  );
});

describe(rule('agreement.review'), () => {
  const reviewed = (on: string): AgreementEvent => ({
    type: 'agreement.Reviewed',
    data: { agreementId, on: day(on), outcome: 'continue' },
  });
  it('records a review of what is in effect', () => {
    const review = { agreementId, on: day('2022-10'), outcome: 'amend' as const, findings: 'Slow.' };
    given(inForce)
      .when({ type: 'ReviewAgreement', ...review })
      .then({ type: 'agreement.Reviewed', data: review });
    given(drafted)
      .when({ type: 'ReviewAgreement', ...review })
      .thenRejected('agreement.not-in-effect', 'agreementId');
  });
  it('counts from the effect, then from the last review', () => {
    expect(reviewDueOn(after(inForce))).toBe('2022-10');
    expect(reviewDueOn(after(inForce, reviewed('2022-11-30'), reviewed('2022-09')))).toBe('2023-05-30');
  });
  it(rule('history.due', 'a review'), () => expect(reviewDueOn(after(asserted('unknown')))).toBeNull());
  it('is not due after the agreement has ended', () => {
    expect(reviewDueOn(after(asserted(day('2022-04'), day('2022-09'))))).toBeNull();
    expect(reviewDueOn(after(asserted(day('2022-04'), day('2022-10'))))).toBe('2022-10');
  });
});

describe(rule('agreement.review-passed'), () => {
  const fellDue = { type: 'agreement.ReviewFellDue', data: { agreementId, dueOn: day('2022-10') } } as const;
  const record = { type: 'RecordReviewDue', ...fellDue.data, on: day('2022-11-01') } as const;
  it('records the finding, once the whole period has passed', () => {
    given(inForce).when(record).then(fellDue);
    given(inForce)
      .when({ ...record, on: day('2022-10-31') })
      .thenRejected('agreement.review-not-due', 'on');
    expect(inForceOn(agreementFacts(agreementId, after(inForce, fellDue)).inForce ?? NEVER, NOVEMBER)).toBe(
      'yes',
    );
  });
  it('is moot once a review came, or the date was corrected', () => {
    const reviewed = { agreementId, on: day('2022-10-15'), outcome: 'continue' };
    given(inForce, { type: 'agreement.Reviewed', data: reviewed }).when(record).thenNothing();
    given(asserted(day('2022-06'), 'open'))
      .when(record)
      .thenNothing();
  });
});

describe('ending, extending and succeeding', () => {
  const ending = { agreementId, on: day('2024-03-28'), notice: 'Three months.', by: 'sedna' };
  const terminated: AgreementEvent = { type: 'agreement.Terminated', data: ending };
  const terminate = { type: 'TerminateAgreement', ...ending } as const;
  it('terminates what is in effect, on a last day, with notice', () => {
    given(inForce).when(terminate).then(terminated);
    expect(effectOf(after(inForce, terminated))).toEqual({ from: '2022-04', until: '2024-03-28' });
    given(drafted).when(terminate).thenRejected('agreement.not-in-effect', 'agreementId');
  });
  it('terminates it once, by a party, and not before it began', () => {
    given(inForce, terminated)
      .when({ ...terminate, on: day('2025') })
      .thenRejected('agreement.ended', 'agreementId');
    given(inForce)
      .when({ ...terminate, by: 'nobody' })
      .thenRejected('agreement.not-a-party', 'by');
    given(inForce)
      .when({ ...terminate, on: day('2021') })
      .thenRejected('agreement.ends-before-start', 'on');
  });
  it(rule('agreement.expired'), () => {
    const untilMay = asserted(day('2022'), day('2023-05'));
    const expire = { type: 'ExpireAgreement', agreementId, on: day('2023-06-01') } as const;
    const expired = { type: 'agreement.Expired', data: { agreementId, on: '2023-05' } };
    given(untilMay).when(expire).then(expired);
    given(untilMay)
      .when({ ...expire, on: day('2023-05-31') })
      .thenRejected('agreement.not-expired', 'on');
    given(inForce).when(expire).thenRejected('agreement.not-expired', 'on');
    given(inForce, terminated).when(expire).thenRejected('agreement.ended', 'agreementId');
  });
  it('takes what was agreed before it expired, and is recorded after', () => {
    const untilMay = asserted(day('2022'), day('2023-05'));
    const expired = { type: 'agreement.Expired', data: { agreementId, on: '2023-05' } };
    const extend = { type: 'ExtendAgreement', agreementId, until: day('2024') } as const;
    const inTime = { ...extend, on: day('2023-04') };
    const extended = { type: 'agreement.Extended', data: { agreementId, until: '2024', on: '2023-04' } };
    given(untilMay, expired).when(inTime).then(extended);
    expect(effectOf(after(untilMay, expired, extended))).toEqual({ from: '2022', until: '2024' });
    given(untilMay, expired)
      .when({ ...extend, on: day('2023-06-01') })
      .thenRejected('agreement.ended', 'on');
    const early = { agreementId, on: day('2023-03-31') };
    given(untilMay, expired)
      .when({ type: 'TerminateAgreement', ...early })
      .then({ type: 'agreement.Terminated', data: early });
  });
  it('has not expired where the last day was corrected since', () => {
    const untilMay = asserted(day('2022'), day('2023-05'));
    const expired = { type: 'agreement.Expired', data: { agreementId, on: '2023-05' } };
    const claims = [
      drafted,
      { type: 'agreement.TookEffect', data: { agreementId, on: '2022', until: '2025' } },
    ];
    const corrected = {
      type: 'agreement.Corrected',
      data: { corrects: eventId(1), changes: { claims }, reason: 'Misread.' },
    };
    expect(after(untilMay, expired)).toMatchObject({ ending: { how: 'expired', until: '2023-05' } });
    expect(after(untilMay, expired, corrected)).toMatchObject({ ending: null });
    expect(effectOf(after(untilMay, expired, corrected))).toEqual({ from: '2022', until: '2025' });
  });
  it('is extended beyond its present end', () => {
    const untilMay = asserted(day('2022'), day('2023-05'));
    const extend = { type: 'ExtendAgreement', agreementId, until: day('2024'), on: day('2023') } as const;
    const extended = { type: 'agreement.Extended', data: { agreementId, until: '2024', on: '2023' } };
    given(untilMay).when(extend).then(extended);
    expect(effectOf(after(untilMay, extended))).toEqual({ from: '2022', until: '2024' });
    given(untilMay)
      .when({ ...extend, until: day('2023-04') })
      .thenRejected('agreement.not-extended', 'until');
    given(inForce).when(extend).thenRejected('agreement.not-extended', 'until');
    given(untilMay, terminated).when(extend).thenRejected('agreement.ended', 'agreementId');
  });
  it('is superseded by another that the register knows', () => {
    const data = { agreementId, by: 'emmen-2025', on: day('2025-01-01') };
    const supersede = { type: 'SupersedeAgreement', ...data, facts: { successor: { known: true } } } as const;
    const superseded = { type: 'agreement.Superseded', data };
    given(inForce).when(supersede).then(superseded);
    expect(effectOf(after(inForce, superseded))).toMatchObject({ until: '2024-12-31' });
    given(inForce)
      .when({ ...supersede, facts: { successor: { known: false } } })
      .thenRejected('agreement.unknown-successor', 'by');
    given(inForce)
      .when({ ...supersede, by: agreementId })
      .thenRejected('agreement.supersedes-itself', 'by');
  });
});

describe(rule('agreement.public'), () => {
  const published = { type: 'agreement.Published', data: { agreementId, on: day('2022-05') } };
  const withheld = {
    type: 'agreement.WithheldFromPublication',
    data: { agreementId, ground: 'Woo 5.1.2.f', on: day('2022-05') },
  };
  it('publishes, or withholds; the last one counts', () => {
    given(drafted)
      .when({ type: 'PublishAgreement', ...published.data })
      .then(published);
    given(drafted)
      .when({ type: 'WithholdFromPublication', ...withheld.data })
      .then(withheld);
    given(drafted, published)
      .when({ type: 'WithholdFromPublication', ...withheld.data })
      .then(withheld);
    given(drafted, withheld)
      .when({ type: 'PublishAgreement', ...published.data })
      .then(published);
  });
});
