import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { Frontier } from './frontier.ts';
import { EMPTY, hashOfNode, type Hash } from './hashes.ts';
import { provesConsistency, provesInclusion } from './proofs.ts';
import { LEVELS_APART, Tree, type Tiles } from './tree.ts';

/** Every size up to this one, and some up to that: `npm run test:deep` asks for 2,000 and ten million. */
const ALL = Number(process.env['LEDGER_SIZES'] ?? 600);
const LEAVES = Number(process.env['LEDGER_LEAVES'] ?? 80_000);
const TILE = 2 ** LEVELS_APART;

const leafOf = (index: number): Hash => hash('sha256', `leaf ${index}`, 'buffer');

/** Leaves, what is kept of the tree over them, and what it hashed to at some sizes. */
function grown(count: number, isAsked: (size: number) => boolean) {
  const levels: Hash[][] = []; // Leaves are made again whenever they are asked for.
  const roots = new Map<number, Hash>();
  let frontier = Frontier.EMPTY;
  for (let index = 0; index < count; index += 1) {
    const grownBy = frontier.with([leafOf(index)]);
    ({ frontier } = grownBy);
    for (const { level, index: at, hash: made } of grownBy.made) {
      if (level % LEVELS_APART !== 0) continue;
      const kept = (levels[level / LEVELS_APART] ??= []);
      expect(at).toBe(kept.length);
      kept.push(made);
    }
    if (isAsked(index + 1)) roots.set(index + 1, frontier.root);
  }
  const tiles: Tiles = (level, index) => {
    const [from, to] = [index * TILE, (index + 1) * TILE];
    if (level > 0) return Promise.resolve((levels[level] ?? []).slice(from, to));
    return Promise.resolve(
      Array.from({ length: Math.max(0, Math.min(count, to) - from) }, (_, at) => leafOf(from + at)),
    );
  };
  return { tiles, roots, frontier };
}

