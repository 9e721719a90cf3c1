export * from './figures.content.ts';
export * from './figures.decider.ts';
export * from './figures.events.ts';
export { releaseOf } from './release/release.ts';
