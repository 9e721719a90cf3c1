import { certificateIn, CERTIFICATES, type Certificate } from '#kernel';
import type { Hash } from '#platform/ledger';
import { escapeLiteral, type PoolClient } from 'pg';
import { to } from 'pg-copy-streams';

/** An event as the journal has it, in the very bytes that its leaf hash is over. */
export type LedgerRow = {
  readonly seq: number;
  /** The header of its leaf: each field as its length in four bytes and its text (see `leafHash`). */
  readonly header: Buffer;
  readonly data: Buffer;
  readonly metadata: Buffer;
  readonly isDestroyed: boolean;
  readonly leaf: Hash;
  /** What it tells of destroyed events, if that is what it is. */
  readonly certificate: Certificate | null;
};

/** Numbers that are asked for at a time: by a range of them PostgreSQL goes along the key, and sorts nothing. */
const RANGE = 50_000;
const PAGE_EVENTS = 1_000;
const PAGE_BYTES = 8_000_000;

/** In the order of the header; PostgreSQL writes each field as its length in four bytes, big-endian, and its bytes, as the header does. */
const selected = (after: number, upTo: number, types: readonly string[] | null): string => `
  COPY (
    SELECT 'register-journal-1', seq::text, commit_position::text, prepare_position::text, stream, revision::text,
      event_id::text, type, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      CASE WHEN is_json THEN 'json' ELSE 'binary' END, data, metadata, is_destroyed, leaf_hash
    FROM journal WHERE seq > ${after} AND seq <= ${upTo}${ofTypes(types)} ORDER BY journal.seq
  ) TO STDOUT (FORMAT binary)`;

/** `COPY` takes no parameters. */
const ofTypes = (types: readonly string[] | null): string =>
  types === null ? '' : ` AND type IN (${['', ...types].map((type) => escapeLiteral(type)).join(', ')})`;

// Places of fields in a row.
const [SEQ, STREAM, TYPE, LAST_OF_HEADER, DATA, METADATA, DESTROYED, LEAF, FIELDS] = [
  1, 4, 7, 9, 10, 11, 12, 13, 14,
] as const;

/** PostgreSQL documentation, COPY, "Binary Format": a signature of 11 bytes, flags, and the length of an extension. */
const SIGNATURE_BYTES = 11;
const PREFIX_BYTES = SIGNATURE_BYTES + 8;
const NO_MORE_ROWS = -1;

/**
 * The journal after a number and up to another, page by page in its order, while PostgreSQL writes on; `types`: of these only.
 * Nothing else may be under way in the session.
 */
export async function* pagesOf(
  session: PoolClient,
  upTo: number,
  {
    after: begin = 0,
    types = null,
  }: { readonly after?: number; readonly types?: readonly string[] | null } = {},
): AsyncGenerator<readonly LedgerRow[]> {
  let page: LedgerRow[] = [];
  let bytes = 0;
  for (let after = begin; after < upTo; after += RANGE) {
    for await (const row of rowsOf(session, selected(after, Math.min(after + RANGE, upTo), types))) {
      page.push(row);
      bytes += row.data.length + row.metadata.length;
      if (page.length < PAGE_EVENTS && bytes < PAGE_BYTES) continue;
      yield page;
      [page, bytes] = [[], 0];
    }
  }
  if (page.length > 0) yield page;
}

async function* rowsOf(session: PoolClient, copy: string): AsyncGenerator<LedgerRow> {
  const stream = session.query(to(copy));
  let rest: Buffer = Buffer.alloc(0);
  let isBegun = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    if (!isBegun) {
      if (rest.length < PREFIX_BYTES) continue;
      at = PREFIX_BYTES + rest.readInt32BE(PREFIX_BYTES - 4);
      isBegun = true;
    }
    for (let found = rowAt(rest, at); found !== null; found = rowAt(rest, at)) {
      at = found.end;
      yield found.row;
    }
    rest = rest.subarray(at);
  }
}

/** The row that begins at a place, and where it ends; `null`: it is not all there, or there are no more. */
function rowAt(bytes: Buffer, at: number): { readonly row: LedgerRow; readonly end: number } | null {
  if (bytes.length < at + 2 || bytes.readInt16BE(at) === NO_MORE_ROWS) return null;
  const ends: number[] = [];
  const starts: number[] = [];
  let end = at + 2;
  for (let field = 0; field < FIELDS; field += 1) {
    if (bytes.length < end + 4) return null;
    const start = end + 4;
    end = start + bytes.readInt32BE(end);
    if (bytes.length < end) return null;
    starts.push(start);
    ends.push(end);
  }
  const field = (index: number): Buffer => bytes.subarray(starts[index], ends[index]);
  const data = field(DATA);
  const row: LedgerRow = {
    seq: Number(field(SEQ).toString('latin1')),
    header: bytes.subarray(at + 2, ends[LAST_OF_HEADER]),
    data,
    metadata: field(METADATA),
    isDestroyed: field(DESTROYED)[0] === 1,
    leaf: field(LEAF),
    certificate: certificateOf(field(STREAM), field(TYPE), data),
  };
  return { row, end };
}

/** Few events stand in that stream: of all others nothing is read. */
const certificateOf = (stream: Buffer, type: Buffer, data: Buffer): Certificate | null =>
  stream.length === CERTIFICATES.length
    ? certificateIn(stream.toString(), type.toString(), data.toString())
    : null;
