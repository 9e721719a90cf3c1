import type { Identity } from '#platform/access';
import { EventStore } from '#platform/event-store';
import { messageOf } from '#platform/process';
import { migrate } from '#platform/read-store';

const ANSWERS_MS_MAX = 5_000;

/** Throws, naming the setting to look at, unless both servers of somebody else are there. */
export async function reachServers(urls: {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
}): Promise<void> {
  await Promise.all([reachEventStore(urls.eventStoreUrl), reachDatabase(urls.databaseUrl)]);
}

/** Throws, naming the setting, unless the event store answers. */
export async function reachEventStore(url: string): Promise<void> {
  const store = EventStore.connect(url);
  try {
    await store.ping(ANSWERS_MS_MAX);
  } catch (error) {
    throw notThere(error, 'EVENTSTORE_URL');
  } finally {
    await store.close();
  }
}

async function reachDatabase(url: string): Promise<void> {
  try {
    await migrate(url);
  } catch (error) {
    throw notThere(error, 'DATABASE_URL');
  }
}

/** Throws, naming the setting, unless the issuer of tokens says who it is. */
export const reachIssuer = (identity: Identity): Promise<void> =>
  identity.reach().catch((error: unknown) => {
    throw notThere(error instanceof Error ? (error.cause ?? error) : error, 'OIDC_ISSUER');
  });

const notThere = (error: unknown, setting: string): Error =>
  new Error(
    `${setting}: ${messageOf(error)}. Start the server that it names, or set it to one that runs; see docs/how-to/point-at-real-servers.md.`,
    { cause: error },
  );
