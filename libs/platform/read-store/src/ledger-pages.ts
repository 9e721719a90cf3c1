import type { PoolClient } from 'pg';
import type { JournalEvent } from './journal.ts';

/** An event as the journal has it, with its numbers as text: as its leaf hash is over it. */
export type LedgerRow = Omit<JournalEvent, 'seq' | 'position' | 'revision'> &
  Readonly<Record<'seq' | 'commit' | 'prepare' | 'revision', string>> & { readonly leaf: Buffer };

const PAGE_EVENTS_MAX = 1_000;
const PAGE_BYTES_MAX = 8_000_000;
const NEXT = `SELECT seq::text, commit_position::text AS commit, prepare_position::text AS prepare, stream, revision::text,
    event_id::text AS id, type, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt",
    is_json AS "isJson", data, metadata, is_destroyed AS "isDestroyed", leaf_hash AS leaf
  FROM (
    SELECT *, sum(octet_length(data) + octet_length(metadata)) OVER (ORDER BY seq) AS bytes FROM (
      SELECT * FROM journal WHERE seq > $1 AND seq <= least($2::bigint, $1::bigint + ${PAGE_EVENTS_MAX})
    ) next
  ) next WHERE bytes <= ${PAGE_BYTES_MAX} OR seq = $1 + 1 ORDER BY next.seq`;

/** The journal up to a number, page by page in its order; the next one is read while the last is looked at. */
export async function* pagesOf(session: PoolClient, upTo: number): AsyncGenerator<readonly LedgerRow[]> {
  const after = async (seq: string): Promise<readonly LedgerRow[]> =>
    (await session.query<LedgerRow>({ name: 'ledger-pages', text: NEXT, values: [seq, upTo] })).rows;
  let next = after('0');
  for (;;) {
    const rows = await next;
    const last = rows.at(-1);
    if (last === undefined) return;
    next = after(last.seq);
    next.catch(() => undefined); // Heard when its turn comes.
    yield rows;
  }
}
