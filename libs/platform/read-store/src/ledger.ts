import type { PoolClient } from 'pg';
import { Frontier, LEVELS_APART, Tree, type Hash, type Subtree, type Tiles } from '#platform/ledger';

/** What is wrong, at the first number where anything is: of the journal, or of what a read model was given. */
export type Finding = { readonly seq: number; readonly what: string };

/** Asks PostgreSQL. */
export type Ask = <R>(text: string, values: readonly unknown[]) => Promise<readonly R[]>;

/** Asks in one session. */
export const askIn =
  (session: PoolClient): Ask =>
  async <R>(text: string, values: readonly unknown[]) =>
    (await session.query<R & object>(text, [...values])).rows;

/** What was signed: of how many events, and what they hash to. */
export type Checkpoint = {
  readonly size: number;
  readonly root: Hash;
  /** The signed note, with the lines of witnesses that cosigned it. */
  readonly note: string;
  /** The key that verifies it, as `name+hash+key`. */
  readonly verifier: string;
  /** UTC. */
  readonly madeAt: Date;
};

const TILE = 2 ** LEVELS_APART;
const HASH_BYTES = 32;
const CHECKPOINT = `size::float8 AS size, root, verifier, made_at AS "madeAt", note || coalesce((
  SELECT string_agg(w.line || chr(10), '' ORDER BY w.made_at) FROM cosignature w WHERE w.size = checkpoint.size), '') AS note`;

/** The audit ledger as it is kept: a tree over the journal, and what was signed of it. */
export class Ledger {
  constructor(private readonly ask: Ask) {}

  /** The tree as it is now; it reads what it needs. */
  tree(): Tree {
    return new Tree(this.#tiles);
  }

  /** How many events the journal has. */
  async size(): Promise<number> {
    const [place] = await this.ask<{ seq: number }>('SELECT seq::float8 AS seq FROM projector', []);
    return place?.seq ?? 0;
  }

  /** The leaf hash of an event, by its number; `null`: the journal does not have it. */
  async leaf(seq: number): Promise<Hash | null> {
    const [found] = await this.ask<{ leaf: Hash }>('SELECT leaf_hash AS leaf FROM leaves($1, $2)', [
      seq - 1,
      seq,
    ]);
    return found?.leaf ?? null;
  }

  /** The newest that was signed; `null`: nothing was. */
  async lastCheckpoint(): Promise<Checkpoint | null> {
    return (await this.checkpoints(null, 1))[0] ?? null;
  }

  /** What was signed, the newest first; `below`: of fewer events only. */
  checkpoints(below: number | null, limit: number): Promise<readonly Checkpoint[]> {
    return this.ask<Checkpoint>(
      `SELECT ${CHECKPOINT} FROM checkpoint WHERE $1::bigint IS NULL OR size < $1 ORDER BY checkpoint.size DESC LIMIT $2`,
      [below, limit],
    );
  }

  /** What was signed when there were so many events; `null`: nothing was. */
  async checkpointOf(size: number): Promise<Checkpoint | null> {
    return (
      (await this.ask<Checkpoint>(`SELECT ${CHECKPOINT} FROM checkpoint WHERE size = $1`, [size]))[0] ?? null
    );
  }

  /** Keeps what was signed; what was signed of as many events stays. Only the owner of the database may. */
  async keep({ size, root, note, verifier }: Omit<Checkpoint, 'madeAt'>): Promise<void> {
    await this.ask(
      'INSERT INTO checkpoint (size, root, note, verifier) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [size, root, note, verifier],
    );
  }

  /** Of how many events a witness has cosigned what was signed; 0: of none. */
  async witnessedUpTo(witness: string): Promise<number> {
    const [found] = await this.ask<{ size: number }>(
      'SELECT coalesce(max(size), 0)::float8 AS size FROM cosignature WHERE witness = $1',
      [witness],
    );
    return found?.size ?? 0;
  }

  /** Keeps the line by which a witness cosigned a tree head. Only the owner of the database may. */
  async keepCosignature(size: number, witness: string, line: string): Promise<void> {
    await this.ask(
      'INSERT INTO cosignature (size, witness, line) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [size, witness, line],
    );
  }

  /** Tells status, health and metrics, from where the alarm `incomplete` comes, what is wrong. Only the owner of the database may. */
  async tellWrong(finding: Finding): Promise<void> {
    await noteVerified(this.ask, finding.seq, finding);
  }

  // One row, since a row for each hash costs more than the hash.
  readonly #tiles: Tiles = async (level, index) => {
    const [from, to] = [index * TILE, (index + 1) * TILE];
    const [tile] =
      level === 0
        ? await this.ask<{ hashes: Buffer | null }>(
            "SELECT string_agg(leaf_hash, '' ORDER BY seq) AS hashes FROM leaves($1, $2)",
            [from, to],
          )
        : await this.ask<{ hashes: Buffer | null }>(
            `SELECT string_agg(hash, '' ORDER BY index) AS hashes FROM ledger_node
             WHERE level = $1 AND index >= $2 AND index < $3`,
            [level, from, to],
          );
    const all = tile?.hashes ?? Buffer.alloc(0);
    return Array.from({ length: all.length / HASH_BYTES }, (_, at) =>
      all.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
    );
  };
}

