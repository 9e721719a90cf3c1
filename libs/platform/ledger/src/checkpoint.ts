import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Hash } from './hashes.ts';

/*
 * Tree heads as C2SP has them: the text of a checkpoint (c2sp.org/tlog-checkpoint) in a signed note (c2sp.org/signed-note), so
 * that witnesses and verifiers that there are can read them.
 */

/** How large a tree was, and what it hashed to. */
export type TreeHead = { readonly origin: string; readonly size: number; readonly root: Hash };

/** The first byte of what identifies a key of Ed25519. */
const ED25519 = 1;
const DASH = '\u2014';
const HASH_BYTES = 32;

/** Names of logs and keys are one word without `+`. */
export const ORIGIN = /^[^\s+]{1,200}$/u;

/** A key that verifies notes of a name, as `name+hash+key`. */
export class Verifier {
  readonly hash: Buffer;

  constructor(
    readonly name: string,
    private readonly raw: Buffer,
  ) {
    if (!ORIGIN.test(name) || raw.length !== 32)
      throw new TypeError('a verifier has a name, and a key of Ed25519');
    this.hash = hashOf(name, raw);
  }

  /** Out of `name+hash+key`. Throws `TypeError` where it is none. */
  static parse(text: string): Verifier {
    const [, name = '', hash = '', key = ''] =
      /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
    const bytes = Buffer.from(key, 'base64');
    if (bytes[0] !== ED25519) throw new TypeError('not a key of Ed25519, as name+hash+key');
    const verifier = new Verifier(name, bytes.subarray(1));
    if (verifier.hash.toString('hex') !== hash) throw new TypeError('the hash of the key is another');
    return verifier;
  }

  toString(): string {
    const key = Buffer.concat([Buffer.of(ED25519), this.raw]).toString('base64');
    return `${this.name}+${this.hash.toString('hex')}+${key}`;
  }

  /** Whether it is the same key, under whatever name. */
  isKeyOf(other: Verifier): boolean {
    return this.raw.equals(other.raw);
  }

  verifies(text: string, signature: Buffer): boolean {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: this.raw.toString('base64url') },
      format: 'jwk',
    });
    return verify(null, Buffer.from(text), key, signature);
  }
}

const hashOf = (name: string, raw: Buffer): Buffer =>
  createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.concat([Buffer.of(ED25519), raw]))
    .digest()
    .subarray(0, 4);

/** A key that signs tree heads of a log. */
export class Signer {
  readonly verifier: Verifier;

  private constructor(
    origin: string,
    private readonly key: KeyObject,
  ) {
    const { x } = createPublicKey(key).export({ format: 'jwk' });
    if (key.asymmetricKeyType !== 'ed25519' || x === undefined)
      throw new TypeError('the key is none of Ed25519');
    this.verifier = new Verifier(origin, Buffer.from(x, 'base64url'));
  }

  /** `pem`: a private key of Ed25519 (PKCS #8). Throws where it is none. */
  static of(origin: string, pem: string): Signer {
    return new Signer(origin, createPrivateKey(pem));
  }

  /** A new key, as `pem`. */
  static newKey(): string {
    return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  /** The signed note of a tree head. */
  checkpoint(size: number, root: Hash): string {
    const { name, hash } = this.verifier;
    const text = `${name}\n${size}\n${root.toString('base64')}\n`;
    const signature = Buffer.concat([hash, sign(null, Buffer.from(text), this.key)]).toString('base64');
    return `${text}\n${DASH} ${name} ${signature}\n`;
  }
}

/** Why a note is not the signed tree head that it should be. */
export class NotACheckpoint extends Error {
  constructor(why: string) {
    super(`not a signed tree head: ${why}`);
    this.name = 'NotACheckpoint';
  }
}

/** The tree head that a note tells, signed by a key; signatures of others beside it (witnesses) are passed over. */
export function openCheckpoint(note: string, verifier: Verifier): TreeHead {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) throw new NotACheckpoint('it has no signatures');
  const text = note.slice(0, end + 1);
  const own = note
    .slice(end + 2, -1)
    .split('\n')
    .flatMap((line) => {
      const [, name, signature = ''] = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
      const bytes = Buffer.from(signature, 'base64');
      return name === verifier.name && bytes.subarray(0, 4).equals(verifier.hash) ? [bytes.subarray(4)] : [];
    });
  const [signature] = own;
  if (signature === undefined) throw new NotACheckpoint(`${verifier.name} has not signed it`);
  if (!verifier.verifies(text, signature))
    throw new NotACheckpoint('its signature is forged, or its text was changed');
  const [origin = '', size = '', root = ''] = text.split('\n');
  const hash = Buffer.from(root, 'base64');
  if (origin !== verifier.name) throw new NotACheckpoint(`it is one of ${origin}`);
  if (!/^(0|[1-9]\d{0,14})$/.test(size) || hash.length !== HASH_BYTES || hash.toString('base64') !== root) {
    throw new NotACheckpoint('it tells neither a size nor a hash');
  }
  return { origin, size: Number(size), root: hash };
}
