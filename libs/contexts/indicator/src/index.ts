export * from './indicator.content.ts';
export * from './indicator.decider.ts';
export * from './indicator.events.ts';
