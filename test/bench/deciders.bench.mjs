/**
 * Decisions a second of each decider, alone and on one core: at least 300,000. Decided is on records that are folded, as
 * the register keeps them; what folding takes is told apart. Content is hashed where it is folded, and by no decision.
 */
import { cleanUp, startSubject } from './support/processes.mjs';
import { against, byTurns, printTable, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';
import { courses } from './subjects/courses.mjs';

const STEP = 300_000;
const { BENCH_ROUND_MS: ms } = sizes;

try {
  const deciders = await startSubject('deciders', {});
  const each = (task) =>
    Object.fromEntries(Object.keys(courses).map((name) => [name, () => deciders(task, { name, ms })]));

  const deciding = 'Deciders alone, in memory: commands that are accepted, asked again and refused';
  const decisions = await byTurns(deciding, each('decisions'));
  printTable(deciding, 'decisions/s', decisions);
  for (const name of Object.keys(courses)) {
    const { kinds, accepted, again, refused } = await deciders('mix', { name });
    console.log(
      `  ${name}: ${kinds} kinds of command; ${accepted}% accepted, ${again}% asked again, ${refused}% refused`,
    );
  }
  for (const [name, own] of Object.entries(decisions)) against(name, spread(own).median, STEP);

  const folding = 'Folding events, one by one; that of an agreement hashes what it says';
  printTable(folding, 'events/s', await byTurns(folding, each('folds')));
} finally {
  await cleanUp();
}
