/**
 * `npm run bench [-- name …]`: how fast the register is, beside its peers, on this machine, in this run.
 *
 * Each benchmark is a process, and so is each server and each peer in it; peers take turns, round by round, so that
 * a machine that is busy for a moment is busy for all of them. Every store flushes each commit to disk. Only ratios
 * travel from one machine to another; nothing fails because something is slow. Sizes are set by the environment:
 * see `support/sizes.mjs`. `BENCH_PROFILE=<folder>` writes a CPU profile of each process there.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { preparePeers } from './support/peers.mjs';
import { machine } from './support/machine.mjs';
import { sizes } from './support/sizes.mjs';

const ALL = [
  'appends',
  'reading',
  'memory',
  'deciders',
  'decisions',
  'commands',
  'rebuild',
  'history',
  'ledger',
  'replay',
];
const asked = process.argv.slice(2);
const wrong = asked.filter((name) => !ALL.includes(name));
if (wrong.length > 0) {
  console.error(`There is no benchmark ${wrong.join(', ')}; there are ${ALL.join(', ')}.`);
  process.exit(1);
}

preparePeers();
console.log(await machine());
console.log(
  `Sizes: ${Object.entries(sizes)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`,
);
console.log('Ratio: how many times the first line of a table is of this one, the median of the rounds.');
const began = Date.now();
for (const name of asked.length > 0 ? asked : ALL) {
  const code = await new Promise((resolve) => {
    const path = fileURLToPath(new URL(`${name}.bench.mjs`, import.meta.url));
    spawn(process.execPath, [path], { stdio: 'inherit' }).once('exit', resolve);
  });
  if (code !== 0) {
    console.error(`${name} has failed.`);
    process.exitCode = 1;
  }
}
console.log(`\nTook ${Math.round((Date.now() - began) / 1000)} s.`);
