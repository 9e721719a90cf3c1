/** Appending: through the port, one after the other, many at once, many in one; and what others make of the same. */
import {
  cleanUp,
  here,
  startEventStore,
  startPostgres,
  startProgram,
  startSubject,
} from './support/processes.mjs';
import { against, byTurns, printTable, ratio, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_IN_FLIGHT: inFlight, BENCH_ROUND_MS: ms } = sizes;
const PORT = 'port, embedded store';
const BARE = 'bare client, embedded store';
const NOTHING = 'bare client, keeps nothing';
const EMMETT = 'Emmett-postgresql';
const SQL = 'raw SQL insert';

try {
  const [store, database, other, nothing] = await Promise.all([
    startEventStore(),
    startPostgres(),
    startPostgres(),
    startProgram(here('servers/keeps-nothing.mjs'), [], {}, /(esdb:\S+) /),
  ]);
  const subjects = {
    [PORT]: await startSubject('port', { url: store.url }),
    [BARE]: await startSubject('client', { url: store.url }),
    [NOTHING]: await startSubject('client', { url: nothing.said[1] }),
    [EMMETT]: await startSubject('emmett', { url: database.url, inFlight }),
    [SQL]: await startSubject('sql', { url: other.url, inFlight }),
  };
  const measure = async (title, load) => {
    const values = await byTurns(
      title,
      Object.fromEntries(
        Object.entries(subjects).map(([name, ask]) => [name, () => ask('appends', { ...load, ms })]),
      ),
    );
    printTable(title, 'events/s', values);
    return values;
  };

  const single = await measure('Appends, one after the other', { inFlight: 1, batch: 1 });
  against('appends one after the other', spread(single[PORT]).median, 1_300, '/s');
  const many = await measure(`Appends, ${inFlight} in flight`, { inFlight, batch: 1 });
  against(`appends, ${inFlight} in flight`, spread(many[PORT]).median, 8_000, '/s');
  against('beside Emmett-postgresql', ratio(many, PORT, EMMETT), 2.5, '×');
  against('beside the client, a store that keeps nothing', ratio(many, PORT, NOTHING), 0.85, '×');
  const batches = await measure('Batches of 100, 4 in flight', { inFlight: 4, batch: 100 });
  against('batches of 100', spread(batches[PORT]).median, 22_000, ' events/s');
} finally {
  await cleanUp();
}
