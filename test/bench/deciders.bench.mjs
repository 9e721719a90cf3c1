/** Decisions a second of each decider, alone and on one core: at least 300,000. */
import { cleanUp, startSubject } from './support/processes.mjs';
import { against, byTurns, printTable, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';
import { courses } from './subjects/courses.mjs';

const STEP = 300_000;
const { BENCH_ROUND_MS: ms } = sizes;

try {
  const deciders = await startSubject('deciders', {});
  const title = 'Deciders alone, in memory: the course of one record after another';
  const values = await byTurns(
    title,
    Object.fromEntries(Object.keys(courses).map((name) => [name, () => deciders('decisions', { name, ms })])),
  );
  printTable(title, 'decisions/s', values);
  for (const [name, own] of Object.entries(values)) against(name, spread(own).median, STEP);
} finally {
  await cleanUp();
}
