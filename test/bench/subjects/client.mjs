/** The official client, bare: against the embedded store, and against one that keeps nothing. */
import { EventStoreDBClient, FORWARDS, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { v7 } from 'uuid';
import { perSecond } from '../support/load.mjs';
import { appendsOf } from '../support/sample.mjs';

export async function open({ url }) {
  const client = EventStoreDBClient.connectionString(url);
  const write = (stream, revision, events) =>
    client.appendToStream(
      stream,
      events.map((event) => jsonEvent({ id: v7(), ...event })),
      { expectedRevision: revision < 0 ? NO_STREAM : BigInt(revision) },
    );
  return {
    appends: ({ batch, ...load }) => perSecond(load, appendsOf(batch, write)),

    read: async () => {
      const began = performance.now();
      let count = 0;
      for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
        if (event?.type.startsWith('$') === false) count += 1;
      }
      return { count, seconds: (performance.now() - began) / 1_000 };
    },
  };
}
