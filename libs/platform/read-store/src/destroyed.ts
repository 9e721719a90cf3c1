import { CERTIFICATES, certificateIn, type Certificate, type DestroyedEvent } from '#kernel';
import type { PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsOfStreams, type CertifiedEvents, type EventWithLeaf, type LogEvent } from './journal.ts';
import { withSession } from './data-source.ts';
import { placeOf } from './fed.ts';
import { reaches, type Position } from './place-watch.ts';

/** A log of which one stream can be read by itself. */
export type StreamLog = { load(stream: string): Promise<{ readonly events: readonly LogEvent[] }> };

/**
 * What the certificates of a store tell of events beyond a number: whoever numbers the log from there reads them first, since
 * a scavenge takes destroyed events away. `isKnown` leaves certificates out.
 */
export async function certifiedBeyond(
  log: StreamLog,
  seq: number,
  isKnown: (certificate: LogEvent) => boolean = () => true,
): Promise<CertifiedEvents> {
  const { events } = await log.load(CERTIFICATES);
  const certified = new Map<number, EventWithLeaf>();
  for (const event of events) {
    const certificate = isKnown(event) ? certificateIn(event.stream, event.type, event.data) : null;
    if (certificate === null) continue;
    for (const one of remains(certificate)) if (one.event.seq > seq) certified.set(one.event.seq, one);
  }
  return certified;
}

/** Events as a certificate leaves them: as the journal has them, but for their texts. */
const remains = ({ stream, events }: Certificate): EventWithLeaf[] =>
  events.map(({ commit, prepare, leaf, ...rest }) => ({
    event: {
      ...rest,
      stream,
      position: { commit: BigInt(commit), prepare: BigInt(prepare) },
      data: '',
      metadata: '',
      isDestroyed: true,
    },
    leaf: Buffer.from(leaf, 'hex'),
  }));

/**
 * Takes the texts of events out of the journal that certificates among these events name, and nothing else of them, and what
 * to-do lists have of their records.
 */
export function purgeJournal(session: PoolClient, events: readonly EventWithLeaf[]): Promise<unknown>[] {
  const named = events.flatMap(({ event: { stream, type, data } }) => {
    const certificate = certificateIn(stream, type, data);
    return certificate === null
      ? []
      : certificate.events.map(({ seq, leaf }) => ({ stream: certificate.stream, seq, leaf }));
  });
  if (named.length === 0) return [];
  // One that names another event than the journal has at its number takes nothing: verify completeness says so.
  return [
    session.query(
      `UPDATE journal j SET data = '', metadata = '', is_destroyed = true
       FROM json_to_recordset($1::json) AS c(stream text, seq bigint, leaf text)
       WHERE j.seq = c.seq AND j.stream = c.stream AND j.leaf_hash = decode(c.leaf, 'hex') AND NOT j.is_destroyed`,
      [JSON.stringify(named)],
    ),
    ...forgetToDos(session, [...new Set(named.map(({ stream }) => stream))]),
  ];
}

/** Takes away what to-do lists have of records, their timers too. */
export const forgetToDos = (session: PoolClient, streams: readonly string[]): Promise<unknown>[] =>
  ['to_do_row', 'to_do_aside'].map((table) =>
    session.query(`DELETE FROM ${table} WHERE stream = ANY ($1)`, [streams]),
  );

/** What a certificate says of the events of a stream that the journal has, in order. */
export async function remainsOf(url: string, stream: string): Promise<DestroyedEvent[]> {
  const events = await withSession(url, (session) =>
    eventsOfStreams(session, [stream], Number.MAX_SAFE_INTEGER),
  );
  return events.map(({ event: { seq, position, revision, id, type, recordedAt, isJson }, leaf }) => ({
    ...{ seq, revision, id, type, recordedAt, isJson },
    commit: String(position.commit),
    prepare: String(position.prepare),
    leaf: leaf.toString('hex'),
  }));
}

const POLL_MS = 100;

