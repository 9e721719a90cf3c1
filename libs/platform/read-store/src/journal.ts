import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { reaches, type Position } from './place-watch.ts';
import { isRefusedValue } from './refused.ts';

/** What the journal takes of an event of the log. */
export type LogEvent = {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly position: Position;
  /** When the store recorded it: units of 100 ns since 1970. */
  readonly recordedTicks: bigint;
  readonly isJson: boolean;
  readonly data: string;
  readonly metadata: string;
};

/** An event with its number, from 1 and without gaps, and an instant that no other event has. */
export type JournalEvent = {
  readonly seq: number;
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** UTC to the microsecond: `YYYY-MM-DDTHH:MM:SS.ffffffZ`. */
  readonly recordedAt: string;
  readonly isJson: boolean;
  readonly data: string;
  readonly metadata: string;
  /** A certificate of destruction is all that remains: its texts are empty, and its leaf hash is over what they were. */
  readonly isDestroyed: boolean;
};

/** Where the journal ends. */
export type JournalEnd = {
  readonly seq: number;
  readonly position: Position | null;
  readonly recordedAt: string | null;
};

/** What certificates of destruction tell of events, by their numbers. */
export type CertifiedEvents = ReadonlyMap<number, EventWithLeaf>;
export const NONE_CERTIFIED: CertifiedEvents = new Map();

/**
 * Numbers events on from `end`; an instant that does not lie after the one before it moves 1 µs behind that. Of events that
 * were destroyed, whether the store still has them or not, there is what their certificates tell.
 */
export function numbered(
  end: JournalEnd,
  events: readonly LogEvent[],
  certified: CertifiedEvents = NONE_CERTIFIED,
): EventWithLeaf[] {
  let { seq } = end;
  let micros = end.recordedAt === null ? Number.MIN_SAFE_INTEGER : microsOf(end.recordedAt);
  const all: EventWithLeaf[] = [];
  const add = (one: EventWithLeaf): void => {
    ({ seq } = one.event);
    micros = microsOf(one.event.recordedAt);
    all.push(one);
  };
  for (const { recordedTicks, ...event } of events) {
    let isGone = false;
    for (let gone = certified.get(seq + 1); gone !== undefined && !isGone; gone = certified.get(seq + 1)) {
      if (!reaches(event.position, gone.event.position)) break;
      add(gone);
      isGone = reaches(gone.event.position, event.position);
    }
    if (isGone) continue;
    const recordedAt = instantOf(Math.max(micros + 1, Number(recordedTicks / 10n)));
    const one = { ...event, id: event.id.toLowerCase(), seq: seq + 1, recordedAt, isDestroyed: false };
    add({ event: one, leaf: leafHash(one) });
  }
  return all;
}

const microsOf = (instant: string): number =>
  Date.parse(`${instant.slice(0, 23)}Z`) * 1000 + Number(instant.slice(23, 26));

