import { hash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type Hash = Buffer;

const sha256 = (content: string | Buffer): Hash => hash('sha256', content, 'buffer');

/** The hash of a tree of no leaves (RFC 9162, section 2.1.1). */
export const EMPTY: Hash = sha256('');

const NODE_BYTES = 65;
/** The hash of two trees side by side: `SHA-256(0x01 ‖ left ‖ right)`. */
export function hashOfNode(left: Hash, right: Hash): Hash {
  const node = Buffer.allocUnsafe(NODE_BYTES);
  node[0] = 1;
  left.copy(node, 1);
  right.copy(node, 1 + left.length);
  return sha256(node);
}
