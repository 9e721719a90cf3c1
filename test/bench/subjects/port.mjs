/** The register's own port to the event store. Its texts are canonical JSON, which is part of the price. */
import { v7 } from 'uuid';
import { canonicalText, EventStore } from '../../../dist/libs/platform/event-store/src/index.js';
import { perSecond } from '../support/load.mjs';
import { appendsOf } from '../support/sample.mjs';

export async function open({ url }) {
  const store = EventStore.connect(url);
  await store.ping();
  const write = (stream, revision, events) =>
    store.append(
      stream,
      revision,
      events.map(({ type, data, metadata }) => ({
        id: v7(),
        type,
        data: canonicalText(data),
        metadata: canonicalText(metadata),
      })),
    );
  return {
    appends: ({ batch, ...load }) => perSecond(load, appendsOf(batch, write)),

    /** So many events in all. */
    fill: async ({ events, batch, inFlight }) => {
      const once = appendsOf(batch, write);
      let left = events / batch;
      const lane = async () => {
        while (left-- > 0) await once();
      };
      await Promise.all(Array.from({ length: inFlight }, lane));
    },

    read: async () => {
      const began = performance.now();
      let count = 0;
      for await (const events of store.readAll({ after: 'start' })) count += events.length;
      return { count, seconds: (performance.now() - began) / 1_000 };
    },

    /** As the projector does when it is far behind. */
    follow: async () => {
      const last = await store.lastPosition();
      const ending = new AbortController();
      const began = performance.now();
      let count = 0;
      for await (const events of store.subscribeToAll({ after: 'start', signal: ending.signal })) {
        count += events.length;
        if (events.at(-1).position.commit >= last.commit) ending.abort();
      }
      return { count, seconds: (performance.now() - began) / 1_000 };
    },
  };
}
