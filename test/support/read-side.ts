import { upcasters } from '#contexts/all';
import { EventStore } from '#platform/event-store';
import { Projector, tablesOf } from '#platform/read-store';
import { projections } from '#projections/all';
import { readingWith } from '../../apps/api/src/reading.ts';
import { eventually } from './event-stores.ts';
import { testDatabase } from './postgres.ts';
import { logOf, rowsOf, type Servers } from './register.ts';

const CAUGHT_UP_MS_MAX = 30_000;

/** Waits until the journal has as many events as the store; that it has the same ones is another question. */
export async function caughtUp({ databaseUrl, eventStoreUrl }: Servers): Promise<void> {
  const { length } = await logOf(eventStoreUrl);
  await eventually(
    async () =>
      (await rowsOf<{ n: number }>(databaseUrl, 'SELECT seq::int AS n FROM projector').catch(() => []))[0]
        ?.n === length,
    CAUGHT_UP_MS_MAX,
  );
}

type Given = { readonly name: string; readonly count: number; readonly hash: string };

/** What the generation of each projection that answers says that it was given. */
const givenIn = (databaseUrl: string): Promise<Given[]> =>
  rowsOf<Given>(
    databaseUrl,
    `SELECT name, events_count::int AS count, encode(running_hash, 'hex') AS hash FROM projection
     WHERE is_live ORDER BY name`,
  );

/** Every row of the journal, of what projections were given, and of all read models that answer and their versions, as text. */
export async function contentOf(databaseUrl: string): Promise<Record<string, readonly string[]>> {
  const live = await rowsOf<{ name: string; storage: string }>(
    databaseUrl,
    'SELECT name, storage FROM projection WHERE is_live',
  );
  const answering = new Map(live.map(({ name, storage }) => [name, storage]));
  const tables = projections.flatMap(({ name, storage, table }) => {
    const there = tablesOf(answering.get(name) ?? storage, table);
    return tablesOf(storage, table).map((as, at) => [as, there[at] ?? as] as const);
  });
  const content: Record<string, readonly string[]> = {
    given: (await givenIn(databaseUrl)).map((given) => JSON.stringify(given)),
  };
  for (const [as, table] of [['journal', 'journal'], ['ledger_node', 'ledger_node'], ...tables] as const) {
    const rows = await rowsOf<{ row: string }>(
      databaseUrl,
      `SELECT t::text AS row FROM ${table} t ORDER BY 1`,
    );
    content[as] = rows.map(({ row }) => row);
  }
  return content;
}

/** The same content, made from the store alone in a database that was empty. */
export async function contentFromScratch(
  eventStoreUrl: string,
  keysDir?: string,
): Promise<Record<string, readonly string[]>> {
  const database = await testDatabase();
  const log = EventStore.connect(eventStoreUrl);
  const reads = keysDir === undefined ? upcasters : readingWith(keysDir);
  const projector = new Projector({
    url: database.url,
    log,
    projections,
    upcasters: reads,
    isSoleOwner: true,
  });
  try {
    projector.start();
    await eventually(() => projector.state.kind === 'running', CAUGHT_UP_MS_MAX);
    await caughtUp({ databaseUrl: database.url, eventStoreUrl });
    return await contentOf(database.url);
  } finally {
    await projector.stop();
    await log.close();
    await database.drop();
  }
}
