import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { startEmbeddedEventStore, type EmbeddedEventStore } from '#platform/embedded-event-store';
import { EventStore, type EventStoreOptions, type LogEvent, type NewEvent } from '#platform/event-store';
import { MisbehavingEventStore } from './misbehaving-event-store.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Short times, so that a test of what happens after them does not take long. Milliseconds. */
export const HASTY = {
  attemptMs: 400,
  totalMs: 3_000,
  backoffMinMs: 10,
  backoffMaxMs: 100,
  quietMs: 150,
  graceMs: 150,
} as const satisfies EventStoreOptions;

/** An embedded store for the specs of one file, with doors and cables that misbehave on request; cleaned up by itself. */
export function eventStores() {
  let dataDir = '';
  let server: EmbeddedEventStore | undefined;
  const cleanUps: (() => unknown)[] = [];
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-store-'));
    server = await startEmbeddedEventStore({ dataDir });
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const port = (): number => {
    if (server === undefined) throw new Error('the store has not been started');
    return Number(new URL(server.connectionString.replace('esdb:', 'http:')).port);
  };
  const later = <T>(thing: T, cleanUp: (thing: T) => unknown): T => {
    cleanUps.push(() => cleanUp(thing));
    return thing;
  };
  const storeAt = (url: string, options: EventStoreOptions = HASTY): EventStore =>
    later(EventStore.connect(url, options), (made) => made.close());
  const store = (at: number = port(), options: EventStoreOptions = HASTY): EventStore =>
    storeAt(`esdb://127.0.0.1:${at}?tls=false`, options);
  return {
    /** The port of the store that behaves. */
    port,
    store,
    /** A store at an address of any kind. */
    storeAt,
    /** Whatever else is to be cleaned up after a test. */
    later,
    /** A store behind a door that misbehaves. */
    door: async (): Promise<MisbehavingEventStore> =>
      later(await MisbehavingEventStore.before(`127.0.0.1:${port()}`), (door) => door.stop()),
    cable: async (): Promise<TcpProxy> => later(await TcpProxy.before(port()), (cable) => cable.pullOut()),
    /** What the store holds of a stream, asked without detour. */
    held: async (stream: string): Promise<readonly LogEvent[]> => (await store().load(stream)).events,
  };
}

/** A stream name that no other spec uses. */
export const anyStream = (): string => `tally-${uuidV7()}`;

/** A plain event. */
export const anEvent = (n = 1): NewEvent => ({
  id: uuidV7(),
  type: 'tally.Added',
  data: `{"amount":${n},"note":"x"}`,
  metadata: '{"actor":"somebody"}',
});

const ASKS_AGAIN_MS_MIN = 10;

/**
 * Runs until it is so, or fails after a while. Asks ever more seldom, since asking may cost as much as what is waited
 * for; at least every `againMs`.
 */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 5_000,
  againMs = 100,
): Promise<void> {
  const until = Date.now() + withinMs;
  for (let pauseMs = ASKS_AGAIN_MS_MIN; !(await isSo()); pauseMs *= 1.2) {
    if (Date.now() > until) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, againMs)));
  }
}
