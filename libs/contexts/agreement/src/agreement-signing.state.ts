import { later, type Start } from '#kernel';
import type { AgreementState, Version } from './agreement.state.ts';

/** The parties that have to sign `version` and have not: only a signature of that very content counts. */
export const missingSignatures = (version: Version, { parties }: Pick<AgreementState, 'parties'>): string[] =>
  version.content.parties.filter(
    (party) =>
      parties.includes(party) &&
      !version.signatures.some(
        ({ organisationId, contentHash }) => organisationId === party && contentHash === version.contentHash,
      ),
  );

/** The day of the last signature of `version`, or of the withdrawal of the last party that had not signed; `null`: nobody signed. */
export function lastSignedOn(
  { content, contentHash, signatures }: Version,
  { withdrawals }: Pick<AgreementState, 'withdrawals'>,
): Start | null {
  const counted = signatures.filter(
    (one) => one.contentHash === contentHash && content.parties.includes(one.organisationId),
  );
  if (counted.length === 0) return null;
  const withdrew = withdrawals.filter(
    ({ organisationId }) =>
      content.parties.includes(organisationId) &&
      !counted.some((one) => one.organisationId === organisationId),
  );
  return [...counted, ...withdrew].map(({ on }) => on).reduce(later, 'unknown');
}

/**
 * The day on which the signatures of `version` bring it into effect: that of the last of them, or the day that was agreed,
 * if that is later. `null`: nobody had to sign, so that it takes effect when somebody says so. Computed, so that a
 * correction of a signature is a correction of this.
 */
export function effectDayOf(version: Version, state: Pick<AgreementState, 'withdrawals'>): Start | null {
  const signedOn = lastSignedOn(version, state);
  return signedOn === null ? null : later(signedOn, version.content.agreedFrom ?? 'unknown');
}
