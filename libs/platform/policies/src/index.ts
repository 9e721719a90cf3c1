export { assertActs, PoliciesModule } from './policies.module.ts';
export { policy, type Asking, type Policy, type Road } from './policy.ts';
export { PolicyRunner, type PoliciesState, type PolicyRunnerOptions } from './runner.ts';
export { openOn, type OpenOn } from './open-on.ts';
