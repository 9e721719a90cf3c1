/** Replays: a projection of one's own, and one that is told every event, over a journal of made-up events. */
import { fileURLToPath } from 'node:url';
import { journalOf } from './support/journal.mjs';
import { cleanUp, startSubject } from './support/processes.mjs';
import { against, byTurns, number, printTable, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_EVENTS: events, BENCH_GROWTH_FROM: fewer, BENCH_REBUILD_ROUNDS: rounds } = sizes;
const file = fileURLToPath(
  new URL('../../examples/analysis/agreements-by-month.projection.mjs', import.meta.url),
);

async function measured(count) {
  const journal = await journalOf(count);
  const subject = await startSubject('replay', { url: journal.databaseUrl, keysDir: journal.keysDir, file });
  const title = `Replaying ${number(journal.count)} events`;
  const values = await byTurns(
    title,
    {
      'register replay, two types': () => subject('own'),
      'register replay, all types': () => subject('all'),
      'read and parsed once': () => subject('parse'),
    },
    rounds,
  );
  printTable(title, 'events/s', values);
  const memory = await subject('memory');
  console.log(`  Memory: ${number(memory)} MB at most.`);
  return { count: journal.count, rate: spread(values['register replay, two types']).median, memory };
}

try {
  const small = await measured(fewer);
  const large = await measured(events);
  against('register replay, two types', large.rate, 100_000, ' events/s');
  against('growth of its memory', large.memory / small.memory, -1.5, '×');
} finally {
  await cleanUp();
}
