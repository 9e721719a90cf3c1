/** Decisions on records: with the store behind them, and deciders alone. */
import { cleanUp, startEventStore, startSubject } from './support/processes.mjs';
import { byTurns, printTable } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_IN_FLIGHT: inFlight, BENCH_ROUND_MS: ms } = sizes;

try {
  const { url } = await startEventStore();
  const decisions = await startSubject('decisions', { url });
  const port = await startSubject('port', { url });
  const title = `Decisions on organisations, ten a record, ${inFlight} in flight`;
  printTable(
    title,
    'decisions/s',
    await byTurns(title, {
      'Decisions.decide': () => decisions('decisions', { inFlight, ms }),
      'append through the port alone': () => port('appends', { inFlight, batch: 1, ms }),
      'deciders alone, in memory': () => decisions('deciders', { ms }),
    }),
  );
} finally {
  await cleanUp();
}
