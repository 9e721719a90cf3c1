import { describe, expect, it } from '@jest/globals';
import { Hash, type Event } from '#kernel';
import {
  agreementId,
  content,
  day,
  drafted,
  facts,
  given,
  hash,
  inForce,
  sign,
  signed,
  submitted,
  tookEffect,
  type Drafted,
} from '#test/support/covenant';
import { eventId } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { AccedeToAgreement } from './agreement.commands.ts';
import { contentHashOf } from './agreement.content.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { agreementFacts, effectOf, versionInForce } from './agreement.facts.ts';
import { missingSignatures, type AgreementState } from './agreement.state.ts';

const otherHash = Hash.of({ other: true });
const missing = (state: AgreementState): string[] =>
  state.versions.flatMap((version) => missingSignatures(version, state));
const after = (...history: readonly Event[]) => given(...history).state();
const corrected = (nth: number, changes: object) => ({
  type: 'agreement.Corrected',
  data: { corrects: eventId(nth), changes, reason: 'A slip.' },
});

describe('submitting an agreement', () => {
  const submit = { type: 'SubmitAgreement', agreementId, on: day('2022-02'), facts } as const;
  it('lays it before the parties that it was drafted for', () => given(drafted).when(submit).then(submitted));
  it('lays it before those that are named instead', () =>
    given(drafted)
      .when({ ...submit, to: ['sedna'] })
      .then({ ...submitted, data: { agreementId, to: ['sedna'], on: '2022-02' } }));
  it('needs parties, each once, that the register knows', () => {
    given(drafted)
      .when({ ...submit, to: [] })
      .thenRejected('agreement.no-parties', 'to');
    given(drafted)
      .when({ ...submit, to: ['mwc', 'mwc'] })
      .thenRejected('agreement.same-party', 'to.1');
    given(drafted)
      .when({ ...submit, to: ['mwc', 'nobody'] })
      .thenRejected('organisation.unknown', 'to.1');
  });
  it('is over once it is in effect', () =>
    given(...inForce)
      .when({ ...submit, to: ['sedna'] })
      .thenRejected('agreement.in-effect', 'agreementId'));
});

describe(rule('agreement.signature'), () => {
  it('records the signature of that very version', () =>
    given(drafted, submitted).when(sign('icare')).then(signed('icare')));
  it('is refused for another version', () =>
    given(drafted, submitted)
      .when(sign('icare', '2022-03-01', otherHash))
      .thenRejected('agreement.other-version', 'contentHash'));
  it('is refused before it is submitted', () =>
    given(drafted).when(sign('icare')).thenRejected('agreement.not-submitted', 'agreementId'));
  it('is refused to others', () =>
    given(drafted, submitted).when(sign('sedna')).thenRejected('agreement.not-a-party', 'organisationId'));
  it('is decided once, however often it is asked', () =>
    given(drafted, submitted, signed('icare')).when(sign('icare')).thenNothing());
  it('is refused a second time with another date', () =>
    given(drafted, submitted, signed('icare'))
      .when(sign('icare', '2022-04'))
      .thenRejected('agreement.already-signed', 'organisationId'));
  it('names a decision that the register knows', () =>
    given(drafted, submitted)
      .when({ ...sign('icare'), decisionId: 'nobody-took' })
      .thenRejected('agreement.unknown-decision', 'decisionId'));
  it('may be declined, and given afterwards', () => {
    const declining = { agreementId, organisationId: 'icare', on: day('2022-03') };
    const declined = { type: 'agreement.SignatureDeclined', data: declining };
    given(drafted, submitted)
      .when({ type: 'DeclineSignature', ...declining })
      .then(declined);
    given(drafted, submitted, declined).when(sign('icare')).then(signed('icare'));
    given(drafted, submitted, signed('icare'))
      .when({ type: 'DeclineSignature', ...declining })
      .thenRejected('agreement.already-signed', 'organisationId');
  });
});

describe(rule('agreement.effect'), () => {
  it('takes effect with the last signature', () =>
    given(drafted, submitted, signed('icare'))
      .when(sign('mwc'))
      .then(signed('mwc'), tookEffect('2022-03-01')));
  it('on the latest of their days, whatever was recorded last', () =>
    given(drafted, submitted, signed('icare', '2022-05-05'))
      .when(sign('mwc'))
      .then(signed('mwc'), tookEffect('2022-05-05')));
  it('on the date agreed, if later, and until the end that was agreed', () => {
    const agreed = { agreedFrom: day('2023'), agreedUntil: day('2025') };
    const terms: Drafted = { ...drafted, data: { ...drafted.data, ...agreed } };
    const itsHash = contentHashOf({ ...content, ...agreed });
    given(terms, submitted, signed('icare', '2022-03-01', itsHash))
      .when(sign('mwc', '2022-03-01', itsHash))
      .then(signed('mwc', '2022-03-01', itsHash), tookEffect('2023', day('2025')));
    given(terms, submitted, signed('icare', '2022-03-01', itsHash))
      .when(sign('mwc', '2026', itsHash))
      .thenRejected('agreement.ends-before-start', 'on');
  });
  it('with the withdrawal of the only party that had not signed', () =>
    given(drafted, submitted, signed('icare'))
      .when({ type: 'WithdrawFromAgreement', agreementId, organisationId: 'mwc', on: day('2022-06') })
      .then(
        { type: 'agreement.PartyWithdrew', data: { agreementId, organisationId: 'mwc', on: '2022-06' } },
        tookEffect('2022-06'),
      ));
  it('by itself where nobody has to sign, as guidance', () => {
    const guidance: Drafted = { ...drafted, data: { ...drafted.data, parties: [] } };
    const bring = { type: 'BringIntoEffect', agreementId, on: day('2025-10-30') } as const;
    given(guidance).when(bring).then(tookEffect('2025-10-30'));
    given(drafted).when(bring).thenRejected('agreement.not-signed', 'agreementId');
  });
});

