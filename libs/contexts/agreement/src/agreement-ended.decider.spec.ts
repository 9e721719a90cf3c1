import { describe, it } from '@jest/globals';
import {
  agreementId,
  day,
  drafted,
  facts,
  given,
  inForce,
  sign,
  signed,
  submitted,
  tookEffect,
  type Drafted,
} from '#test/support/covenant';
import type { AgreementEvent } from './agreement.events.ts';

const terminated: AgreementEvent = { type: 'agreement.Terminated', data: { agreementId, on: day('2023') } };
const superseded: AgreementEvent = {
  type: 'agreement.Superseded',
  data: { agreementId, by: 'covenant-2024', on: day('2024') },
};
const ends = 'agreement.ended';

describe('an agreement that has ended', () => {
  it('is not submitted again', () =>
    given(...inForce, terminated)
      .when({ type: 'SubmitAgreement', agreementId, to: ['sedna'], on: day('2024'), facts })
      .thenRejected(ends, 'agreementId'));
  it('is not signed any more, and nobody declines to', () => {
    const signing = [drafted, submitted, signed('icare'), terminated];
    given(...signing)
      .when(sign('mwc'))
      .thenRejected(ends, 'agreementId');
    given(...signing)
      .when({ type: 'DeclineSignature', agreementId, organisationId: 'mwc', on: day('2024') })
      .thenRejected(ends, 'agreementId');
    given(...signing)
      .when(sign('icare'))
      .thenNothing();
  });
  it('is not brought into effect', () => {
    const guidance: Drafted = { ...drafted, data: { ...drafted.data, parties: [] } };
    given(guidance, terminated)
      .when({ type: 'BringIntoEffect', agreementId, on: day('2024') })
      .thenRejected(ends, 'agreementId');
  });
  it('is neither joined nor amended', () => {
    given(...inForce, terminated)
      .when({ ...sign('sedna', '2024'), type: 'AccedeToAgreement', facts })
      .thenRejected(ends, 'agreementId');
    given(...inForce, terminated)
      .when({
        type: 'AmendAgreement',
        agreementId,
        terms: { summary: 'Refer at once.' },
        on: day('2024'),
        facts,
      })
      .thenRejected(ends, 'agreementId');
  });
  it('is not superseded after that, nor by another', () => {
    const supersede = {
      type: 'SupersedeAgreement',
      agreementId,
      facts: { successor: { known: true } },
    } as const;
    given(...inForce, terminated)
      .when({ ...supersede, by: 'covenant-2024', on: day('2024') })
      .thenRejected(ends, 'agreementId');
    given(...inForce, superseded)
      .when({ ...supersede, by: 'another', on: day('2024') })
      .thenRejected(ends, 'agreementId');
    given(...inForce, superseded)
      .when({ ...supersede, by: 'covenant-2024', on: day('2024') })
      .thenNothing();
  });
  it('did not end before it began', () =>
    given(...inForce)
      .when({
        type: 'SupersedeAgreement',
        agreementId,
        by: 'covenant-2024',
        on: day('2021'),
        facts: { successor: { known: true } },
      })
      .thenRejected('agreement.ends-before-start', 'on'));
});

describe('the end of an agreement', () => {
  const until = (end: string): AgreementEvent[] => [
    ...inForce.slice(0, -1),
    tookEffect('2022-03-01', day(end)),
  ];
  const extend = (end: string) =>
    ({
      type: 'ExtendAgreement',
      agreementId,
      until: end === 'open' ? end : day(end),
      on: day('2023'),
    }) as const;
  const extended = (end: string): AgreementEvent => {
    const { type: _, ...data } = extend(end);
    return { type: 'agreement.Extended', data };
  };
  it('may be left open', () =>
    given(...until('2023-05'))
      .when(extend('open'))
      .then(extended('open')));
  it('is set where no source tells it', () => {
    const told = {
      type: 'agreement.RecordedFromSource',
      data: {
        claims: [drafted, { type: 'agreement.TookEffect', data: { agreementId, on: '2022' } }],
        source: { collection: 'public-history', record: 'agreements/covenant' },
      },
    };
    given(told).when(extend('2024')).then(extended('2024'));
    given(told).when(extend('2021')).thenRejected('agreement.not-extended', 'until');
  });
  it('is not the same day, said otherwise', () =>
    given(...until('2023-05'))
      .when(extend('2023-05-31'))
      .thenRejected('agreement.not-extended', 'until'));
});
