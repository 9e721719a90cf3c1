export * from './finding.content.ts';
export * from './finding.decider.ts';
export * from './finding.events.ts';
