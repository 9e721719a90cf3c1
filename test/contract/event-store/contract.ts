import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import {
  binaryEvent,
  EventStoreDBClient,
  jsonEvent,
  type AppendExpectedRevision,
  type AppendResult,
  type EventData,
  type JSONEventData,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { startEmbeddedEventStore, type EmbeddedEventStore } from '#platform/embedded-event-store';

/** The server that is held to the contract, and a client of it. */
export type Contract = { readonly client: EventStoreDBClient; readonly url: string };

/**
 * Connects to the server that `EVENTSTORE_URL` names, or starts an embedded one on a folder of its own.
 * To be called once in a describe block; the result may be used inside its tests.
 */
export function contract(): Contract {
  let embedded: EmbeddedEventStore | undefined;
  let dataDir: string | undefined;
  let client: EventStoreDBClient | undefined;
  let url = process.env['EVENTSTORE_URL'];

  beforeAll(async () => {
    if (url === undefined) {
      dataDir = await mkdtemp(join(tmpdir(), 'event-store-contract-'));
      embedded = await startEmbeddedEventStore({ dataDir });
      url = embedded.connectionString;
    }
    client = EventStoreDBClient.connectionString(url);
  });
  afterAll(async () => {
    await client?.dispose();
    await embedded?.stop();
    if (dataDir !== undefined) await rm(dataDir, { recursive: true });
  });

  return {
    get client() {
      if (client === undefined) throw new Error('The contract holds inside tests only.');
      return client;
    },
    get url() {
      return url ?? '';
    },
  };
}

/** A name that no other test, run or client uses. */
export const newStream = (aggregate = 'contract'): string => `${aggregate}-${randomUUID()}`;

export const event = (n = 0, type = 'contract.Happened'): JSONEventData => jsonEvent({ type, data: { n } });
export const events = (count: number, type?: string): JSONEventData[] =>
  Array.from({ length: count }, (_, n) => event(n, type));
export const octets = (bytes: Uint8Array, type = 'contract.Measured'): EventData =>
  binaryEvent({ type, data: bytes });

/** The client appends in two ways: in a batch stream, and, when a call has credentials of its own, in a call of its own. */
export const ways = [{ way: 'batch append' }, { way: 'classic append' }] as const;
export type Way = (typeof ways)[number]['way'];

export const append = (
  { client }: Contract,
  way: Way,
  stream: string,
  what: EventData | EventData[],
  expectedRevision: AppendExpectedRevision = 'any',
): Promise<AppendResult> =>
  client.appendToStream(stream, what, {
    expectedRevision,
    ...(way === 'classic append' ? { credentials: { username: 'admin', password: 'changeit' } } : {}),
  });

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Collects so many events, and then leaves. */
export async function take(source: AsyncIterable<ResolvedEvent>, count: number): Promise<ResolvedEvent[]> {
  const items: ResolvedEvent[] = [];
  if (count === 0) return items;
  for await (const item of source) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

/** The reason for which a promise was rejected. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('This was expected to fail, and did not.');
}

export const numbers = (resolved: readonly ResolvedEvent[]): unknown[] =>
  resolved.map(({ event: recorded }) => (recorded?.isJson === true ? numberIn(recorded.data) : undefined));
export const revisions = (resolved: readonly ResolvedEvent[]): (bigint | undefined)[] =>
  resolved.map(({ event: recorded }) => recorded?.revision);
export const ids = (resolved: readonly ResolvedEvent[]): (string | undefined)[] =>
  resolved.map(({ event: recorded }) => recorded?.id);

const numberIn = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'n' in data ? data.n : undefined;
