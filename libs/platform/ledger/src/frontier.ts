import { EMPTY, hashOfNode, type Hash } from './hashes.ts';

/** A tree of `2 ** level` leaves, the `index`-th of its size from the left, counted from 0. */
export type Subtree = { readonly level: number; readonly index: number; readonly hash: Hash };

/**
 * The right edge of a tree: the hashes of the largest whole trees that it is made of, from left to right. All that is needed to
 * add leaves, and to tell the hash of the whole. Immutable.
 */
export class Frontier {
  static readonly EMPTY = new Frontier(0, []);

  /** `edge`: one hash for each power of two that `size` is the sum of, the largest first. */
  constructor(
    readonly size: number,
    private readonly edge: readonly Hash[],
  ) {
    if (edge.length !== powersIn(size).length) throw new RangeError(`${size} leaves have another right edge`);
  }

  /** With more leaves, and the whole trees above them that came to be, from the lowest level to the highest, from left to right. */
  with(leaves: readonly Hash[]): { readonly frontier: Frontier; readonly made: readonly Subtree[] } {
    const edge = [...this.edge];
    const made: Subtree[] = [];
    let { size } = this;
    for (const leaf of leaves) {
      let [hash, level, index] = [leaf, 0, size];
      for (; index % 2 === 1; index = (index - 1) / 2) {
        const left = edge.pop();
        if (left === undefined) throw new RangeError('the right edge is too short');
        hash = hashOfNode(left, hash);
        level += 1;
        made.push({ level, index: (index - 1) / 2, hash });
      }
      edge.push(hash);
      size += 1;
    }
    return { frontier: new Frontier(size, edge), made };
  }

  /** The hash of the whole tree. */
  get root(): Hash {
    const [last, ...others] = [...this.edge].reverse();
    return last === undefined ? EMPTY : others.reduce((right, left) => hashOfNode(left, right), last);
  }
}

/** The powers of two that a number is the sum of, the largest first. */
export function powersIn(size: number): readonly number[] {
  const powers: number[] = [];
  let power = 1;
  for (let left = size; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) powers.unshift(power);
    power *= 2;
  }
  return powers;
}
