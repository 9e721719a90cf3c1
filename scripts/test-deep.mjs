/**
 * All tests, with as many rounds of faults, sequences and hostile requests as a night has room for, and then mutation tests of the deciders:
 * `npm run test:deep`, or `ROUNDS=20 SEQUENCES=10000 npm run test:deep`. With paths, the tests there and no mutants.
 */
import { spawnSync } from 'node:child_process';

process.env.DEEP = '1';
process.env.ROUNDS ??= '200';
process.env.OUTAGE_MS ??= '60000';
process.env.SEQUENCES ??= '100000';
process.env.REQUESTS ??= '1000000';
process.env.LEDGER_SIZES ??= '2000';
process.env.LEDGER_LEAVES ??= '10000000';
process.env.LEDGER_MUTATIONS ??= '1000';
const isWhole = process.argv.length === 2;
process.argv.splice(2, 0, '--testTimeout=3600000');
process.once('exit', (code) => {
  if (code !== 0 || !isWhole) return;
  const { status } = spawnSync(process.execPath, ['scripts/test-mutation.mjs'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
});
await import('./prepare.mjs');
await import('./jest.mjs');
