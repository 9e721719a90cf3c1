export * from './agreement.events.ts';
export * from './agreement.content.ts';
