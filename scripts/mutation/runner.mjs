/**
 * A test runner of Stryker for specs of pure functions: it loads them once in a process, as Node loads modules, and
 * runs what covers a mutant again and again, which takes milliseconds. A mutant that matters while modules load is
 * tried in a process of its own, which Stryker starts for it.
 */
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { getState } from 'jest-circus';

export const strykerPlugins = [{ kind: 'TestRunner', name: 'specs', factory: create }];
create.inject = ['options'];
function create({ specs, leaveOut }) {
  const stryker = (globalThis.__stryker__ = {}); // The instrumented code finds this by its name.
  let tests = null;

  async function load() {
    if (tests !== null) return;
    register('./hooks.mjs', import.meta.url);
    for (const file of specs) await import(pathToFileURL(file).href);
    tests = testsIn(getState().rootDescribeBlock, '').filter(({ id }) => !id.includes(leaveOut));
  }

  /** Runs `chosen` in their order, until one fails if `bail`. */
  async function run(chosen, bail) {
    const results = [];
    for (const { id, fn } of chosen) {
      const result = await resultOf(id, fn);
      results.push(result);
      if (bail && result.status === FAILED) break;
    }
    return results;
  }

  async function resultOf(id, fn) {
    const began = performance.now();
    const told = (rest) => ({ id, name: id, timeSpentMs: performance.now() - began, ...rest });
    stryker.currentTestId = id;
    try {
      await fn();
      return told({ status: PASSED });
    } catch (error) {
      return told({ status: FAILED, failureMessage: String(error?.message ?? error) });
    } finally {
      stryker.currentTestId = undefined;
    }
  }

  return {
    capabilities: () => ({ reloadEnvironment: false }),
    async dryRun() {
      await load();
      const results = await run(tests, false);
      return { status: 'complete', tests: results, mutantCoverage: stryker.mutantCoverage };
    },
    async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, disableBail }) {
      if (mutantActivation === 'runtime') await load();
      Object.assign(stryker, {
        activeMutant: activeMutant.id,
        hitLimit,
        hitCount: hitLimit === undefined ? undefined : 0,
      });
      try {
        await load();
      } catch (error) {
        return { status: 'error', errorMessage: String(error) };
      }
      const chosen = testFilter === undefined ? tests : tests.filter(({ id }) => testFilter.includes(id));
      const results = await run(chosen, !disableBail);
      if (stryker.hitCount > hitLimit) return { status: 'timeout', reason: `more than ${hitLimit} hits` };
      const failed = results.filter(({ status }) => status === FAILED);
      const nrOfTests = results.length;
      if (failed.length === 0) return { status: 'survived', nrOfTests };
      const [{ failureMessage }] = failed;
      return { status: 'killed', killedBy: failed.map(({ id }) => id), failureMessage, nrOfTests };
    },
  };
}
const [PASSED, FAILED] = [0, 1];

/** The tests that a block holds, each with a name of its own. */
function testsIn({ children, hooks }, prefix) {
  if (hooks.length > 0) throw new Error(`${prefix}: hooks of specs are not run here`);
  return children.flatMap((child, index) =>
    child.type === 'test'
      ? [{ id: `${prefix}${index} ${child.name}`, fn: child.fn }]
      : testsIn(child, `${prefix}${index} ${child.name} › `),
  );
}
