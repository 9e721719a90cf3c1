/** What PostgreSQL can do when nobody asks more of it: one prepared insert a commit, no checks but the key. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { perSecond } from '../support/load.mjs';
import { appendsOf } from '../support/sample.mjs';

const TABLE = `CREATE TABLE IF NOT EXISTS event (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, revision bigint NOT NULL,
  id uuid NOT NULL, type text NOT NULL, data text NOT NULL, metadata text NOT NULL, UNIQUE (stream, revision))`;
const INSERT = `INSERT INTO event (stream, revision, id, type, data, metadata)
  SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[])`;
const INSERT_ONE =
  'INSERT INTO event (stream, revision, id, type, data, metadata) VALUES ($1, $2, $3, $4, $5, $6)';

export async function open({ url, inFlight }) {
  const pool = new pg.Pool({ connectionString: url, max: inFlight, idleTimeoutMillis: 0 });
  await pool.query(TABLE);
  const write = (stream, revision, events) => {
    const columns = [
      events.map((_, index) => revision + 1 + index),
      events.map(() => randomUUID()),
      events.map(({ type }) => type),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(({ metadata }) => JSON.stringify(metadata)),
    ];
    return events.length === 1
      ? pool.query({ name: 'one', text: INSERT_ONE, values: [stream, ...columns.map(([value]) => value)] })
      : pool.query({ name: 'many', text: INSERT, values: [stream, ...columns] });
  };
  return { appends: ({ batch, ...load }) => perSecond(load, appendsOf(batch, write)) };
}
