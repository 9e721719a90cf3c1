import { hashOfNode, type Hash } from './hashes.ts';

/** Whether hashes lead from a leaf, counted from 0, to the root of a tree of `size` leaves (RFC 9162, section 2.1.3.2). */
export function provesInclusion(
  {
    leaf,
    index,
    size,
    root,
  }: { readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash },
  path: readonly Hash[],
): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [node, last, so] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      so = hashOfNode(sibling, so);
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      so = hashOfNode(so, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && so.equals(root);
}

/** Whether hashes show that a tree of `size` leaves begins with one of `before` (RFC 9162, section 2.1.4.2). */
export function provesConsistency(
  was: { readonly size: number; readonly root: Hash },
  is: { readonly size: number; readonly root: Hash },
  path: readonly Hash[],
): boolean {
  if (was.size <= 0 || was.size > is.size) return false;
  if (was.size === is.size) return path.length === 0 && was.root.equals(is.root);
  const isPower = Number.isInteger(Math.log2(was.size));
  const [first, ...others] = isPower ? [was.root, ...path] : path;
  if (first === undefined) return false;
  let [node, last] = [was.size - 1, is.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [before, so] = [first, first];
  for (const sibling of others) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = hashOfNode(sibling, before);
      so = hashOfNode(sibling, so);
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      so = hashOfNode(so, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && before.equals(was.root) && so.equals(is.root);
}

const half = (count: number): number => Math.floor(count / 2);
