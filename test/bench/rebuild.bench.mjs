/** Rebuilding all read models from the journal, beside peers that rebuild one; how it grows; what memory it takes. */
import { journalOf } from './support/journal.mjs';
import { cleanUp, startPostgres, startSubject } from './support/processes.mjs';
import { against, byTurns, number, printTable, progress, spread } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_EVENTS: events, BENCH_GROWTH_FROM: fewer, BENCH_PEER_EVENTS: peerEvents } = sizes;
const MEMORY_MB_MAX = 512;

/** Rebuilds of one journal: events a second of each round, and what came of the last. */
async function rebuilds(journal) {
  const subject = await startSubject('rebuild', { url: journal.databaseUrl, keysDir: journal.keysDir });
  const values = await byTurns(
    `Rebuild from ${number(journal.count)} events`,
    {
      'the register': async () => (await subject('rebuild')).perSecond,
    },
    sizes.BENCH_REBUILD_ROUNDS,
  );
  const perSecond = values['the register'];
  return { perSecond, ...(await subject('rows')), peakMb: await subject('peak') };
}

try {
  const small = await journalOf(fewer);
  const ofSmall = await rebuilds(small);

  const perPeer = Math.min(peerEvents, small.count);
  const peer = { journalUrl: small.databaseUrl, events: perPeer };
  progress(`Emmett is given ${number(perPeer)} events`);
  const [emmett, loop] = [
    await startSubject('emmett-rebuild', { ...peer, url: (await startPostgres()).url }),
    await startSubject('loop', { ...peer, url: (await startPostgres()).url }),
  ];
  const register = await startSubject('rebuild', { url: small.databaseUrl, keysDir: small.keysDir });
  const title = `Rebuild: ${ofSmall.readModels} read models with versions from ${number(small.count)} events; peers one each, from ${number(perPeer)}`;
  const peers = await byTurns(
    title,
    {
      'the register, all read models': async () => (await register('rebuild')).perSecond,
      "Emmett's rebuild, one read model": () => emmett('rebuild'),
      'a transaction an event, one row of JSON each': () => loop('rebuild'),
    },
    1,
  );
  printTable(title, 'events/s', peers);

  const large = await journalOf(events);
  const ofLarge = await rebuilds(large);
  printTable('Rebuild of all read models, versions and indexes included', 'events/s', {
    [`from ${number(large.count)} events`]: ofLarge.perSecond,
    [`from ${number(small.count)} events`]: ofSmall.perSecond,
  });
  const written = ofLarge.versions + ofLarge.current + ofLarge.items;
  const perEvent = written / large.count;
  const rate = spread(ofLarge.perSecond).median;
  console.log(
    `  ${ofLarge.readModels} read models: ${number(ofLarge.current)} rows, ${number(ofLarge.versions)} versions before those, ${number(ofLarge.items)} items of lists: ` +
      `${number(perEvent)} an event; ${number(rate * perEvent)} a second.`,
  );
  const seconds = (journal, { perSecond }) => journal.count / spread(perSecond).median;
  const exponent =
    Math.log(seconds(large, ofLarge) / seconds(small, ofSmall)) / Math.log(large.count / small.count);
  against('rebuild', rate, 25_000, ' events/s');
  against('growth of the time (exponent)', exponent, -1.1);
  against('memory of the rebuild at its most', ofLarge.peakMb, -MEMORY_MB_MAX, ' MB');
  console.log(
    `  From the event store to live read models: ${number(large.count / large.readSeconds)} events/s. ` +
      `Made up by the deciders: ${number(large.count / large.madeSeconds)} events/s.`,
  );
} finally {
  await cleanUp();
}
