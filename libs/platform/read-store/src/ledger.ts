import { Frontier, LEVELS_APART, Tree, type Hash, type Subtree, type Tiles } from '#platform/ledger';

/** Asks PostgreSQL. */
export type Ask = <R>(text: string, values: readonly unknown[]) => Promise<readonly R[]>;

/** What was signed: of how many events, and what they hash to. */
export type Checkpoint = {
  readonly size: number;
  readonly root: Hash;
  /** The signed note. */
  readonly note: string;
  /** The key that verifies it, as `name+hash+key`. */
  readonly verifier: string;
  /** UTC. */
  readonly madeAt: Date;
};

const TILE = 2 ** LEVELS_APART;
const CHECKPOINT = `size::float8 AS size, root, note, verifier, made_at AS "madeAt"`;

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
    const [found] = await this.ask<{ leaf: Hash }>('SELECT leaf_hash AS leaf FROM journal WHERE seq = $1', [
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

  readonly #tiles: Tiles = async (level, index) => {
    const [from, to] = [index * TILE, (index + 1) * TILE];
    const rows =
      level === 0
        ? await this.ask<{ hash: Hash }>(
            'SELECT leaf_hash AS hash FROM journal WHERE seq > $1 AND seq <= $2 ORDER BY seq',
            [from, to],
          )
        : await this.ask<{ hash: Hash }>(
            'SELECT hash FROM ledger_node WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index',
            [level, from, to],
          );
    return rows.map(({ hash }) => hash);
  };
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

/** The first of some whole trees that is kept otherwise, or not at all, by the numbers of its events; `null`: none is. */
export async function firstOtherNode(
  ask: Ask,
  made: readonly Subtree[],
): Promise<{ readonly from: number; readonly count: number } | null> {
  for (const { level, index, hash } of kept(made)) {
    const [node] = await ask<{ hash: Hash }>('SELECT hash FROM ledger_node WHERE level = $1 AND index = $2', [
      level / LEVELS_APART,
      index,
    ]);
    if (node?.hash.equals(hash) !== true) return { from: index * 2 ** level + 1, count: 2 ** level };
  }
  return null;
}
