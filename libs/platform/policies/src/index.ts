export {
  destroyingPolicy,
  policy,
  REGISTER,
  type Asking,
  type Destroy,
  type Done,
  type Policy,
  type Road,
} from './policy.ts';
export { assertActs, PolicyRunner, type PoliciesState, type PolicyRunnerOptions } from './runner.ts';
export { openOn, type OpenOn } from './open-on.ts';
