export * from './issuer.ts';
export * from './roles.ts';
