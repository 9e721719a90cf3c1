export * from './programme.events.ts';
