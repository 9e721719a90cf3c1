import {
  agreement,
  contentHashOf,
  type AgreementEvent,
  type Content,
  type SignAgreement,
} from '#contexts/agreement';
import { PartialDate } from '#kernel';
import { specify } from './given.ts';

export const day = (text: string): PartialDate => PartialDate.parse(text);
export const agreementId = 'covenant';
export const { given } = specify(agreement, agreementId);
const known = (organisationId: string) => ({ organisationId, known: true, domain: null, closedOn: null });
export const organisations = ['icare', 'mwc', 'sedna', 'ggd'].map(known);
export const facts = { organisations, decision: null };

export type Drafted = Extract<AgreementEvent, { type: 'agreement.Drafted' }>;
/** A covenant of two parties. */
export const drafted: Drafted = {
  type: 'agreement.Drafted',
  data: {
    agreementId,
    kind: 'covenant',
    title: 'Covenant',
    topics: ['referral'],
    phases: ['during'],
    scope: { level: 'municipal', municipalities: ['GM0114'] },
    parties: ['icare', 'mwc'],
    terms: { summary: 'Refer to each other.' },
    on: day('2022-01'),
  },
};
const { agreementId: _, on: __, ...said } = drafted.data;
export const content: Content = { ...said, parties: ['icare', 'mwc'] };
export const hash = contentHashOf(content);
export const submitted: AgreementEvent = {
  type: 'agreement.Submitted',
  data: { agreementId, to: ['icare', 'mwc'], on: day('2022-02') },
};
export const sign = (organisationId: string, on = '2022-03-01', contentHash = hash): SignAgreement => ({
  type: 'SignAgreement',
  agreementId,
  organisationId,
  capacity: 'on behalf of the board',
  function: 'director',
  on: day(on),
  contentHash,
  facts,
});
export const signed = (organisationId: string, on = '2022-03-01', contentHash = hash): AgreementEvent => ({
  type: 'agreement.Signed',
  data: {
    agreementId,
    organisationId,
    capacity: 'on behalf of the board',
    function: 'director',
    on: day(on),
    contentHash,
  },
});
export const tookEffect = (on: string, until: PartialDate | 'open' = 'open'): AgreementEvent => ({
  type: 'agreement.TookEffect',
  data: { agreementId, on: day(on), until },
});
/** Signed by both, and in effect since. */
export const inForce = [drafted, submitted, signed('icare'), signed('mwc'), tookEffect('2022-03-01')];
