import { describe, expect, it } from '@jest/globals';
import { IsoDate, PartialDate, type Event } from '#kernel';
import { openOn } from '#platform/policies';
import { recordedIn, specimenId } from '#platform/read-store';
import { rule } from '#test/support/rule';
import { AgreementDrafted } from '../agreement.events.ts';
import { whenLastDayPassesThenAgreementExpires } from './when-last-day-passes-then-agreement-expires.policy.ts';
import { whenReviewDatePassesThenRecordFinding } from './when-review-date-passes-then-record-finding.policy.ts';

const agreementId = 'emmen-goede-start';
const stream = `agreement-${agreementId}`;
const said = (name: string, data: object): Event => ({
  type: `agreement.${name}`,
  data: { agreementId, ...data },
});
const drafted = (more: object = {}): Event =>
  said('Drafted', { ...AgreementDrafted.example, parties: [], reviewEveryMonths: undefined, ...more });
const perSource = (...claims: Event[]): Event => ({
  type: 'agreement.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'agreements/emmen' } },
});
const corrected = (revision: number, changes: object): Event => ({
  type: 'agreement.Corrected',
  data: { corrects: specimenId(stream, revision), changes, reason: 'Misread.' },
});
const retracted = (revision: number): Event => ({
  type: 'agreement.Retracted',
  data: { retracts: specimenId(stream, revision), reason: 'Never happened.' },
});
const tookEffect = (on: string, until?: string): Event => said('TookEffect', { on, until });

const specify = (policy: typeof whenLastDayPassesThenAgreementExpires) => ({
  given: (...events: Event[]) => ({
    /** The commands on a day; a command names that day in `on`. */
    on: (day: string) => {
      const open = openOn(policy, recordedIn(stream, events), IsoDate.parse(day));
      return {
        then: (command: object, because: number) =>
          expect(open).toMatchObject([
            {
              id: agreementId,
              because: specimenId(stream, because),
              command: { ...command, agreementId, on: PartialDate.parse(day) },
            },
          ]),
        thenNothing: () => expect(open).toEqual([]),
      };
    },
  }),
});

describe(rule('agreement.expired', 'the policy'), () => {
  const { given } = specify(whenLastDayPassesThenAgreementExpires);
  const expire = { type: 'ExpireAgreement' };
  const live = [drafted(), tookEffect('2022', '2023-05')];

  it('asks for it from the first day after the whole last period', () => {
    given(...live)
      .on('2023-05-31')
      .thenNothing();
    given(...live)
      .on('2023-06-01')
      .then(expire, 1);
    given(...live)
      .on('2031-01-01')
      .then(expire, 1);
  });
  it('asks for it where only a source tells of the last day', () =>
    given(perSource(drafted(), tookEffect('unknown', '2019')))
      .on('2020-01-01')
      .then(expire, 0));
  it('asks for it where the draft says until when it holds', () =>
    given(drafted({ agreedUntil: '2023-05-01' }), tookEffect('2022'))
      .on('2023-05-02')
      .then(expire, 1));
  it('never asks for it where the end is open or unknown, or it never took effect', () => {
    given(drafted(), tookEffect('2022', 'open')).on('9999-12-31').thenNothing();
    given(drafted(), tookEffect('2022', '9999')).on('9999-12-31').thenNothing();
    given(perSource(drafted(), tookEffect('2022')))
      .on('9999-12-31')
      .thenNothing();
    given(drafted({ agreedUntil: '2023-05-01' }))
      .on('9999-12-31')
      .thenNothing();
  });
  it('is ticked off by history: it expired, was ended, or was extended', () => {
    given(...live, said('Expired', { on: '2023-05' }))
      .on('2024-01-01')
      .thenNothing();
    given(...live, said('Terminated', { on: '2023-01' }))
      .on('2024-01-01')
      .thenNothing();
    given(...live, said('Superseded', { by: 'other', on: '2023-01' }))
      .on('2024-01-01')
      .thenNothing();
    const extended = [...live, said('Extended', { until: '2024' })];
    given(...extended)
      .on('2024-12-31')
      .thenNothing();
    given(...extended)
      .on('2025-01-01')
      .then(expire, 2);
  });
  it('follows corrections and retractions', () => {
    given(...live, corrected(1, { until: '2024' }))
      .on('2024-01-01')
      .thenNothing();
    given(...live, corrected(1, { until: '2022' }))
      .on('2023-01-01')
      .then(expire, 1);
    given(...live, retracted(1))
      .on('2031-01-01')
      .thenNothing();
    const expired = said('Expired', { on: '2023-05' });
    given(...live, expired, corrected(1, { until: '2024' }))
      .on('2025-01-01')
      .then(expire, 1);
    given(...live, expired, retracted(2))
      .on('2025-01-01')
      .then(expire, 1);
  });
});

describe(rule('agreement.review-passed', 'the policy'), () => {
  const { given } = specify(whenReviewDatePassesThenRecordFinding);
  const record = (dueOn: string) => ({ type: 'RecordReviewDue', dueOn });
  const live = [drafted({ reviewEveryMonths: 6 }), tookEffect('2022-04', 'open')];
  const reviewed = (on: string): Event => said('Reviewed', { on, outcome: 'continue' });

  it('asks for the finding from the first day after the whole period of the due date', () => {
    given(...live)
      .on('2022-10-31')
      .thenNothing();
    given(...live)
      .on('2022-11-01')
      .then(record('2022-10'), 1);
  });
  it('asks for it once for each due date', () => {
    const found = [...live, said('ReviewFellDue', { dueOn: '2022-10' })];
    given(...found)
      .on('2030-01-01')
      .thenNothing();
    given(...found, reviewed('2022-12'))
      .on('2023-06-30')
      .thenNothing();
    given(...found, reviewed('2022-12'))
      .on('2023-07-01')
      .then(record('2023-06'), 3);
  });
  it('is moot once a review came, or the agreement ended', () => {
    given(...live, reviewed('2022-10-15'))
      .on('2022-11-01')
      .thenNothing();
    given(...live, said('Terminated', { on: '2022-09' }))
      .on('2022-11-01')
      .thenNothing();
    given(drafted({ reviewEveryMonths: 6 }), tookEffect('2022-04', '2022-08'))
      .on('2022-11-01')
      .thenNothing();
  });
  it('follows a correction', () => {
    given(...live, corrected(1, { on: '2022-06' }))
      .on('2022-11-01')
      .thenNothing();
    given(...live, reviewed('2022-10'), retracted(2))
      .on('2022-11-01')
      .then(record('2022-10'), 1);
  });
  it('never asks where nobody knows from when to count', () =>
    given(perSource(drafted({ reviewEveryMonths: 6 }), tookEffect('unknown')))
      .on('9999-12-31')
      .thenNothing());
});
