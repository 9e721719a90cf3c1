import type { DecisionFacts } from '#contexts/decision';
import { mustBeOrganisation, type OrganisationFacts } from '#contexts/organisation';
import { isReversed, rejector, type PartialDate } from '#kernel';
import { effectOf } from './agreement.facts.ts';
import type { AgreementState, Version } from './agreement.state.ts';

export const agreementRejections = {
  'agreement.absent': { kind: 'absent', says: 'The register has no agreement with this id.' },
  'agreement.exists': { kind: 'conflict', says: 'Another agreement is registered with this id.' },
  'agreement.ended': { kind: 'conflict', says: 'The agreement has ended.' },
  'agreement.unknown-decision': { kind: 'invalid', says: 'The register has no decision with this id.' },
  'agreement.unknown-parent': {
    kind: 'invalid',
    says: 'The register has no agreement with the id of the parent.',
  },
  'agreement.unknown-successor': {
    kind: 'invalid',
    says: 'The register has no agreement with the id of the successor.',
  },
  'agreement.wider-than-parent': {
    kind: 'conflict',
    says: 'An agreement that narrows another is of the same level or a lower one.',
  },
  'agreement.supersedes-itself': { kind: 'invalid', says: 'An agreement cannot supersede itself.' },
  'agreement.scope-empty': {
    kind: 'invalid',
    says: 'Only a national agreement covers everybody: name the municipalities.',
  },
  'agreement.same-party': { kind: 'invalid', says: 'The party is named twice.' },
  'agreement.no-parties': { kind: 'invalid', says: 'Name the parties that have to sign.' },
  'agreement.ends-before-start': { kind: 'invalid', says: 'The end lies before the beginning.' },
  'agreement.not-submitted': {
    kind: 'conflict',
    says: 'The agreement has not been submitted to its parties.',
  },
  'agreement.in-effect': { kind: 'conflict', says: 'This version of the agreement is in effect.' },
  'agreement.not-in-effect': { kind: 'conflict', says: 'The agreement never took effect.' },
  'agreement.other-day': {
    kind: 'conflict',
    says: 'It takes effect on the day of the last signature, or on the day that was agreed, if that is later.',
  },
  'agreement.not-signed': { kind: 'conflict', says: 'Not all parties have signed this version.' },
  'agreement.amendment-pending': {
    kind: 'conflict',
    says: 'A newer version waits for the signatures of its parties.',
  },
  'agreement.not-a-party': { kind: 'conflict', says: 'The organisation is no party to the agreement.' },
  'agreement.already-a-party': { kind: 'conflict', says: 'The organisation is a party to the agreement.' },
  'agreement.other-version': {
    kind: 'conflict',
    says: 'The signature names other content than that of the version that is to be signed.',
  },
  'agreement.already-signed': { kind: 'conflict', says: 'The party has signed this version otherwise.' },
  'agreement.not-in-scope': {
    kind: 'conflict',
    says: 'Municipalities adopt agreements of a level above their own, whose scope covers them.',
  },
  'agreement.decision-not-effective': {
    kind: 'conflict',
    says: 'The decision that is named was not effective on that date.',
  },
  'agreement.deviation-missing': { kind: 'invalid', says: 'Say in what the municipality deviates.' },
  'agreement.reason-missing': { kind: 'invalid', says: 'A deviation needs a reason.' },
  'agreement.not-the-successor': {
    kind: 'conflict',
    says: 'The agreement did not pass from that municipality to this one.',
  },
  'agreement.not-extended': { kind: 'conflict', says: 'The extension does not go beyond the present end.' },
  'agreement.review-not-due': { kind: 'conflict', says: 'The day for the review has not passed.' },
  'agreement.not-expired': { kind: 'conflict', says: 'No agreed last day has passed.' },
} as const;
export const reject = rejector(agreementRejections);

export function mustBeParties(
  parties: readonly string[],
  field: string,
  organisations: readonly OrganisationFacts[],
): void {
  parties.forEach((party, index) => {
    if (parties.indexOf(party) !== index) reject('agreement.same-party', `${field}.${index}`, party);
    mustBeOrganisation(party, `${field}.${index}`, organisations);
  });
}

/** A decision that is named must exist. */
export function mustBeDecision(id: string | undefined, decision: DecisionFacts | null): void {
  if (id !== undefined && decision?.known !== true) reject('agreement.unknown-decision', 'decisionId', id);
}

/** A decision that is named must be effective on the date; naming none is allowed. */
export function mustBeEffective(
  id: string | undefined,
  date: PartialDate,
  decision: DecisionFacts | null,
): void {
  mustBeDecision(id, decision);
  if (decision === null) return;
  const { decisionId, effective, effectiveOn, effectiveUntil } = decision;
  const notYet = effectiveOn !== null && isReversed(effectiveOn, date);
  if (!effective || notYet || isReversed(date, effectiveUntil)) {
    reject('agreement.decision-not-effective', 'decisionId', decisionId);
  }
}

/** What was done before the end may be recorded after it, whether or not the register has noticed that it came. */
export function mustNotHaveEndedBy(date: PartialDate, state: AgreementState): void {
  const until = state.ending?.until ?? effectOf(state)?.until ?? 'open';
  if (isReversed(date, until)) reject('agreement.ended', 'on');
}

export const newestOf = ({ versions }: AgreementState): Version =>
  versions.at(-1) ?? reject('agreement.absent', 'agreementId');
