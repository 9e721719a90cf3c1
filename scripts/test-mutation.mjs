/**
 * Mutates every decider, one file at a time, and fails where fewer than 90 % of the mutants of one are noticed:
 * `npm run test:mutation [-- context …]`. Takes hours for all of them.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const asked = process.argv.slice(2);
const contexts = readdirSync('libs/contexts').filter((name) => asked.length === 0 || asked.includes(name));
const below = [];
for (const context of contexts) {
  const folder = join('libs/contexts', context, 'src');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.decider.ts'))) {
    const file = join(folder, name);
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'],
      {
        stdio: 'inherit',
        env: { ...process.env, MUTATED_CONTEXT: context, MUTATED_FILE: file },
      },
    );
    if (status !== 0) below.push(file);
  }
}
if (below.length > 0) {
  console.error(`Fewer than 90 % of the mutants are noticed, or it broke off: ${below.join(', ')}`);
  process.exitCode = 1;
}
