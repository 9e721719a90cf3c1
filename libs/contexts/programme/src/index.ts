export * from './programme.decider.ts';
export * from './programme.events.ts';
export * from './programme.state.ts';
export * from './support.decider.ts';
