/**
 * Jest, as the tests of this project need it: ES modules, one worker more than there are cores (specs often wait for
 * processes, disks and clocks), and one PostgreSQL where all specs run. Without paths, those of `test/deep` are left to
 * `npm run test:deep`, which says `DEEP=1`: they take longer than a gate may.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
// Jest makes its own sense of an option that it is given twice.
const isLimited = args.some((arg) => arg.startsWith('--maxWorkers'));
const isWhole = args.every((arg) => arg.startsWith('-'));

const postgres =
  isWhole && process.env.DATABASE_URL === undefined
    ? await (await import('./shared-postgres.mjs')).sharedPostgres(root)
    : null;

const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...(isWhole && process.env.DEEP === undefined ? ['--testPathIgnorePatterns=/test/deep/'] : []),
    ...(isLimited ? [] : [`--maxWorkers=${availableParallelism() + 1}`]),
    ...args,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(postgres !== null && { TEST_DATABASE_URL: postgres.url }) },
  },
);
// Jest ends first, and then what it rests on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void jest.kill(signal));
const [status] = await once(jest, 'close');
await postgres?.stop();
process.exit(status ?? 1);
