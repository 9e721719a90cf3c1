/** The loop that everybody writes first: an event, a transaction; in it one row of JSON, and the place. */
import { requireRoot } from '../support/processes.mjs';

const { Client } = requireRoot('pg');
const PAGE_EVENTS = 1_000;

export async function open({ url, journalUrl, events }) {
  const [target, journal] = [url, journalUrl].map((connectionString) => new Client({ connectionString }));
  await Promise.all([target.connect(), journal.connect()]);
  await target.query(
    'CREATE TABLE record (stream text PRIMARY KEY, events int NOT NULL, content jsonb NOT NULL)',
  );
  await target.query('CREATE TABLE place (seq bigint NOT NULL)');
  await target.query('INSERT INTO place VALUES (0)');
  return {
    /** Events a second. */
    rebuild: async () => {
      await target.query('TRUNCATE record');
      await target.query('UPDATE place SET seq = 0');
      const began = performance.now();
      for (let at = 0; at < events;) {
        const { rows } = await journal.query(
          'SELECT seq::int, stream, data FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2',
          [at, Math.min(PAGE_EVENTS, events - at)],
        );
        for (const { seq, stream, data } of rows) {
          await target.query('BEGIN');
          await target.query({
            name: 'put',
            text: `INSERT INTO record AS r (stream, events, content) VALUES ($1, 1, $2)
              ON CONFLICT (stream) DO UPDATE SET events = r.events + 1, content = r.content || EXCLUDED.content`,
            values: [stream, data],
          });
          await target.query({ name: 'move', text: 'UPDATE place SET seq = $1', values: [seq] });
          await target.query('COMMIT');
          at = seq;
        }
      }
      return events / ((performance.now() - began) / 1_000);
    },
  };
}
