import { createHash, createPublicKey, verify } from 'node:crypto';
import { ORIGIN } from './checkpoint.ts';

/*
 * What an outside witness adds to a tree head that it has seen to go on from the last one: C2SP tlog-cosignature, `cosignature/v1`.
 * What was signed can then be taken back or told otherwise to nobody who asks the witness.
 */

/** The first byte of what identifies a key for cosignatures of Ed25519. */
const COSIGNATURE_V1 = 4;
const KEY_BYTES = 32;
const STAMP_BYTES = 8;
const HASH_BYTES = 4;
const SIGNATURE_BYTES = 64;

/** The key of a witness, as `name+hash+key`. */
export class Witness {
  private constructor(
    readonly name: string,
    private readonly hash: Buffer,
    private readonly raw: Buffer,
  ) {}

  /** Out of `name+hash+key`, where the key is one for cosignatures. Throws `TypeError` where it is none. */
  static parse(text: string): Witness {
    const [, name = '', hash = '', key = ''] =
      /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
    const bytes = Buffer.from(key, 'base64');
    if (!ORIGIN.test(name) || bytes[0] !== COSIGNATURE_V1 || bytes.length !== 1 + KEY_BYTES)
      throw new TypeError('not a key for cosignatures of Ed25519, as name+hash+key');
    const known = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, HASH_BYTES);
    if (known.toString('hex') !== hash) throw new TypeError('the hash of the key is another');
    return new Witness(name, known, bytes.subarray(1));
  }

  /**
   * The one line among those of an answer by which the witness cosigns `note`, without its line feed; `null`: there is none
   * that holds.
   */
  cosignatureIn(answer: string, note: string): string | null {
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
    return answer.split('\n').find((line) => this.#cosigns(line, text)) ?? null;
  }

  #cosigns(line: string, text: string): boolean {
    const [, name, signature = ''] = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
    const bytes = Buffer.from(signature, 'base64');
    if (name !== this.name || bytes.length !== HASH_BYTES + STAMP_BYTES + SIGNATURE_BYTES) return false;
    if (!bytes.subarray(0, HASH_BYTES).equals(this.hash)) return false;
    const at = bytes.readBigUInt64BE(HASH_BYTES);
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: this.raw.toString('base64url') },
      format: 'jwk',
    });
    const signed = Buffer.from(`cosignature/v1\ntime ${at}\n${text}`);
    return verify(null, signed, key, bytes.subarray(HASH_BYTES + STAMP_BYTES));
  }
}
