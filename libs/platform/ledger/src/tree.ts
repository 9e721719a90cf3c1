import { EMPTY, hashOfNode, type Hash } from './hashes.ts';
import { Frontier, powersIn } from './frontier.ts';

/** A tree is kept by every eighth level only; what lies between is at most 255 hashes away. */
export const LEVELS_APART = 8;
const TILE = 2 ** LEVELS_APART;

/**
 * Where the hashes of a tree are kept: those of whole trees of `256 ** level` leaves, those from `256 * index` on, from left to
 * right; 256 of them, or as many as there are. Level 0 are the leaves.
 */
export type Tiles = (level: number, index: number) => Promise<readonly Hash[]>;

/** A tree as it is kept: what it hashes to at any size that it has had, and proofs of that (RFC 9162, section 2.1). */
export class Tree {
  readonly #known = new Map<string, Promise<readonly Hash[]>>();

  /** Reads each tile once: to be made anew where the tree may have grown. */
  constructor(private readonly tiles: Tiles) {}

  /** The hash of the first `size` leaves. */
  root(size: number): Promise<Hash> {
    return size === 0 ? Promise.resolve(EMPTY) : this.#range(0, size);
  }

  /** The right edge of the first `size` leaves, to add more. */
  async frontier(size: number): Promise<Frontier> {
    let from = 0;
    const edge: Hash[] = [];
    for (const power of powersIn(size)) {
      edge.push(await this.#range(from, from + power));
      from += power;
    }
    return new Frontier(size, edge);
  }

  /** The hashes that lead from a leaf, counted from 0, to the root of the first `size` (section 2.1.3.1). */
  async inclusion(leaf: number, size: number): Promise<readonly Hash[]> {
    if (!isCount(leaf) || !isCount(size) || leaf >= size)
      throw new RangeError(`${size} leaves have no leaf ${leaf}`);
    const path: Promise<Hash>[] = [];
    for (let [from, to] = [0, size]; to - from > 1;) {
      const middle = from + largestBelow(to - from);
      const isLeft = leaf < middle;
      path.unshift(isLeft ? this.#range(middle, to) : this.#range(from, middle));
      if (isLeft) to = middle;
      else from = middle;
    }
    return Promise.all(path);
  }

  /** The hashes that show that the first `size` leaves begin with the first `before` (section 2.1.4.1). */
  async consistency(before: number, size: number): Promise<readonly Hash[]> {
    if (!isCount(before) || !isCount(size) || before === 0 || before > size) {
      throw new RangeError(`${size} leaves do not begin with ${before}`);
    }
    const path: Promise<Hash>[] = [];
    let [from, to, isWhole] = [0, size, true];
    // Down to the tree on whose right edge the earlier one ended.
    while (before < to) {
      const middle = from + largestBelow(to - from);
      if (before <= middle) {
        path.unshift(this.#range(middle, to));
        to = middle;
      } else {
        path.unshift(this.#range(from, middle));
        from = middle;
        isWhole = false;
      }
    }
    if (!isWhole) path.unshift(this.#range(from, to));
    return Promise.all(path);
  }

  /** The hash of the leaves from one on, up to another. */
  async #range(from: number, to: number): Promise<Hash> {
    const size = to - from;
    const half = largestBelow(size);
    if (size === 1 || (half * 2 === size && from % size === 0)) return this.#whole(size, from / size);
    return hashOfNode(...(await Promise.all([this.#range(from, from + half), this.#range(from + half, to)])));
  }

  /** The hash of a whole tree of `size` leaves, the `index`-th of that size. */
  async #whole(size: number, index: number): Promise<Hash> {
    const height = Math.log2(size);
    const level = Math.floor(height / LEVELS_APART);
    const count = 2 ** (height % LEVELS_APART);
    const first = index * count;
    const tile = await this.#tile(level, Math.floor(first / TILE));
    let hashes = tile.slice(first % TILE, (first % TILE) + count);
    if (hashes.length < count)
      throw new RangeError(`the tree has no ${first + count} hashes at level ${level}`);
    while (hashes.length > 1) hashes = inPairs(hashes);
    return hashes[0] ?? EMPTY;
  }

  #tile(level: number, index: number): Promise<readonly Hash[]> {
    const name = `${level}/${index}`;
    const known = this.#known.get(name) ?? this.tiles(level, index);
    this.#known.set(name, known);
    return known;
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** The largest power of two that is smaller than a size; 0 for 1. */
function largestBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return size > 1 ? power : 0;
}

const inPairs = (hashes: readonly Hash[]): Hash[] =>
  hashes.flatMap((hash, at) => {
    const right = hashes[at + 1];
    return at % 2 === 0 && right !== undefined ? [hashOfNode(hash, right)] : [];
  });
