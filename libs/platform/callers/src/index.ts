export * from './caller.ts';
export { callerIn, type WrongClaims } from './claims.ts';
export * from './issuer.ts';
export { LOCAL_AUDIENCE, LOCAL_ISSUER, localKeys, localToken, type LocalClaims } from './local-issuer.ts';
export * from './roles.ts';
