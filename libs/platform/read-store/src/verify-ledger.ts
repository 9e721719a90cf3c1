import { Frontier, NotACheckpoint, openCheckpoint, Verifier, type Hash } from '#platform/ledger';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate, sessionOf } from './data-source.ts';
import { placeOf } from './fed.ts';
import { leafHashOfBytes } from './journal.ts';
import { pagesOf, type LedgerRow } from './ledger-pages.ts';
import {
  askIn,
  checkpointsWithin,
  firstOtherNode,
  nodesWithin,
  type Ask,
  type Checkpoint,
  type Finding,
} from './ledger.ts';

export type LedgerVerified = {
  /** How many events were verified, and what they hash to. */
  readonly seq: number;
  readonly root: Hash;
  /** How many signed tree heads they were held against. */
  readonly checkpoints: number;
  /** `null`: all is well. */
  readonly finding: Finding | null;
};

export type LedgerOptions = {
  readonly url: string;
  /** The key that has signed. */
  readonly verifier: Verifier;
  readonly onProgress?: (progress: { readonly seq: number; readonly end: number }) => void;
  readonly signal?: AbortSignal;
};

/**
 * Recomputes the whole ledger from what the journal says: the leaf hash of every event from its texts, or from the certificate
 * of its destruction; the tree over them, node by node that is kept; and holds it against everything that was signed. Memory is
 * bounded, but for the numbers of destroyed events. What comes meanwhile is left for the next time.
 */
export async function verifyLedger(options: LedgerOptions): Promise<LedgerVerified> {
  await migrate(options.url);
  const dataSource = await new DataSource(
    dataSourceOptions(options.url, 2, 0, { pipeline: false }),
  ).initialize();
  try {
    // One reads the journal on, while the other asks what is kept beside it.
    const reader = await sessionOf(dataSource.createQueryRunner());
    const session = await sessionOf(dataSource.createQueryRunner());
    const ask = askIn(session);
    const { seq: end } = await placeOf(session);
    const walk = new Walk(ask, options.verifier);
    let finding: Finding | null = null;
    for await (const rows of pagesOf(reader, end)) {
      options.signal?.throwIfAborted();
      finding = await walk.take(rows);
      options.onProgress?.({ seq: walk.seq, end });
      if (finding !== null) break;
    }
    if (finding === null && walk.seq < end) finding = missing(walk.seq + 1);
    finding ??= walk.uncertified ?? (await walk.beyond(end));
    return { seq: walk.seq, root: walk.root, checkpoints: walk.checkpoints, finding };
  } finally {
    await dataSource.destroy();
  }
}

const missing = (seq: number): Finding => ({ seq, what: 'is missing from the journal' });

/** The ledger as far as it is recomputed. */
class Walk {
  checkpoints = 0;
  #frontier = Frontier.EMPTY;
  /** Leaf hashes of destroyed events, until a certificate tells of them. */
  readonly #destroyed = new Map<number, Hash>();

  constructor(
    private readonly ask: Ask,
    private readonly verifier: Verifier,
  ) {}

  get seq(): number {
    return this.#frontier.size;
  }

  get root(): Hash {
    return this.#frontier.root;
  }

  /** Goes on over the next events. @returns what is wrong, at the first number where anything is. */
  async take(events: readonly LedgerRow[]): Promise<Finding | null> {
    const last = this.seq + events.length;
    // Asked while the events are hashed.
    const asked = Promise.all([
      checkpointsWithin(this.ask, this.seq, last),
      nodesWithin(this.ask, this.seq, last),
    ]);
    asked.catch(() => undefined); // Heard below.
    const flaw = this.#flawIn(events);
    const [signed, nodes] = await asked;
    let rest = flaw === null ? events : events.slice(0, Math.max(0, flaw.seq - this.seq - 1));
    for (const stop of signed) {
      if (stop.size > this.seq + rest.length) break;
      const own = rest.slice(0, stop.size - this.seq);
      rest = rest.slice(own.length);
      const earlier = this.#grow(own, nodes) ?? this.#against(stop);
      if (earlier !== null) return earlier;
    }
    return this.#grow(rest, nodes) ?? flaw;
  }

  /** What is said to be destroyed, and nobody certified. */
  get uncertified(): Finding | null {
    const [seq] = this.#destroyed.keys();
    return seq === undefined
      ? null
      : { seq, what: 'was taken out of the journal, and no certificate of destruction tells of it' };
  }

  /** What was signed of more events than there are. */
  async beyond(end: number): Promise<Finding | null> {
    const [more] = await checkpointsWithin(this.ask, end, Number.MAX_SAFE_INTEGER);
    return more === undefined
      ? null
      : { seq: end + 1, what: `is missing from the journal: ${more.size} events were signed` };
  }

  #flawIn(events: readonly LedgerRow[]): Finding | null {
    for (const [index, row] of events.entries()) {
      const seq = this.seq + index + 1;
      if (row.seq !== seq) return missing(seq);
      if (row.isDestroyed) this.#destroyed.set(seq, Buffer.from(row.leaf));
      else if (!leafHashOfBytes(row).equals(row.leaf)) {
        return { seq, what: 'is altered in the journal: it does not come to its leaf hash' };
      }
      for (const one of row.certificate?.events ?? []) {
        const gone = this.#destroyed.get(one.seq);
        if (gone === undefined) continue;
        if (gone.toString('hex') !== one.leaf) {
          return {
            seq: one.seq,
            what: 'has another leaf hash than the certificate of its destruction tells',
          };
        }
        this.#destroyed.delete(one.seq);
      }
    }
    return null;
  }

  #grow(events: readonly LedgerRow[], nodes: ReadonlyMap<string, Hash>): Finding | null {
    const { frontier, made } = this.#frontier.with(events.map(({ leaf }) => leaf));
    const other = firstOtherNode(nodes, made);
    this.#frontier = frontier;
    if (other === null) return null;
    const to = other.from + other.count - 1;
    return { seq: other.from, what: `to ${to} are not what the tree of the ledger was grown from` };
  }

  #against({ size, root, note, verifier }: Checkpoint): Finding | null {
    this.checkpoints += 1;
    try {
      // The log may have had another name then; its key is the same.
      const own = Verifier.parse(verifier);
      if (!own.isKeyOf(this.verifier)) {
        return { seq: size, what: `is the end of what another key has signed: ${verifier}` };
      }
      const told = openCheckpoint(note, own);
      if (told.size !== size || !told.root.equals(root)) {
        return { seq: size, what: 'is the end of a tree head that tells otherwise than what was signed' };
      }
    } catch (error) {
      if (!(error instanceof NotACheckpoint || error instanceof TypeError)) throw error;
      return { seq: size, what: `is the end of what is signed otherwise: ${error.message}` };
    }
    return root.equals(this.root)
      ? null
      : { seq: size, what: 'is the end of a journal that is not the one that was signed' };
  }
}