/** As the standard says it, word for word (RFC 9162, section 2.1.1). */
function rootOf(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (only === undefined) return EMPTY;
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return hashOfNode(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

const flipped = (one: Hash): Hash => {
  const other = Buffer.from(one);
  other[7] = (other[7] ?? 0) ^ 16;
  return other;
};

describe('a tree', () => {
  const small = grown(ALL, () => true);
  const tree = new Tree(small.tiles);
  const rootAt = (size: number): Hash => small.roots.get(size) ?? EMPTY;

  it('hashes to what the standard says, at every size, from its right edge and from what is kept of it', async () => {
    const leaves = Array.from({ length: ALL }, (_, index) => leafOf(index));
    expect(await tree.root(0)).toEqual(EMPTY);
    const flaws: number[] = [];
    for (let size = 1; size <= ALL; size += 1) {
      const isSaid = size > 300 && size % 97 > 0 ? true : rootAt(size).equals(rootOf(leaves.slice(0, size)));
      const isKept = (await tree.root(size)).equals(rootAt(size));
      if (!isSaid || !isKept || !(await tree.frontier(size)).root.equals(rootAt(size))) flaws.push(size);
    }
    expect(flaws).toEqual([]);
  });

  it('grows on from any size as if it had never stopped', async () => {
    const further = await tree.frontier(177);
    const leaves = Array.from({ length: 300 }, (_, at) => leafOf(177 + at));
    expect(further.with(leaves).frontier.root).toEqual(rootAt(477));
    expect(further.with([]).frontier.root).toEqual(rootAt(177));
  });

  /** Some counts below a size: all of them where it is small. */
  const someBelow = (size: number): number[] =>
    size <= 40 ? Array.from({ length: size }, (_, at) => at) : [(ALL * ALL * 104_729) % size];

  it('proves at every size that a leaf is in it, and no other', async () => {
    const flaws: string[] = [];
    for (let size = 1; size <= ALL; size += 1) {
      for (const index of someBelow(size)) {
        const claim = { leaf: leafOf(index), index, size, root: rootAt(size) };
        const path = await tree.inclusion(index, size);
        const wrong = [
          provesInclusion({ ...claim, leaf: flipped(claim.leaf) }, path),
          provesInclusion({ ...claim, root: flipped(claim.root) }, path),
          provesInclusion(claim, [...path, claim.leaf]),
          size > 1 && provesInclusion({ ...claim, index: index === 0 ? 1 : index - 1 }, path),
          size > 1 && provesInclusion(claim, path.slice(1)),
          size > 1 && provesInclusion(claim, [flipped(path[0] ?? EMPTY), ...path.slice(1)]),
        ];
        if (!provesInclusion(claim, path) || wrong.includes(true)) flaws.push(`${index} of ${size}`);
      }
    }
    expect(flaws).toEqual([]);
  });

  it('proves of every size that it begins with what was there before, and with nothing else', async () => {
    const flaws: string[] = [];
    for (let size = 1; size <= ALL; size += 1) {
      for (const before of someBelow(size).map((one) => one + 1)) {
        const was = { size: before, root: rootAt(before) };
        const is = { size, root: rootAt(size) };
        const path = await tree.consistency(before, size);
        const wrong = [
          provesConsistency({ ...was, root: flipped(was.root) }, is, path),
          provesConsistency(was, { ...is, root: flipped(is.root) }, path),
          provesConsistency(was, is, [...path, was.root]),
          path.length > 0 && provesConsistency(was, is, path.slice(0, -1)),
        ];
        if (!provesConsistency(was, is, path) || wrong.includes(true)) flaws.push(`${before} of ${size}`);
      }
    }
    expect(flaws).toEqual([]);
  });

  it('does so at random sizes of a large one, reading few tiles', async () => {
    const sizes = fc.sample(fc.integer({ min: 1, max: LEAVES }), { numRuns: 40, seed: 9162 });
    const asked = new Set([...sizes, LEAVES]);
    const large = grown(LEAVES, (size) => asked.has(size));
    for (const size of asked) {
      const index = (LEAVES * 7919) % size;
      let reads = 0;
      const own = new Tree((level, at) => {
        reads += 1;
        return large.tiles(level, at);
      });
      const root = large.roots.get(size) ?? EMPTY;
      const path = await own.inclusion(index, size);
      expect(provesInclusion({ leaf: leafOf(index), index, size, root }, path)).toBe(true);
      expect(reads).toBeLessThanOrEqual(7);
      const before = 1 + ((LEAVES * 31) % size);
      const was = { size: before, root: await own.root(before) };
      expect(provesConsistency(was, { size, root }, await own.consistency(before, size))).toBe(true);
    }
  }, 600_000);

  it('refuses what it has not', async () => {
    await expect(tree.inclusion(5, 5)).rejects.toThrow(RangeError);
    await expect(tree.inclusion(-1, 5)).rejects.toThrow(RangeError);
    await expect(tree.consistency(0, 5)).rejects.toThrow(RangeError);
    await expect(tree.consistency(6, 5)).rejects.toThrow(RangeError);
    await expect(new Tree(small.tiles).root(ALL + 1)).rejects.toThrow(RangeError);
    expect(() => new Frontier(3, [EMPTY])).toThrow(RangeError);
  });
});

/** The public vectors of RFC 6962 (transparency-dev/merkle, testonly): eight entries, and what they come to. */
describe('the public test vectors', () => {
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const leaves = entries.map((entry) => hash('sha256', Buffer.from(`00${entry}`, 'hex'), 'buffer'));
  const tree = new Tree((level) => Promise.resolve(level === 0 ? leaves : []));
  const hex = (hashes: readonly Hash[]): string[] => hashes.map((one) => one.toString('hex'));
  const FIRST_2 = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125';
  const SECOND_2 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
  const FIRST_4 = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7';
  const SECOND_4 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
  const FIFTH = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
  const LAST_2 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';

  it('have these roots', async () => {
    const roots = await Promise.all(entries.map((_, at) => tree.root(at + 1)));
    expect(EMPTY.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(roots)).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      FIRST_2,
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      FIRST_4,
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });
  it('have these proofs of inclusion', async () => {
    const first = hex(leaves)[0];
    const second = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
    expect(hex(await tree.inclusion(0, 1))).toEqual([]);
    expect(hex(await tree.inclusion(0, 8))).toEqual([second, SECOND_2, SECOND_4]);
    expect(hex(await tree.inclusion(5, 8))).toEqual([FIFTH, LAST_2, FIRST_4]);
    expect(hex(await tree.inclusion(2, 3))).toEqual([FIRST_2]);
    expect(hex(await tree.inclusion(1, 5))).toEqual([first, SECOND_2, FIFTH]);
  });
  it('have these proofs of consistency', async () => {
    const second = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
    const fifthAndSixth = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';
    expect(hex(await tree.consistency(1, 1))).toEqual([]);
    expect(hex(await tree.consistency(1, 8))).toEqual([second, SECOND_2, SECOND_4]);
    expect(hex(await tree.consistency(6, 8))).toEqual([fifthAndSixth, LAST_2, FIRST_4]);
    expect(hex(await tree.consistency(2, 5))).toEqual([SECOND_2, FIFTH]);
  });
});