/** Whether the journal, and every read model that answers, comes to a place of the log within `msMax`. */
export function hasReached(url: string, place: Position, msMax: number): Promise<boolean> {
  return withSession(url, async (session) => {
    for (const until = Date.now() + msMax; ; await sleep(POLL_MS)) {
      const { position } = await placeOf(session);
      if (position !== null && reaches(position, place)) return true;
      if (Date.now() >= until) return false;
    }
  });
}

/** Tables that hold what is about people, each with its key: those of read models, of whatever version, are shown to some only. */
const PERSONAL = `SELECT c.oid::regclass::text AS name, (
    SELECT array_agg(quote_ident(a.attname)) FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = c.oid AND i.indisprimary
  ) AS key, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = '_stream' AND NOT a.attisdropped) AS "isCurrent"
  FROM pg_policies p JOIN pg_class c ON c.oid = format('%I.%I', p.schemaname, p.tablename)::regclass
  WHERE p.policyname = 'own' AND p.schemaname = current_schema()`;
type Personal = {
  readonly name: string;
  readonly key: readonly string[] | null;
  readonly isCurrent: boolean;
};
const LISTS = ['to_do_row', 'timer', 'to_do_aside', 'parked'];
const DESTROYED = '(SELECT stream FROM journal WHERE is_destroyed)';
const LOCK_MS_MAX = 5_000;
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Takes away what is left of destroyed records, in read models of other versions too, rewrites the tables from which rows of people were taken away, and lets the server finish with what it wrote before: a row
 * that is deleted stays in its file until then. False where the log of the server (WAL) is not ours to end: it then goes
 * with the server's own backups. Each table is locked for the moment that its rewriting takes.
 */
export async function sweep(url: string): Promise<boolean> {
  return withSession(url, async (session) => {
    await session.query(`SET lock_timeout = ${LOCK_MS_MAX}`);
    const events = await destroyedIn(session); // What is destroyed meanwhile is for the next time.
    const { rows } = await session.query<Personal>(PERSONAL);
    for (const { name, key } of rows.filter(({ isCurrent }) => isCurrent))
      await forget(session, name, key ?? [], rows);
    for (const table of ['to_do_row', 'to_do_aside', 'parked']) {
      await session.query(`DELETE FROM ${table} WHERE stream IN ${DESTROYED}`);
    }
    for (const name of [...rows.map((one) => one.name), ...LISTS])
      await session.query(`VACUUM (FULL) ${name}`);
    await session.query(
      'INSERT INTO swept (events) SELECT $1 ON CONFLICT (is_only) DO UPDATE SET events = $1, at = clock_timestamp()',
      [events],
    );
    try {
      await session.query('SELECT pg_switch_wal()');
      await session.query('CHECKPOINT');
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE) return false;
      throw error;
    }
  });
}

/** Sweeps where something was destroyed since the last time. @returns whether it did. */
export async function sweepIfNeeded(url: string): Promise<boolean> {
  const isNeeded = await withSession(url, async (session) => {
    const { rows } = await session.query<{ events: number }>('SELECT events::float8 FROM swept');
    return (await destroyedIn(session)) !== (rows[0]?.events ?? 0);
  });
  return isNeeded && sweep(url).then(() => true);
}

const destroyedIn = async (session: PoolClient): Promise<number> =>
  (await session.query<{ n: number }>('SELECT count(*)::float8 AS n FROM journal WHERE is_destroyed')).rows[0]
    ?.n ?? 0;

/** What a read model has of destroyed records: versions and items first, since the current row tells whose they are. */
async function forget(
  session: PoolClient,
  storage: string,
  key: readonly string[],
  tables: readonly Personal[],
): Promise<void> {
  const sameKey = key.map((column) => `t.${column} = c.${column}`).join(' AND ');
  for (const besides of [`${storage}_versions`, `${storage}_items`]) {
    if (!tables.some(({ name }) => name === besides)) continue;
    await session.query(
      `DELETE FROM ${besides} t USING ${storage} c WHERE ${sameKey} AND c._stream IN ${DESTROYED}`,
    );
  }
  await session.query(`DELETE FROM ${storage} WHERE _stream IN ${DESTROYED}`);
}
