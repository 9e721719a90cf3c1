/** Jest, as the tests of this project need it: ES modules, and as many workers as there are cores. */
import { spawnSync } from 'node:child_process';

const args = process.argv.slice(2);
// Jest makes its own sense of an option that it is given twice.
const isLimited = args.some((arg) => arg.startsWith('--maxWorkers'));

const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...(isLimited ? [] : ['--maxWorkers=100%']),
    ...args,
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
