/** Emmett's event store on PostgreSQL, with as many connections as there are appends in flight. */
import { createRequire } from 'node:module';
import pg from 'pg';
import { perSecond } from '../support/load.mjs';
import { appendsOf } from '../support/sample.mjs';

// Installed for the benchmarks alone: whoever checks the imports of the repository need not have it.
const peer = createRequire(import.meta.url);
const { getPostgreSQLEventStore } = peer('@event-driven-io/emmett-postgresql');

export async function open({ url, inFlight }) {
  const pool = new pg.Pool({ connectionString: url, max: inFlight, idleTimeoutMillis: 0 });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pooled: true, pool } });
  await store.schema.migrate();
  const write = (stream, revision, events) =>
    store.appendToStream(stream, events, {
      expectedStreamVersion: revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1),
    });
  return { appends: ({ batch, ...load }) => perSecond(load, appendsOf(batch, write)) };
}
