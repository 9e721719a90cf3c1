export { codecRejections, canonicalText, parseEvent } from './codec.ts';
export * from './decisions.ts';
export * from './errors.ts';
export type { EventLog } from './event-log.ts';
export type { LogEvent, NewEvent } from './log-event.ts';
export type { BasedOn, Caller, EventMetadata, SourceSystem } from './metadata.ts';
export * from './position.ts';
