/** A journal of made-up events, with every read model, on servers of its own: what rebuilds and pages are measured on. */
import { join } from 'node:path';
import {
  dist,
  folder,
  requireRoot,
  runProgram,
  startEventStore,
  startPostgres,
  startProgram,
} from './processes.mjs';
import { number, progress } from './rounds.mjs';

const { Client } = requireRoot('pg');

const YEARS = 6;
const POLL_MS = 250;

/**
 * Makes up so many events over six recorded years, and has a projector read them until every read model is live.
 * Answers where they are, how many they are, and how long it took to read them. Seconds.
 */
export async function journalOf(events) {
  const dataDir = join(await folder(), 'data');
  progress(`Making up ${number(events)} events`);
  const made = performance.now();
  const size = ['--events', String(events), '--seed', '1', '--years', String(YEARS)];
  await runProgram(dist('apps/register/src/main.js'), ['generate', '--data', dataDir, ...size]);
  const madeSeconds = (performance.now() - made) / 1_000;

  const [store, database] = await Promise.all([
    startEventStore(join(dataDir, 'event-store')),
    startPostgres(),
  ]);
  const urls = { eventStoreUrl: store.url, databaseUrl: database.url };
  const keysDir = join(dataDir, 'keys');
  const settings = { EVENTSTORE_URL: urls.eventStoreUrl, DATABASE_URL: urls.databaseUrl, KEYS_DIR: keysDir };
  progress(`Reading ${number(events)} events into the journal`);
  const began = performance.now();
  const projector = await startProgram(dist('apps/projector/src/main.js'), [], settings, /projector/i);
  const count = await caughtUp(urls.databaseUrl, events);
  const readSeconds = (performance.now() - began) / 1_000;
  await projector.stop();
  progress('');
  const until = await lastInstantIn(urls.databaseUrl);
  return { ...urls, keysDir, settings, dataDir, count, until, madeSeconds, readSeconds };
}

/** When the last event of the journal was recorded. */
async function lastInstantIn(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT recorded_at AS until FROM projector');
  await client.end();
  return rows[0].until.toISOString();
}

/** Waits until the journal has so many events, and every read model all of them. Answers how many it has. */
async function caughtUp(url, events) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client
        .query(
          `SELECT p.seq::int, bool_and(r.is_live AND r.seq = p.seq) AS "isLive"
           FROM projector p, projection r GROUP BY p.seq`,
        )
        .catch(() => ({ rows: [] })); // Not migrated yet.
      const [at] = rows;
      if (at !== undefined && at.seq >= events && at.isLive) return at.seq;
      if (at !== undefined)
        progress(`Reading events into the journal: ${number(at.seq)} of ${number(events)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    await client.end();
  }
}
