/** Emmett's rebuild, of one read model: a document a record, which holds what its events say. */
import { createRequire } from 'node:module';
import { requireRoot } from '../support/processes.mjs';

// Installed for the benchmarks alone: whoever checks the imports of the repository need not have it.
const peer = createRequire(import.meta.url);
const { getPostgreSQLEventStore, pongoSingleStreamProjection, rebuildPostgreSQLProjections } = peer(
  '@event-driven-io/emmett-postgresql',
);
const { Client } = requireRoot('pg');

export async function open({ url, journalUrl, events }) {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const types = await copy(store, journalUrl, events);
  await store.close();
  const records = pongoSingleStreamProjection({
    collectionName: 'record',
    canHandle: types,
    initialState: () => ({ events: 0 }),
    evolve: (document, { data }) => ({ ...document, ...data, events: document.events + 1 }),
  });
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    /** Events a second. */
    rebuild: async () => {
      // Where a rebuild has been before, another one takes up behind its end.
      await client.query('DELETE FROM emt_processors');
      const consumer = rebuildPostgreSQLProjections({ connectionString: url, projections: [records] });
      const began = performance.now();
      await consumer.start();
      const seconds = (performance.now() - began) / 1_000;
      await consumer.close();
      const { rows } = await client.query(`SELECT sum((data->>'events')::int)::int AS seen FROM record`);
      if (rows[0].seen !== events)
        throw new Error(`the read model has seen ${rows[0].seen} events of ${events}`);
      return events / seconds;
    },
  };
}

/** The first events of a journal, a stream after the other. Answers their types. */
async function copy(store, journalUrl, events) {
  const journal = new Client({ connectionString: journalUrl });
  await journal.connect();
  const { rows } = await journal.query(
    `SELECT stream, array_agg(type ORDER BY seq) AS types, array_agg(data ORDER BY seq) AS data
     FROM journal WHERE seq <= $1 GROUP BY stream ORDER BY min(seq)`,
    [events],
  );
  await journal.end();
  for (const { stream, types, data } of rows) {
    await store.appendToStream(
      stream,
      types.map((type, at) => ({ type, data: JSON.parse(data[at]) })),
    );
  }
  return [...new Set(rows.flatMap(({ types }) => types))];
}
