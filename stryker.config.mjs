/**
 * Mutation tests of the deciders: `npm run test:mutation`, or `npm run test:mutation -- organisation` for one context.
 * Each file is tried with the specs of its own context, but for those that only search at random; a score below 90 %
 * fails (scripts/test-mutation.mjs runs one file at a time).
 */
const context = process.env.MUTATED_CONTEXT ?? '';

export default {
  mutate: [process.env.MUTATED_FILE ?? `libs/contexts/${context}/src/*.decider.ts`],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    projectType: 'custom',
    config: {
      ...(await import('./jest.config.mjs')).default,
      roots: ['<rootDir>/libs'],
      testMatch: [`<rootDir>/libs/contexts/${context}/src/*.spec.ts`],
      testPathIgnorePatterns: ['\\.property\\.spec\\.ts$', '\\.handlers\\.spec\\.ts$'],
    },
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'off',
  ignorePatterns: ['dist', 'docs/catalogue', 'examples', 'test/bench', '.data', 'apps'],
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  timeoutMS: 60_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: '.stryker-tmp',
};
