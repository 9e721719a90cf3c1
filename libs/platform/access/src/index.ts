export type { AccessOptions } from './access.module.ts';
export { Identity } from './identity.ts';
export { Tokens } from './tokens.ts';
export { actorOf, eraseActor, type Actor } from './erasing.ts';
export { AccessLog, NotLogged, type Ask } from './log/access-log.ts';
export type { AccessEntry } from './log/entry.ts';
export { verifyAccessLog, type AccessLogVerified } from './log/verifying.ts';
export { exportAccessLog } from './log/exporting.ts';
export { noting, withOwner } from './log/own-chain.ts';
