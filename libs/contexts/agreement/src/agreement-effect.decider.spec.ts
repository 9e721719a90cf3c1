import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { contentHashOf, type Content } from './agreement.content.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';

const agreementId = 'covenant';
const { given } = specify(agreement, agreementId);
const day = (text: string): PartialDate => PartialDate.parse(text);

const content: Content = {
  kind: 'covenant',
  title: 'Covenant',
  topics: [],
  phases: [],
  scope: { level: 'provincial', municipalities: ['GM0114'] },
  parties: ['icare', 'mwc'],
  agreedUntil: day('2024'),
};
const { parties, ...told } = content;
const drafted: AgreementEvent = {
  type: 'agreement.Drafted',
  data: {
    ...told,
    agreementId,
    parties: [...parties],
    scope: { level: 'provincial', municipalities: ['GM0114'] },
    topics: [],
    phases: [],
    documents: [],
    on: day('2022-01'),
  },
};
const hash = contentHashOf({ ...content, documents: [] });
const submitted: AgreementEvent = {
  type: 'agreement.Submitted',
  data: { agreementId, to: [...parties], on: day('2022-02') },
};
const signed = (organisationId: string, on: string): AgreementEvent => ({
  type: 'agreement.Signed',
  data: {
    agreementId,
    organisationId,
    capacity: 'for the board',
    function: 'director',
    on: day(on),
    contentHash: hash,
  },
});
const tookEffect = (on: string): AgreementEvent => ({
  type: 'agreement.TookEffect',
  data: { agreementId, on: day(on), until: day('2024') },
});
const correct = (n: number, on: string) =>
  ({ type: 'Correct', corrects: eventId(n), changes: { on }, reason: 'Misread.' }) as const;
const corrected = (n: number, on: string): Event => ({
  type: 'agreement.Corrected',
  data: { corrects: eventId(n), changes: { on }, reason: 'Misread.' },
});
const before = [drafted, submitted, signed('icare', '2022-03-01')];
const inForce = [...before, signed('mwc', '2022-03-02'), tookEffect('2022-03-02')];

describe('the day of effect', () => {
  it.each(['2022-02-20', '2022-05-01'])(
    'follows the correction of a signature to %s, as if it had been right from the start',
    (on) => {
      const last = on < '2022-03-01' ? '2022-03-01' : on;
      expect(given(...inForce, corrected(4, on)).state()).toEqual(
        given(...before, signed('mwc', on), tookEffect(last)).state(),
      );
    },
  );

  it('is not corrected itself where it follows from signatures', () =>
    given(...inForce)
      .when(correct(5, '2022-06'))
      .thenRejected('history.field-follows', 'changes.on'));

  it('is corrected where nobody had to sign', () => {
    const guidance: AgreementEvent = { ...drafted, data: { ...drafted.data, parties: [] } };
    given(guidance, tookEffect('2022-03-02')).when(correct(2, '2022-06')).then(corrected(2, '2022-06'));
  });

  it('does not move beyond the end that was agreed', () =>
    given(...inForce)
      .when(correct(4, '2025'))
      .thenRejected('agreement.ends-before-start', 'on'));

  it('is bound by the end that was agreed only where it was decided live', () => {
    const claims = [
      drafted,
      { type: 'agreement.TookEffect', data: { agreementId, on: '2025', until: '2024' } },
    ];
    const told: Event = {
      type: 'agreement.RecordedFromSource',
      data: { claims, source: { collection: 'public-history', record: 'covenant' } },
    };
    const redating = { corrects: eventId(2), changes: { on: '2022-02-01' }, reason: 'Misread.' };
    given(told, submitted)
      .when({ type: 'Correct', ...redating })
      .then({ type: 'agreement.Corrected', data: redating });
    given(drafted, submitted)
      .when({ type: 'Correct', ...redating })
      .then({ type: 'agreement.Corrected', data: redating });
  });

  it('is no other than that of the last signature', () => {
    const retracted: Event = {
      type: 'agreement.Retracted',
      data: { retracts: eventId(5), reason: 'Recorded twice.' },
    };
    const bring = { type: 'BringIntoEffect', agreementId, on: day('2022-03-02') } as const;
    given(...inForce, retracted)
      .when(bring)
      .then(tookEffect('2022-03-02'));
    given(...inForce, retracted)
      .when({ ...bring, on: day('2022-04') })
      .thenRejected('agreement.other-day', 'on');
  });
});
