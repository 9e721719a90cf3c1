export * from './coalition.events.ts';
