/**
 * Mutates every decider and its guards, one file at a time, and fails where fewer than 90 % of the mutants of one are
 * noticed: `npm run test:mutation [-- context …]`. All 3,300 mutants take some seven minutes on two busy cores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const REPORT = 'reports/mutation.json';
const asked = process.argv.slice(2);
const contexts = readdirSync('libs/contexts').filter((name) => asked.length === 0 || asked.includes(name));
const began = Date.now();
const [lines, below] = [[], []];
for (const context of contexts) {
  const folder = join('libs/contexts', context, 'src');
  for (const name of readdirSync(folder).filter((file) => /\.(decider|guards)\.ts$/.test(file))) {
    const file = join(folder, name);
    rmSync(REPORT, { force: true });
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'],
      {
        stdio: 'inherit',
        env: { ...process.env, MUTATED_CONTEXT: context, MUTATED_FILE: file },
      },
    );
    if (status !== 0) below.push(file);
    lines.push(lineOf(name));
  }
}
console.log(`\n| file | mutants | killed | survived | score |\n|---|--:|--:|--:|--:|\n${lines.join('\n')}`);
console.log(`${((Date.now() - began) / 1000).toFixed(0)} s`);
if (lines.length === 0) below.push(`no decider in ${asked.join(', ')}`);
if (below.length > 0) {
  console.error(`Fewer than 90 % of the mutants are noticed, or it broke off: ${below.join(', ')}`);
  process.exitCode = 1;
}

/** What became of the mutants of one file, as Stryker counts: an endless mutant is noticed, an invalid one is none. */
function lineOf(name) {
  if (!existsSync(REPORT)) return `| ${name} | broke off | | | |`;
  const { files } = JSON.parse(readFileSync(REPORT, 'utf8'));
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, survived] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  const score = ((100 * killed) / (killed + survived)).toFixed(1);
  return `| ${name} | ${killed + survived} | ${killed} | ${survived} | ${score} % |`;
}
