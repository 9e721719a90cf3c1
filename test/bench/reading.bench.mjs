/** Catching up: everything in the log, through the port and through the official client alone. */
import { cleanUp, startEventStore, startSubject } from './support/processes.mjs';
import { against, byTurns, printTable, progress, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_READ_EVENTS: events, BENCH_READ_ROUNDS: rounds } = sizes;
const PORT = 'port, readAll';

try {
  const { url } = await startEventStore();
  const port = await startSubject('port', { url });
  const client = await startSubject('client', { url });
  progress(`Reading: ${events} events are appended`);
  await port('fill', { events, batch: 100, inFlight: 4 });
  const reads = (ask, task) => async () => {
    const { count, seconds } = await ask(task);
    if (count !== events) throw new Error(`${count} of ${events} events were read`);
    return count / seconds;
  };
  const title = `Reading ${events} events from $all`;
  const values = await byTurns(
    title,
    {
      [PORT]: reads(port, 'read'),
      'port, subscription that catches up': reads(port, 'follow'),
      'bare client, readAll': reads(client, 'read'),
    },
    rounds,
  );
  printTable(title, 'events/s', values);
  against('catch-up reading', spread(values[PORT]).median, 30_000, ' events/s');
} finally {
  await cleanUp();
}
