/** The audit ledger: verified whole, proofs out of it, and how that grows with the journal. */
import { journalOf } from './support/journal.mjs';
import { cleanUp, startSubject } from './support/processes.mjs';
import { against, byTurns, number, printTable, quantile, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_EVENTS: events, BENCH_GROWTH_FROM: fewer, BENCH_REBUILD_ROUNDS: rounds } = sizes;
const PROOFS = 500;
const PROOF_MS_MAX = 5;

async function measured(count) {
  const journal = await journalOf(count);
  const subject = await startSubject('ledger', { url: journal.databaseUrl, keysDir: journal.keysDir });
  const title = `Verifying the ledger of ${number(journal.count)} events`;
  const values = await byTurns(
    title,
    { 'register verify ledger': () => subject('verify'), 'read and hashed once': () => subject('hash') },
    rounds,
  );
  printTable(title, 'events/s', values);
  const [grown, read] = [await subject('grow'), journal.count / journal.readSeconds];
  console.log(
    `  The tree grows by ${number(grown)} events/s; from the event store to live read models come ${number(read)}.`,
  );
  const times = (await subject('proofs', PROOFS)).sort((a, b) => a - b);
  const [median, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  console.log(`  A proof of inclusion: ${number(median)} ms, p99 ${number(p99)} ms.`);
  return {
    count: journal.count,
    cost: (100 * read) / grown,
    rate: spread(values['register verify ledger']).median,
    p99,
  };
}

try {
  const small = await measured(fewer);
  const large = await measured(events);
  const seconds = ({ count, rate }) => count / rate;
  const exponent = Math.log(seconds(large) / seconds(small)) / Math.log(large.count / small.count);
  against('register verify ledger', large.rate, 100_000, ' events/s');
  against('growth of the time (exponent)', exponent, -1.1);
  against('what the tree takes of the time of the projector', large.cost, -10, ' %');
  against('a proof, p99', large.p99, -PROOF_MS_MAX, ' ms');
} finally {
  await cleanUp();
}
