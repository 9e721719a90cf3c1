import type { PoolClient } from 'pg';

/** An event as the journal has it, column by column, as text: as its leaf hash is over it. */
export type LedgerRow = {
  readonly seq: string;
  readonly commit: string;
  readonly prepare: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  /** UTC to the microsecond, as {@link JournalEvent} has it. */
  readonly recordedAt: string;
  readonly isJson: boolean;
  readonly data: string;
  readonly metadata: string;
  readonly isDestroyed: boolean;
  readonly leaf: Buffer;
};

const PAGE_EVENTS_MAX = 1_000;
const PAGE_BYTES_MAX = 8_000_000;
const NEXT = `SELECT seq::text, commit_position::text, prepare_position::text, stream, revision::text, event_id::text, type,
    to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), is_json, data, metadata, is_destroyed, leaf_hash
  FROM (
    SELECT *, sum(octet_length(data) + octet_length(metadata)) OVER (ORDER BY seq) AS bytes FROM (
      SELECT * FROM journal WHERE seq > $1 AND seq <= least($2::bigint, $1::bigint + ${PAGE_EVENTS_MAX})
    ) next
  ) next WHERE bytes <= ${PAGE_BYTES_MAX} OR seq = $1 + 1 ORDER BY next.seq`;
type Columns = [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  boolean,
  string,
  string,
  boolean,
  Buffer,
];

/** The journal up to a number, page by page in its order; the next one is read while the last is looked at. */
export async function* pagesOf(session: PoolClient, upTo: number): AsyncGenerator<readonly LedgerRow[]> {
  const after = async (seq: string): Promise<readonly Columns[]> => {
    const query = { name: 'ledger-pages', text: NEXT, values: [seq, upTo], rowMode: 'array' as const };
    return (await session.query<Columns>(query)).rows;
  };
  let next = after('0');
  for (;;) {
    const rows = await next;
    const last = rows.at(-1)?.[0];
    if (last === undefined) return;
    next = after(last);
    next.catch(() => undefined); // Heard when its turn comes.
    yield rows.map(rowOf);
  }
}

function rowOf(columns: Columns): LedgerRow {
  const [
    seq,
    commit,
    prepare,
    stream,
    revision,
    id,
    type,
    recordedAt,
    isJson,
    data,
    metadata,
    isDestroyed,
    leaf,
  ] = columns;
  return {
    seq,
    commit,
    prepare,
    stream,
    revision,
    id,
    type,
    recordedAt,
    isJson,
    data,
    metadata,
    isDestroyed,
    leaf,
  };
}
