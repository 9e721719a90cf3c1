import { later, type Start } from '#kernel';
import { contentHashOf, type Content } from './agreement.content.ts';
import type { AgreementState, Said, Signature, Version } from './agreement.state.ts';

/** A version of `content`, with what was signed and took effect before its parties were named. */
export function versionOf(number: number, content: Content, before: Version | null): Version {
  return {
    number,
    content,
    // The same content has the same hash, which takes longer than all else in a decision.
    contentHash: before?.content === content ? before.contentHash : contentHashOf(content),
    amendment: before?.amendment ?? null,
    signatures: before?.signatures ?? [],
    voidSignatures: before?.voidSignatures ?? [],
    declined: before?.declined ?? [],
    effect: before?.effect ?? null,
    putOn: before?.putOn ?? null,
  };
}

/** `version` with a signature, which takes the place of an earlier one; that of a source of none that was given live. */
export function signed(version: Version, data: Said<'agreement.Signed'>, perSource: boolean): Version {
  const { organisationId, capacity = null, function: held = null, on, contentHash = null } = data;
  const signature: Signature = {
    organisationId,
    capacity,
    function: held,
    on,
    decisionId: data.decisionId ?? null,
    contentHash,
  };
  if (contentHash !== null && contentHash !== version.contentHash) {
    return { ...version, voidSignatures: [...version.voidSignatures, signature] };
  }
  const isLive = (one: Signature): boolean =>
    one.organisationId === organisationId && one.contentHash !== null;
  if (perSource && version.signatures.some(isLive)) return version;
  const others = version.signatures.filter((other) => other.organisationId !== organisationId);
  return { ...version, signatures: [...others, signature] };
}

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
