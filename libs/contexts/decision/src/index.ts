export * from './decision.events.ts';