describe(rule('agreement.signed-again'), () => {
  const newHash = contentHashOf({ ...content, title: 'The covenant' });
  const history = [...inForce, corrected(1, { title: 'The covenant' })];
  it('is no longer in force by the old ones', () => {
    const state = after(...history);
    expect(effectOf(state)).toBeNull();
    expect(state.versions[0]).toMatchObject({ contentHash: newHash, signatures: [] });
    expect(state.versions[0]?.voidSignatures).toHaveLength(2);
  });
  it('is in force by new ones', () => {
    given(...history)
      .when(sign('icare'))
      .thenRejected('agreement.other-version', 'contentHash');
    given(...history, signed('icare', '2022-07-01', newHash))
      .when(sign('mwc', '2022-07-02', newHash))
      .then(signed('mwc', '2022-07-02', newHash), tookEffect('2022-07-02'));
  });
  it('keeps its signatures where something else is corrected', () =>
    expect(effectOf(after(...inForce, corrected(1, { on: '2021' })))).toEqual({
      from: '2022-03-01',
      until: 'open',
    }));
  it('has them back when the correction is retracted', () =>
    expect(
      effectOf(
        after(...history, {
          type: 'agreement.Retracted',
          data: { retracts: eventId(6), reason: 'It was right.' },
        }),
      ),
    ).toEqual({ from: '2022-03-01', until: 'open' }));
});

describe(rule('agreement.amended'), () => {
  const amend = {
    type: 'AmendAgreement',
    agreementId,
    terms: { summary: 'Refer within five days.' },
    on: day('2023'),
    facts,
  } as const;
  const amended: AgreementEvent = {
    type: 'agreement.Amended',
    data: { agreementId, version: 2, terms: amend.terms, on: amend.on },
  };
  const secondHash = contentHashOf({ ...content, terms: amend.terms });
  it('starts the next version', () =>
    given(...inForce)
      .when(amend)
      .then(amended));
  it('holds as it was until then', () => {
    const state = after(...inForce, amended, signed('icare', '2023-02', secondHash));
    expect(versionInForce(state)).toMatchObject({ number: 1, contentHash: hash });
    expect(missing(state)).toEqual(['mwc']);
  });
  it('holds as amended with the last signature', () => {
    const then = [...inForce, amended, signed('icare', '2023-02', secondHash)];
    given(...then)
      .when(sign('mwc', '2023-03', secondHash))
      .then(signed('mwc', '2023-03', secondHash), tookEffect('2023-03'));
    const state = after(...then, signed('mwc', '2023-03', secondHash), tookEffect('2023-03'));
    expect(versionInForce(state)).toMatchObject({ number: 2 });
    expect(effectOf(state)).toEqual({ from: '2022-03-01', until: 'open' });
  });
  it('is no longer signed as it was', () =>
    given(...inForce, amended)
      .when(sign('mwc'))
      .thenRejected('agreement.other-version', 'contentHash'));
  it('amends what is in effect, one version at a time', () => {
    given(drafted, submitted).when(amend).thenRejected('agreement.not-in-effect', 'agreementId');
    given(...inForce, amended)
      .when({ ...amend, on: day('2024') })
      .thenRejected('agreement.amendment-pending', 'agreementId');
  });
});

describe(rule('agreement.accession'), () => {
  const accede: AccedeToAgreement = { ...sign('sedna', '2023'), type: 'AccedeToAgreement', facts };
  const acceded = { type: 'agreement.PartyAcceded', data: signed('sedna', '2023').data };
  it('adds a party that signs the version in force', () => {
    given(...inForce)
      .when(accede)
      .then(acceded);
    expect(agreementFacts(agreementId, after(...inForce, acceded))).toMatchObject({
      parties: ['icare', 'mwc', 'sedna'],
    });
  });
  it('leaves the signatures of the others as they were', () =>
    expect(effectOf(after(...inForce, acceded))).toEqual({ from: '2022-03-01', until: 'open' }));
  it('makes it a party whose signature the next version needs', () => {
    const amended = { type: 'agreement.Amended', data: { agreementId, version: 2, on: '2024' } };
    const state = after(...inForce, acceded, amended);
    expect(missing(state)).toEqual(['icare', 'mwc', 'sedna']);
  });
  it('is refused for another version, twice, or before the effect', () => {
    given(...inForce)
      .when({ ...accede, contentHash: otherHash })
      .thenRejected('agreement.other-version', 'contentHash');
    given(...inForce, acceded)
      .when({ ...accede, on: day('2024') })
      .thenRejected('agreement.already-a-party', 'organisationId');
    given(drafted, submitted).when(accede).thenRejected('agreement.not-in-effect', 'agreementId');
  });
  it('ends with a withdrawal; the others go on', () => {
    const leaving = { agreementId, organisationId: 'sedna', on: day('2024') };
    const left = { type: 'agreement.PartyWithdrew', data: leaving };
    given(...inForce, acceded)
      .when({ type: 'WithdrawFromAgreement', ...leaving })
      .then(left);
    expect(after(...inForce, acceded, left).parties).toEqual(['icare', 'mwc']);
    given(...inForce)
      .when({ type: 'WithdrawFromAgreement', ...leaving })
      .thenRejected('agreement.not-a-party', 'organisationId');
  });
});
