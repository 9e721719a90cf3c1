/**
 * Mutation tests of the deciders and their guards: `npm run test:mutation`, or `npm run test:mutation -- organisation`
 * for one context (some ten to sixty seconds). Each file is tried with the specs of its own context, but for what
 * searches at random or keeps a store; a score below 90 % fails (scripts/test-mutation.mjs runs one file at a time).
 * Jest loads all modules anew for each mutant, which takes seconds; scripts/mutation/runner.mjs loads them once, and
 * finds the same survivors in about a tenth of a second each. The few mutants that matter while modules load are
 * tried too.
 */
import { readdirSync } from 'node:fs';

const folder = `libs/contexts/${process.env.MUTATED_CONTEXT ?? ''}/src`;

export default {
  mutate: [process.env.MUTATED_FILE ?? `${folder}/*.{decider,guards}.ts`],
  plugins: ['./scripts/mutation/runner.mjs'],
  testRunner: 'specs',
  testRunnerNodeArgs: ['--conditions=source'],
  specs: readdirSync(folder)
    .filter((name) => /(?<!\.(property|handlers|upcasters))\.spec\.ts$/.test(name))
    .map((name) => `${folder}/${name}`),
  // The title of searches at random within other specs.
  leaveOut: 'any sequence of commands',
  warnings: { unknownOptions: false },
  coverageAnalysis: 'perTest',
  // What the specs of deciders read, and no more, since it is copied for each file.
  ignorePatterns: [
    '/*',
    '!/package.json',
    '!/libs',
    '!/test',
    '/test/*',
    '!/test/support',
    '!/docs',
    '/docs/*',
    '!/docs/rules.json',
  ],
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  timeoutMS: 5_000,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  logLevel: 'warn',
  allowConsoleColors: false,
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: '.stryker-tmp',
};
