export * from './programme.decider.ts';
export * from './programme.events.ts';
export { ProgrammeModule } from './programme.module.ts';
export * from './programme.state.ts';
export { programmeRegister } from './read/programme-register.projection.ts';
export * from './support.decider.ts';
