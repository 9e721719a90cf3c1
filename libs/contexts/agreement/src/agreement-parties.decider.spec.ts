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
import { eventId } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { AgreementCommand, AmendAgreement } from './agreement.commands.ts';
import type { AgreementEvent } from './agreement.events.ts';

const amended: AgreementEvent = {
  type: 'agreement.Amended',
  data: { agreementId, version: 2, reviewEveryMonths: 12, on: day('2023') },
};
const withdraw = (organisationId: string, on: string): AgreementCommand => ({
  type: 'WithdrawFromAgreement',
  agreementId,
  organisationId,
  on: day(on),
});
const withdrew = (organisationId: string, on: string): AgreementEvent => ({
  type: 'agreement.PartyWithdrew',
  data: { agreementId, organisationId, on: day(on) },
});
const told = (...claims: readonly AgreementEvent[]) => ({
  type: 'agreement.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'agreements/covenant' } },
});

describe('submitting, declining and signing', () => {
  it('is not submitted while an amendment waits', () =>
    given(...inForce, amended)
      .when({ type: 'SubmitAgreement', agreementId, to: ['sedna'], on: day('2024'), facts })
      .thenRejected('agreement.amendment-pending', 'agreementId'));
  it('is declined by parties, once it is submitted', () => {
    const decline = {
      type: 'DeclineSignature',
      agreementId,
      organisationId: 'mwc',
      on: day('2022-03'),
    } as const;
    given(drafted).when(decline).thenRejected('agreement.not-submitted', 'agreementId');
    given(drafted, submitted)
      .when({ ...decline, organisationId: 'sedna' })
      .thenRejected('agreement.not-a-party', 'organisationId');
  });
  it('is signed live by one that a source merely tells to have signed', () => {
    const data = { agreementId, organisationId: 'mwc', on: day('2022-02') };
    given(drafted, submitted, told({ type: 'agreement.Signed', data }))
      .when(sign('mwc'))
      .then(signed('mwc'));
  });
});

describe('an agreement that nobody has to sign', () => {
  const guidance: Drafted = { ...drafted, data: { ...drafted.data, parties: [] } };
  const bring = { type: 'BringIntoEffect', agreementId, on: day('2025-10-30') } as const;
  it('is in effect from one day until another, and no others', () => {
    const until = { ...bring, until: day('2026') };
    const inEffect = [guidance, tookEffect('2025-10-30', day('2026'))];
    given(guidance)
      .when(until)
      .then(tookEffect('2025-10-30', day('2026')));
    given(...inEffect)
      .when({ ...until, on: day('2025-11-01') })
      .thenRejected('agreement.in-effect', 'agreementId');
    given(...inEffect)
      .when({ ...until, until: day('2027') })
      .thenRejected('agreement.in-effect', 'agreementId');
  });
  it('does not end before it begins', () =>
    given(guidance)
      .when({ ...bring, until: day('2024') })
      .thenRejected('agreement.ends-before-start', 'until'));
  it('may have its day corrected, whoever signed as a source tells', () => {
    const signature: AgreementEvent = {
      type: 'agreement.Signed',
      data: { agreementId, organisationId: 'sedna', on: day('2025-10') },
    };
    const correction = { corrects: eventId(3), changes: { on: '2025-10-31' }, reason: 'Misread.' };
    given(guidance, told(signature), tookEffect('2025-10-30'))
      .when({ type: 'Correct', ...correction })
      .then({ type: 'agreement.Corrected', data: correction });
  });
});

describe(rule('agreement.accession', 'and not otherwise'), () => {
  const accede: AgreementCommand = { ...sign('sedna', '2023'), type: 'AccedeToAgreement', facts };
  it('is for others than its parties', () =>
    given(drafted, submitted)
      .when({ ...accede, organisationId: 'mwc' })
      .thenRejected('agreement.already-a-party', 'organisationId'));
  it('waits until an amendment is signed', () =>
    given(...inForce, amended)
      .when(accede)
      .thenRejected('agreement.amendment-pending', 'agreementId'));
  it('names an organisation and a decision that the register knows', () => {
    given(...inForce)
      .when({ ...accede, organisationId: 'nobody' })
      .thenRejected('organisation.unknown', 'organisationId');
    given(...inForce)
      .when({ ...accede, decisionId: 'nobody-took' })
      .thenRejected('agreement.unknown-decision', 'decisionId');
  });
});

describe('withdrawing from an agreement', () => {
  it('is decided once for each party', () => {
    const left = [...inForce, withdrew('mwc', '2024'), withdrew('icare', '2025')];
    given(...left)
      .when(withdraw('mwc', '2024'))
      .thenNothing();
    given(...left)
      .when(withdraw('mwc', '2025'))
      .thenRejected('agreement.not-a-party', 'organisationId');
  });
  it('brings nothing into effect that nobody signed', () =>
    given(drafted, submitted, withdrew('mwc', '2022-06'))
      .when(withdraw('icare', '2022-07'))
      .then(withdrew('icare', '2022-07')));
  it('brings nothing into effect that was not submitted, whoever signed as a source tells', () =>
    given(drafted, told(signed('icare')))
      .when(withdraw('mwc', '2022-06'))
      .then(withdrew('mwc', '2022-06')));
});

describe(rule('agreement.amended', 'in what it says'), () => {
  const amend: AmendAgreement = {
    type: 'AmendAgreement',
    agreementId,
    reviewEveryMonths: 12,
    on: day('2023'),
    facts,
  };
  it('may change how often it is reviewed, and nothing else', () =>
    given(...inForce)
      .when(amend)
      .then(amended));
  it('does not end before it begins, as agreed or amended', () => {
    given(...inForce)
      .when({ ...amend, agreedFrom: day('2025'), agreedUntil: day('2024') })
      .thenRejected('agreement.ends-before-start', 'agreedUntil');
    given(...inForce)
      .when({ ...amend, agreedUntil: day('2022') })
      .thenRejected('agreement.ends-before-start', 'agreedUntil');
  });
  it('names a task lead that the register knows', () =>
    given(...inForce)
      .when({ ...amend, terms: { taskLead: 'nobody' } })
      .thenRejected('organisation.unknown', 'terms.taskLead'));
  it('leaves the day of effect what it was, which still follows from signatures', () =>
    given(...inForce, amended)
      .when({
        type: 'Correct',
        corrects: eventId(5),
        changes: { on: '2022-06' },
        reason: 'Misread.',
      })
      .thenRejected('history.field-follows', 'changes.on'));
});
