export type { AccessOptions } from './access.module.ts';
export { Identity } from './identity.ts';
export { localToken, type LocalClaims } from './local-issuer.ts';
export { OWN_CLAIMS, OWN_ROLES, type ClaimNames, type Issuer } from './settings.ts';
export { assertSafe, Tokens } from './tokens.ts';
export { actorOf, eraseActor, type Actor } from './erasing.ts';
