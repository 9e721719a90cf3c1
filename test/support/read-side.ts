import { createHash } from 'node:crypto';
import { projections, upcasters } from '#contexts/all';
import { opened } from '#kernel';
import { EventStore } from '#platform/event-store';
import { Projector } from '#platform/read-store';
import { eventually } from './event-stores.ts';
import { testDatabase } from './postgres.ts';
import { logOf, rowsOf, type Servers } from './register.ts';

const CAUGHT_UP_MS_MAX = 30_000;

type Journaled = {
  readonly seq: string;
  readonly commit: string;
  readonly prepare: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly leaf: Buffer;
};

/** Every event of the journal, in order. */
export const journalOf = (databaseUrl: string): Promise<Journaled[]> =>
  rowsOf<Journaled>(
    databaseUrl,
    `SELECT seq, commit_position AS commit, prepare_position AS prepare, stream, revision, event_id AS id, type, data,
       metadata, leaf_hash AS leaf FROM journal ORDER BY seq`,
  );

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

/** What the journal should hold of a log: every event, numbered from 1 without gaps, in the order of the log. */
export async function expectedJournal(eventStoreUrl: string): Promise<Omit<Journaled, 'leaf'>[]> {
  return (await logOf(eventStoreUrl)).map((event, index) => ({
    seq: String(index + 1),
    commit: String(event.position.commit),
    prepare: String(event.position.prepare),
    stream: event.stream,
    revision: String(event.revision),
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
  }));
}

type Given = { readonly name: string; readonly count: number; readonly hash: string };

/** What the generation of each projection that answers says that it was given. */
export const givenIn = (databaseUrl: string): Promise<Given[]> =>
  rowsOf<Given>(
    databaseUrl,
    `SELECT name, events_count::int AS count, encode(running_hash, 'hex') AS hash FROM projection
     WHERE is_live ORDER BY name`,
  );

/** What each projection was to be given, from the journal: `h = SHA-256(h ‖ seq ‖ leaf hash)`, seq in 8 bytes. */
export function givenBy(journal: readonly Journaled[]): Given[] {
  const given = projections.map((projection): Given => {
    const heard = journal.filter(({ type, data }) =>
      projection.isGiven(opened({ type, data: JSON.parse(data) as object }, {})?.event.type ?? type),
    );
    const hash = heard.reduce((running, { seq, leaf }) => {
      const number = Buffer.alloc(8);
      number.writeBigUInt64BE(BigInt(seq));
      return createHash('sha256').update(running).update(number).update(leaf).digest();
    }, Buffer.alloc(32));
    return { name: projection.name, count: heard.length, hash: hash.toString('hex') };
  });
  return given.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every row of the journal, of what projections were given, and of all read models that answer and their versions, as text. */
export async function contentOf(databaseUrl: string): Promise<Record<string, readonly string[]>> {
  const live = await rowsOf<{ name: string; storage: string }>(
    databaseUrl,
    'SELECT name, storage FROM projection WHERE is_live',
  );
  const answering = new Map(live.map(({ name, storage }) => [name, storage]));
  const tables = projections.flatMap(({ name, storage }) => {
    const table = answering.get(name) ?? storage;
    return [[storage, table] as const, [`${storage}_versions`, `${table}_versions`] as const];
  });
  const content: Record<string, readonly string[]> = {
    given: (await givenIn(databaseUrl)).map((given) => JSON.stringify(given)),
  };
  for (const [as, table] of [['journal', 'journal'] as const, ...tables]) {
    const rows = await rowsOf<{ row: string }>(
      databaseUrl,
      `SELECT t::text AS row FROM ${table} t ORDER BY 1`,
    );
    content[as] = rows.map(({ row }) => row);
  }
  return content;
}

/** The same content, made from the store alone in a database that was empty. */
export async function contentFromScratch(eventStoreUrl: string): Promise<Record<string, readonly string[]>> {
  const database = await testDatabase();
  const log = EventStore.connect(eventStoreUrl);
  const projector = new Projector({ url: database.url, log, projections, upcasters, isSoleOwner: true });
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
