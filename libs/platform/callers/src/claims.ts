import type { JWTPayload } from 'jose';
import { GmCodeShape, IdShape } from '#kernel';
import type { Caller } from './caller.ts';
import type { ClaimNames } from './issuer.ts';

const MUNICIPALITIES_MAX = 50;

type Claims = { readonly [name: string]: unknown };
const isClaims = (value: unknown): value is Claims => typeof value === 'object' && value !== null;

const isId = (value: unknown): value is string => IdShape.safeParse(value).success;

/** The claim of a dotted name: as it is, or else level by level. */
function claimOf(payload: Claims, name: string): unknown {
  if (name in payload) return payload[name];
  return name
    .split('.')
    .reduce<unknown>((within, part) => (isClaims(within) ? within[part] : undefined), payload);
}

const textsOf = (claim: unknown): string[] =>
  typeof claim === 'string'
    ? claim.split(' ').filter((part) => part !== '')
    : Array.isArray(claim)
      ? claim.filter((part): part is string => typeof part === 'string')
      : [];

/** What is wrong with claims: they name no role, or more than one; or not for whom. */
export type WrongClaims = 'access.no-role' | 'access.incomplete-role';

/**
 * Who the claims of a verified token speak of; `actor` is the reference that stands for its subject. A token with no
 * role, with more than one, or with one that is not said for whom, is nobody's: nobody gets the wider half.
 */
export function callerIn(payload: JWTPayload, names: ClaimNames, actor: string): Caller | WrongClaims {
  const [role, ...others] = new Set(
    textsOf(claimOf(payload, names.role)).flatMap((name) => names.roles.get(name) ?? []),
  );
  if (role === undefined || others.length > 0) return 'access.no-role';
  const municipalities = [...new Set(textsOf(claimOf(payload, names.municipalities)))];
  const organisation = claimOf(payload, names.organisation);
  const isOrganisation = isId(organisation);
  switch (role) {
    case 'municipality': {
      const isComplete =
        municipalities.length > 0 &&
        municipalities.length <= MUNICIPALITIES_MAX &&
        municipalities.every((code) => GmCodeShape.safeParse(code).success) &&
        (organisation === undefined || isOrganisation);
      if (!isComplete) return 'access.incomplete-role';
      return { actor, role, municipalities, ...(isOrganisation && { organisation }) };
    }
    case 'partner':
      if (!isOrganisation) return 'access.incomplete-role';
      return { actor, role, organisation };
    case 'programme-office':
    case 'analyst':
    case 'auditor':
    case 'operator':
    case 'privacy-officer':
      return { actor, role };
  }
}
