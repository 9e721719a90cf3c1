import { Roles, type Role } from './roles.ts';

/** By which claims of a token the register knows who somebody is; names of nested claims are dotted. */
export type ClaimNames = {
  /** A text or a list of texts, of which exactly one is a role. */
  readonly role: string;
  /** GM codes, as a list or as text with spaces between. */
  readonly municipalities: string;
  /** The id of an organisation in the register. */
  readonly organisation: string;
  /** What the issuer calls a role, where it does not call it as the register does. */
  readonly roles: ReadonlyMap<string, Role>;
};

/** Whose access tokens are taken. */
export type Issuer =
  | {
      /** A server of OpenID Connect. */
      readonly kind: 'oidc';
      readonly url: string;
      readonly audience: string;
      readonly claims: ClaimNames;
    }
  /** This machine: the key is in the data folder. */
  | { readonly kind: 'local'; readonly dataDir: string };

/** Roles by the names that the register has for them. */
export const OWN_ROLES: ReadonlyMap<string, Role> = new Map(Roles.map((role) => [role, role]));

/** How the register names claims itself. */
export const OWN_CLAIMS: ClaimNames = {
  role: 'role',
  municipalities: 'municipalities',
  organisation: 'organisation',
  roles: OWN_ROLES,
};

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Throws unless nobody on the way can change what comes from an address. */
export function assertSafe({ protocol, hostname }: URL): void {
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return;
  throw new Error('an address of the issuer must be https, but on the loopback address');
}
