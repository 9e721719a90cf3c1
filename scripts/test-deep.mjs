/** All tests, with as many rounds of faults as a night has room for: `npm run test:deep`, or `ROUNDS=20 npm run test:deep`. */
process.env.ROUNDS ??= '100';
process.env.OUTAGE_MS ??= '60000';
process.argv.splice(2, 0, '--testTimeout=3600000');
await import('./prepare.mjs');
await import('./jest.mjs');