export function instantOf(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const rest = String(micros - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}

const HASH_BYTES = 32;
const sha256 = (content: string | Buffer): Buffer => hash('sha256', content, 'buffer');

/**
 * The leaf of an event in the audit ledger: `SHA-256(0x00 ‖ header ‖ SHA-256(data) ‖ SHA-256(metadata))` (the leaf of
 * RFC 9162, section 2.1.1, over the header and the two hashes). The header is, each as a 4-byte big-endian length and
 * the bytes of its UTF-8 text: `register-journal-1`, seq, commit position, prepare position, stream, revision, event
 * id (lower case), type, recorded instant (as {@link JournalEvent} has it), `json` or `binary`. Numbers are decimal.
 */
export const leafHash = (event: JournalEvent): Buffer =>
  leafHashOf(
    [
      'register-journal-1',
      String(event.seq),
      String(event.position.commit),
      String(event.position.prepare),
      event.stream,
      String(event.revision),
      event.id,
      event.type,
      event.recordedAt,
      event.isJson ? 'json' : 'binary',
    ],
    event.data,
    event.metadata,
  );

/** The same, of a header in parts. */
export function leafHashOf(header: readonly string[], data: string, metadata: string): Buffer {
  // Four bytes a length, and at most three a character.
  const most = header.reduce((so, field) => so + 4 + 3 * field.length, 1 + 2 * HASH_BYTES);
  const leaf = most <= scratch.length ? scratch : Buffer.allocUnsafe(most);
  leaf[0] = 0;
  let at = 1;
  for (const field of header) {
    const length = leaf.write(field, at + 4);
    at = leaf.writeUInt32BE(length, at) + length;
  }
  sha256(data).copy(leaf, at);
  sha256(metadata).copy(leaf, at + HASH_BYTES);
  return sha256(leaf.subarray(0, at + 2 * HASH_BYTES));
}
/** The same, of a header whose fields were written so by somebody else. */
export function leafHashOfBytes({
  header,
  data,
  metadata,
}: {
  readonly header: Buffer;
  readonly data: Buffer;
  readonly metadata: Buffer;
}): Buffer {
  const length = 1 + header.length + 2 * HASH_BYTES;
  const leaf = length <= scratch.length ? scratch : Buffer.allocUnsafe(length);
  leaf[0] = 0;
  header.copy(leaf, 1);
  sha256(data).copy(leaf, 1 + header.length);
  sha256(metadata).copy(leaf, 1 + header.length + HASH_BYTES);
  return sha256(leaf.subarray(0, length));
}

/** Most leaves fit into it: it is written and hashed in one go. */
const scratch = Buffer.allocUnsafe(4096);

/** The journal cannot hold an event, which is among these. */
export class JournalRefused extends Error {
  readonly eventsCount: number;

  constructor(events: readonly EventWithLeaf[], cause: Error) {
    const { id, stream, revision, seq } = events[0]?.event ?? { id: '', stream: '', revision: 0, seq: 0 };
    super(
      `The journal cannot hold event ${id} (revision ${revision} of ${stream}, number ${seq})` +
        `${events.length === 1 ? '' : `, or one of the ${events.length - 1} after it`}: ${cause.message}`,
      { cause },
    );
    this.name = 'JournalRefused';
    this.eventsCount = events.length;
  }
}

/** Appends to the journal. Throws {@link JournalRefused}. */
export async function insertEvents(session: PoolClient, events: readonly EventWithLeaf[]): Promise<void> {
  const rows = events.map(({ event: { position, ...event }, leaf }) => ({
    ...event,
    commit: String(position.commit),
    prepare: String(position.prepare),
    leaf: leaf.toString('hex'),
  }));
  const inserting = session.query({
    name: 'journal-insert',
    text: `INSERT INTO journal (seq, commit_position, prepare_position, stream, revision, event_id, type, recorded_at,
        is_json, data, metadata, leaf_hash, is_destroyed)
      SELECT seq, commit, prepare, stream, revision, id, type, "recordedAt", "isJson", data, metadata, decode(leaf, 'hex'),
        "isDestroyed"
      FROM json_to_recordset($1::json) AS e(seq bigint, commit bigint, prepare bigint, stream text, revision bigint,
        id uuid, type text, "recordedAt" timestamptz, "isJson" boolean, data text, metadata text, leaf text,
        "isDestroyed" boolean)`,
    values: [JSON.stringify(rows)],
  });
  await inserting.catch((error: unknown) => {
    throw isRefusedValue(error) ? new JournalRefused(events, error) : error;
  });
}

const COLUMNS = `seq::float8, commit_position, prepare_position, stream, revision::float8, event_id AS id, type,
  to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt",
  is_json AS "isJson", data, metadata, leaf_hash AS leaf, is_destroyed AS "isDestroyed"`;
type StoredEvent = Omit<JournalEvent, 'position'> & {
  readonly commit_position: string;
  readonly prepare_position: string;
  readonly leaf: Buffer;
};
export type EventWithLeaf = { readonly event: JournalEvent; readonly leaf: Buffer };

const fromStored = ({ commit_position, prepare_position, leaf, ...event }: StoredEvent): EventWithLeaf => ({
  event: { ...event, position: { commit: BigInt(commit_position), prepare: BigInt(prepare_position) } },
  leaf,
});

/** How much of the journal is held in memory at a time. */
const READ_EVENTS_MAX = 2_000;
const READ_BYTES_MAX = 8_000_000;

/**
 * The next events after a number and up to another, in order: at least one where there is one. Numbers have no gaps, and are asked
 * for as a range: of a journal that has just grown PostgreSQL knows so little that it would sort all that is left for a `LIMIT`.
 */
export async function eventsAfter(
  session: PoolClient,
  seq: number,
  upTo: number,
  countMax = READ_EVENTS_MAX,
): Promise<EventWithLeaf[]> {
  const { rows } = await session.query<StoredEvent>({
    name: 'journal-after',
    text: `SELECT ${COLUMNS} FROM (
        SELECT *, sum(octet_length(data) + octet_length(metadata)) OVER (ORDER BY seq) AS bytes FROM (
          SELECT * FROM journal WHERE seq > $1 AND seq <= least($2::bigint, $1::bigint + $3::bigint)
        ) next
      ) next WHERE bytes <= $4 OR seq = $1 + 1 ORDER BY seq`,
    values: [seq, upTo, countMax, READ_BYTES_MAX],
  });
  return rows.map(fromStored);
}

/** All events of some streams up to a number, in order. */
export async function eventsOfStreams(
  session: PoolClient,
  streams: readonly string[],
  upTo: number,
): Promise<EventWithLeaf[]> {
  const { rows } = await session.query<StoredEvent>({
    name: 'journal-streams',
    text: `SELECT ${COLUMNS} FROM journal WHERE stream = ANY ($1) AND seq <= $2 ORDER BY seq`,
    values: [streams, upTo],
  });
  return rows.map(fromStored);
}

/** The events with some numbers, in order. */
export async function eventsNumbered(
  session: PoolClient,
  numbers: readonly number[],
): Promise<EventWithLeaf[]> {
  const { rows } = await session.query<StoredEvent>(
    `SELECT ${COLUMNS} FROM journal WHERE seq = ANY ($1) ORDER BY seq`,
    [numbers],
  );
  return rows.map(fromStored);
}