/** Writes down, for status, health and metrics, what was found when so many events were verified. */
export async function noteVerified(ask: Ask, seq: number, finding: Finding | null): Promise<void> {
  await ask(
    `INSERT INTO verification (seq, finding) VALUES ($1, $2)
     ON CONFLICT (is_only) DO UPDATE SET seq = $1, finding = $2, at = clock_timestamp()`,
    [seq, finding === null ? null : `number ${finding.seq}: ${finding.what}`],
  );
}

/** Of the whole trees that came to be, those that are kept. */
const kept = (made: readonly Subtree[]): readonly Subtree[] =>
  made.filter(({ level }) => level % LEVELS_APART === 0);

/** Keeps whole trees that came to be. Nothing, where none is of a level that is kept. */
export function keepNodes(ask: Ask, made: readonly Subtree[]): readonly Promise<unknown>[] {
  const nodes = kept(made);
  if (nodes.length === 0) return [];
  return [
    ask(
      `INSERT INTO ledger_node (level, index, hash)
       SELECT level, index, decode(hash, 'hex')
       FROM json_to_recordset($1::json) AS n(level smallint, index bigint, hash text) ON CONFLICT DO NOTHING`,
      [
        JSON.stringify(
          nodes.map(({ level, index, hash }) => ({
            level: level / LEVELS_APART,
            index,
            hash: hash.toString('hex'),
          })),
        ),
      ],
    ),
  ];
}

const CATCH_UP_LEAVES = TILE * TILE;

/**
 * The right edge of the tree over the first `size` events. Where the journal is older than the tree, the tree is brought up to
 * it first, `between` its steps.
 */
export async function frontierOf(ask: Ask, size: number, between: () => Promise<void>): Promise<Frontier> {
  const [found] = await ask<{ count: number }>(
    'SELECT coalesce(max(index) + 1, 0)::float8 AS count FROM ledger_node WHERE level = 1',
    [],
  );
  const known = Math.min(found?.count ?? 0, Math.floor(size / TILE)) * TILE;
  let frontier = await new Ledger(ask).tree().frontier(known);
  while (size - frontier.size >= TILE) {
    const rows = await ask<{ leaf: Hash }>(
      'SELECT leaf_hash AS leaf FROM journal WHERE seq > $1 AND seq <= $2 ORDER BY seq',
      [frontier.size, Math.min(size, frontier.size + CATCH_UP_LEAVES)],
    );
    const grown = frontier.with(rows.map(({ leaf }) => leaf));
    await Promise.all(keepNodes(ask, grown.made));
    ({ frontier } = grown);
    await between();
  }
  return new Ledger(ask).tree().frontier(size);
}

/** What was signed of more events than `after`, and of no more than `upTo`, in order. */
export const checkpointsWithin = (ask: Ask, after: number, upTo: number): Promise<readonly Checkpoint[]> =>
  ask<Checkpoint>(
    `SELECT ${CHECKPOINT} FROM checkpoint WHERE size > $1 AND size <= $2 ORDER BY checkpoint.size LIMIT 10000`,
    [after, upTo],
  );

/** The hashes that are kept of the whole trees that end among some events: by level and index, as `1/0`. */
export async function nodesWithin(ask: Ask, after: number, upTo: number): Promise<ReadonlyMap<string, Hash>> {
  const rows = await ask<{ level: number; index: number; hash: Hash }>(
    `SELECT n.level, n.index::float8 AS index, n.hash FROM generate_series(1, 6) l(level)
     JOIN ledger_node n ON n.level = l.level
       AND n.index >= floor($1::float8 / 256 ^ l.level) AND n.index < floor($2::float8 / 256 ^ l.level)`,
    [after, upTo],
  );
  return new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
}

/** The first of some whole trees that is kept otherwise, or not at all, by the numbers of its events; `null`: none is. */
export function firstOtherNode(
  nodes: ReadonlyMap<string, Hash>,
  made: readonly Subtree[],
): { readonly from: number; readonly count: number } | null {
  const other = kept(made).find(
    ({ level, index, hash }) => nodes.get(`${level / LEVELS_APART}/${index}`)?.equals(hash) !== true,
  );
  if (other === undefined) return null;
  return { from: other.index * 2 ** other.level + 1, count: 2 ** other.level };
}
