import { describe, expect, it } from '@jest/globals';
import { OutcomeUnknown, StoreUnavailable, type EventStore, type LogEvent } from '#platform/event-store';
import { anEvent, anyStream, eventStores, eventually } from '#test/support/event-stores';
import type { TcpProxy } from '#test/support/tcp-proxy';

/** How long the store is away: some seconds in the gate, a minute in `npm run test:deep`. */
const OUTAGE_MS = Number(process.env['OUTAGE_MS'] ?? 3_000);
/** Within which all is as before, once it is back: the longest wait between two attempts, and what a connection takes. */
const RECOVERY_MS_MAX = 10_000;
const WRITERS = 8;

const stores = eventStores();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Written = { readonly stream: string; readonly done: readonly string[] };

/** Appends one event after the other, and repeats with the same ids and revision what may or may not have been taken. */
async function writes(store: EventStore, goesOn: () => boolean): Promise<Written> {
  const stream = anyStream();
  const done: string[] = [];
  for (let event = anEvent(), isOpen = false; goesOn() || isOpen;) {
    try {
      const { revision } = await store.append(stream, done.length - 1, [event]);
      expect(revision).toBe(done.length);
      done.push(event.id);
      event = anEvent();
      isOpen = false;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) expect(error).toBeInstanceOf(OutcomeUnknown);
      isOpen = error instanceof OutcomeUnknown;
      await pause(20);
    }
  }
  return { stream, done };
}

describe.each([
  ['refuses connections', (cable: TcpProxy) => cable.pullOut(), (cable: TcpProxy) => cable.plugIn()],
  ['says nothing', (cable: TcpProxy) => cable.stall(), (cable: TcpProxy) => cable.flow()],
] as const)('a store that goes away for long and %s', (_, goes, comes) => {
  it(
    'loses no append, doubles none, and is followed on from where it was',
    async () => {
      const cable = await stores.cable();
      const store = stores.store(cable.port, {}); // With the patience that the application has.
      const stop = new AbortController();
      const heard: LogEvent[] = [];
      let isSubscribed = false;
      const following = (async () => {
        const after = (await stores.store().lastPosition()) ?? 'start';
        const onState = ({ kind }: { readonly kind: string }): void =>
          void (isSubscribed = kind === 'subscribed');
        const batches = store.subscribeToAll({ after, signal: stop.signal, onState });
        for await (const batch of batches) heard.push(...batch);
      })();
      await eventually(() => isSubscribed);

      let goesOn = true;
      const writing = Array.from({ length: WRITERS }, () => writes(store, () => goesOn));
      await eventually(() => heard.length > 5 * WRITERS);
      await goes(cable);
      const began = performance.now();
      const waits: number[] = [];
      while (performance.now() - began < OUTAGE_MS) {
        const asked = performance.now();
        await expect(store.load(anyStream())).rejects.toBeInstanceOf(StoreUnavailable);
        waits.push(performance.now() - asked);
      }
      expect(isSubscribed).toBe(false);
      expect(Math.max(...waits)).toBeLessThan(15_000); // Nobody hangs: each is told in bounded time.
      const before = heard.length;
      await comes(cable);
      await eventually(() => isSubscribed && heard.length > before + WRITERS, RECOVERY_MS_MAX);
      goesOn = false;
      const written = await Promise.all(writing);
      const total = written.reduce((so, { done }) => so + done.length, 0);
      for (const { stream, done } of written) {
        expect((await stores.held(stream)).map(({ id }) => id)).toEqual(done);
      }
      await eventually(() => heard.length >= total);
      for (const { stream, done } of written) {
        expect(heard.filter((event) => event.stream === stream).map(({ id }) => id)).toEqual(done);
      }
      expect(heard.length).toBe(total);
      stop.abort();
      await following;
    },
    OUTAGE_MS + 60_000,
  );
});
