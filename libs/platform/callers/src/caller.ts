import type { Role } from './roles.ts';

/** Who asks: an opaque reference to somebody, the role, and for whom they speak. */
export type Caller = { readonly actor: string } & (
  | {
      readonly role: 'municipality';
      /** GM codes, at least one. */
      readonly municipalities: readonly string[];
      /** As which organisation of the register it acts, if any. */
      readonly organisation?: string;
    }
  | { readonly role: 'partner'; readonly organisation: string }
  | { readonly role: Exclude<Role, 'municipality' | 'partner'> }
);

/** The organisation for which somebody speaks, or `null`. */
export const organisationOf = (caller: Caller): string | null =>
  'organisation' in caller ? (caller.organisation ?? null) : null;
